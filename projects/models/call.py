"""A call for projects: when it is open, and its rules as data."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models.search import Fold
from projects.enums import Currency, Direction, PieceCategory, Programme
from projects.models.caps import check_caps, read_caps
from projects.models.grid import Criterion, check_grid, read_grid
from projects.models.payment_terms import Schedules, read_schedules, write_schedules


@dataclass(frozen=True)
class CallRules:
    """The rules of one call, as they stood when read. Amounts are in `currency`; None means "no such rule"."""

    programme: str
    direction: str
    currency: str
    aid_per_head: Decimal | None = None
    grant_floor: Decimal | None = None
    grant_cap: Decimal | None = None
    max_share_pct: int = 70
    group_min: int = 2
    group_alert_min: int = 4
    group_max: int = 16
    days_min: int = 7
    days_max: int = 21
    age_min: int = 18
    age_max: int = 35
    age_max_ml: int = 25
    preparation_weeks_min: int = 0
    hours_per_week_min: int = 0
    leader_ratio: int = 8
    leaders_min: int = 2
    report_due_days: int = 60
    report_reminder_days: tuple[int, ...] = (30, 60, 75)
    report_line_pct: int = 10
    report_takeover_days: int = 90
    change_days: int = 0
    change_places: int = 0
    change_budget_pct: int = 20
    required_pieces: tuple[str, ...] = ()
    recommended_pieces: tuple[str, ...] = ()
    rules_url: str = ""
    score_grid: tuple[Criterion, ...] = ()
    extra_caps: tuple[tuple[str, Decimal], ...] = ()
    payments: Schedules = ()  # how each section pays; frozen when a dossier is filed, empty in a call as it stands

    def extra_cap(self, category: str) -> Decimal | None:
        """Return how much a top-up of `category` may come to for one person; None where the call gives none."""
        return dict(self.extra_caps).get(category)

    def to_json(self) -> dict[str, Any]:
        """Write the rules so that `from_json` reads the same ones; amounts become text."""
        plain = {
            key: str(value) if isinstance(value, Decimal) else list(value) if isinstance(value, tuple) else value
            for key, value in asdict(self).items()
        }
        caps = {category: str(cap) for category, cap in self.extra_caps}
        return plain | {"extra_caps": caps, "payments": write_schedules(self.payments)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read back what `to_json` wrote."""
        amounts = {key: Decimal(data[key]) for key in _AMOUNTS if data.get(key) is not None}
        lists: dict[str, Any] = {name: tuple(data.get(name, ())) for name in _PIECES}
        lists["score_grid"] = read_grid(data.get("score_grid", ()))
        lists["extra_caps"] = read_caps(data.get("extra_caps", {}))
        lists["payments"] = read_schedules(data.get("payments", {}))
        if "report_reminder_days" in data:
            lists["report_reminder_days"] = tuple(data["report_reminder_days"])
        return cls(**(data | amounts | lists))


_AMOUNTS = ("aid_per_head", "grant_floor", "grant_cap")
_PIECES = ("required_pieces", "recommended_pieces")


def reminder_days() -> list[int]:
    """Return when the carriers are reminded of their report, in days after the return (R14)."""
    return [30, 60, 75]


class CallQuerySet(models.QuerySet["Call"]):
    def open_at(self, now: datetime) -> Self:
        """Keep the calls that take dossiers at this instant; both bounds belong to the call."""
        return self.filter(opens_at__lte=now, closes_at__gte=now)

    def closed_at(self, now: datetime) -> Self:
        """Keep the calls whose closing instant has passed."""
        return self.filter(closes_at__lt=now)

    def matching(self, words: str) -> Self:
        """Keep those whose title or presentation holds every word; accents, case and small typos do not matter."""
        rows = self.alias(folded=Fold(Concat(F("title"), Value(" "), F("summary"), output_field=models.TextField())))
        for word in words.split()[:8]:
            typed = Fold(Value(word))
            rows = rows.filter(Q(folded__contains=typed) | Q(folded__trigram_word_similar=typed))
        return rows

    def published(self) -> Self:
        """Keep the calls that everybody may read."""
        return self.filter(is_published=True)


class Call(models.Model):
    """A campaign: it opens and closes at an instant, and carries the rules every dossier is checked against."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("titre"), max_length=160)
    summary = models.TextField(_("présentation"), blank=True)
    programme = models.CharField(_("programme"), max_length=20, choices=Programme.choices)
    direction = models.CharField(_("direction"), max_length=12, choices=Direction.choices)
    opens_at = models.DateTimeField(_("ouvre le"))
    closes_at = models.DateTimeField(_("ferme le"))
    zone = models.CharField(
        _("fuseau horaire"),
        max_length=40,
        default="Europe/Paris",
        choices=[("Europe/Paris", _("Paris")), ("America/Toronto", _("Montréal"))],
    )
    answer_by = models.DateField(_("réponse attendue le"), null=True, blank=True)
    is_published = models.BooleanField(_("publié"), default=True)

    currency = models.CharField(_("devise du barème"), max_length=3, choices=Currency.choices, default=Currency.EUR)
    aid_per_head_amount = models.DecimalField(
        _("aide par personne"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    grant_floor_amount = models.DecimalField(
        _("aide minimale par projet"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    grant_cap_amount = models.DecimalField(
        _("aide maximale par projet"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    max_share_pct = models.PositiveSmallIntegerField(_("part maximale du coût (%)"), default=70)
    group_min = models.PositiveSmallIntegerField(_("groupe : minimum"), default=2)
    group_alert_min = models.PositiveSmallIntegerField(_("groupe : alerte en dessous de"), default=4)
    group_max = models.PositiveSmallIntegerField(_("groupe : alerte au-dessus de"), default=16)
    days_min = models.PositiveSmallIntegerField(_("durée minimale (jours)"), default=7)
    days_max = models.PositiveSmallIntegerField(_("durée maximale (jours)"), default=21)
    age_min = models.PositiveSmallIntegerField(_("âge minimal au départ"), default=18)
    age_max = models.PositiveSmallIntegerField(_("âge maximal révolu au départ"), default=35)
    age_max_ml = models.PositiveSmallIntegerField(_("âge conseillé pour une Mission Locale"), default=25)
    preparation_weeks_min = models.PositiveSmallIntegerField(_("préparation : semaines au moins"), default=0)
    hours_per_week_min = models.PositiveSmallIntegerField(_("heures par semaine au moins"), default=0)
    leader_ratio = models.PositiveSmallIntegerField(_("jeunes par accompagnateur"), default=8)
    leaders_min = models.PositiveSmallIntegerField(_("accompagnateurs au moins"), default=2)
    report_due_days = models.PositiveSmallIntegerField(_("bilan dû après le retour (jours)"), default=60)
    report_reminder_days = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("bilan : relances, en jours après le retour"),
        default=reminder_days,
        blank=True,
    )
    report_line_pct = models.PositiveSmallIntegerField(
        _("bilan : écart d’une ligne à expliquer au-delà de (%)"), default=10
    )
    report_takeover_days = models.PositiveSmallIntegerField(
        _("bilan : jours de retard après lesquels l’OFQJ peut le compléter"), default=90
    )
    change_days = models.PositiveSmallIntegerField(
        _("changement : jours dont les dates bougent sans accord"), default=0
    )
    change_places = models.PositiveSmallIntegerField(
        _("changement : places en plus ou en moins sans accord"), default=0
    )
    change_budget_pct = models.PositiveSmallIntegerField(
        _("changement : part du budget déplacée sans accord (%)"), default=20
    )
    required_pieces = ArrayField(
        models.CharField(max_length=30, choices=PieceCategory.choices),
        verbose_name=_("pièces à joindre"),
        default=list,
        blank=True,
    )
    recommended_pieces = ArrayField(
        models.CharField(max_length=30, choices=PieceCategory.choices),
        verbose_name=_("pièces conseillées"),
        default=list,
        blank=True,
    )
    score_grid = models.JSONField(
        _("grille d’appréciation"),
        default=list,
        blank=True,
        validators=[check_grid],
        help_text=_(
            "Une liste de critères : code, label, help, weight (poids), scale (note de 0 à…), required. "
            "Vide : l’avis se donne sans note. Un dossier déposé garde la grille de son dépôt."
        ),
    )
    extra_caps = models.JSONField(
        _("compléments pour les jeunes qui rencontrent un obstacle"),
        default=dict,
        blank=True,
        validators=[check_caps],
        help_text=_("Montant maximal par jeune, par nature de complément ; vide : l’appel n’en donne pas."),
    )
    rules_url = models.URLField(_("adresse du règlement"), blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("appel à projets")
        verbose_name_plural = _("appels à projets")
        ordering = ["-closes_at", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="call_closes_after_it_opens",
                violation_error_message=_("La clôture vient après l’ouverture."),
            ),
            models.CheckConstraint(
                condition=Q(age_min__lte=F("age_max")),
                name="call_ages_ordered",
                violation_error_message=_("L’âge minimal dépasse l’âge maximal."),
            ),
            models.CheckConstraint(
                condition=Q(days_min__lte=F("days_max"), days_min__gte=1),
                name="call_days_ordered",
                violation_error_message=_("La durée minimale dépasse la durée maximale."),
            ),
            models.CheckConstraint(
                condition=Q(group_min__gte=1, group_min__lte=F("group_max")),
                name="call_group_ordered",
                violation_error_message=_("Le groupe minimal dépasse le groupe maximal."),
            ),
            models.CheckConstraint(
                condition=Q(max_share_pct__gte=1, max_share_pct__lte=100),
                name="call_share_is_a_percentage",
                violation_error_message=_("La part maximale du coût va de 1 à 100 %."),
            ),
            models.CheckConstraint(
                condition=Q(leader_ratio__gte=1),
                name="call_leader_ratio_positive",
                violation_error_message=_("Un accompagnateur suit au moins un jeune."),
            ),
            models.CheckConstraint(
                condition=(Q(aid_per_head_amount__isnull=True) | Q(aid_per_head_amount__gt=0))
                & (Q(grant_floor_amount__isnull=True) | Q(grant_floor_amount__gte=0))
                & (Q(grant_cap_amount__isnull=True) | Q(grant_cap_amount__gt=0))
                & (
                    Q(grant_floor_amount__isnull=True)
                    | Q(grant_cap_amount__isnull=True)
                    | Q(grant_floor_amount__lte=F("grant_cap_amount"))
                ),
                name="call_amounts_make_sense",
                violation_error_message=_("Les montants du barème sont positifs, le minimum sous le maximum."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:call", args=[self.code])

    def is_open(self, now: datetime) -> bool:
        """Say whether a dossier may be filed at this instant; both bounds belong to the call."""
        return self.opens_at <= now <= self.closes_at

    @property
    def piece_labels(self) -> list[str]:
        """The pieces it asks for, in words."""
        return piece_labels(self.required_pieces)

    @property
    def recommended_labels(self) -> list[str]:
        """The pieces it advises to join, in words."""
        return piece_labels(self.recommended_pieces)

    def rules(self) -> CallRules:
        """Read the rules as they stand today."""
        same = {name: getattr(self, name) for name in CallRules.__dataclass_fields__ if hasattr(self, name)}
        amounts = {name: getattr(self, f"{name}_amount") for name in _AMOUNTS}
        lists: dict[str, Any] = {name: tuple(getattr(self, name)) for name in _PIECES}
        lists["score_grid"] = read_grid(self.score_grid)
        lists["extra_caps"] = read_caps(self.extra_caps)
        lists["report_reminder_days"] = tuple(sorted(self.report_reminder_days))
        return CallRules(**(same | amounts | lists))


def piece_labels(codes: Iterable[str]) -> list[str]:
    """Put categories of pieces into words, in the order given."""
    return [str(PieceCategory(code).label) for code in codes]
