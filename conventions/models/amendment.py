"""Amendments (article 7): what each changes, paragraph by paragraph. The text of the convention is never copied."""

from datetime import date
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conventions.enums import AmendmentState, ChangeKind
from conventions.models.convention import Article, Convention
from conventions.models.guards import moves_only_along, refuses, settled_with
from conventions.models.report import AnnualReport
from conventions.workflow import AMENDMENT
from partners.enums import Party, Section

#: A part of the text that holds its dates rather than an article.
EFFECT = "effet"

_EVERY_SEAT_AGREES = """
    SELECT 1 FROM conventions_signatory s CROSS JOIN conventions_amendmentpart p
    WHERE s.convention_id = NEW.convention_id AND p.amendment_id = NEW.id AND NOT EXISTS (
        SELECT 1 FROM conventions_accordpart k JOIN conventions_partyaccord a ON a.id = k.accord_id
        WHERE a.amendment_id = NEW.id AND a.answer = 'accord' AND a.party = s.party AND a.section = s.section
        AND k.code = p.code AND k.text_hash = p.text_hash AND k.voided_at IS NULL)
"""


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def in_force_by(self, on: date) -> Self:
        """Keep the amendments that change the text on that day, in the order in which they do."""
        return self.filter(state=AmendmentState.IN_FORCE, in_force_on__lte=on).order_by("in_force_on", "number")

    def awaiting(self) -> Self:
        """Keep the amendments that wait for the accord of somebody."""
        return self.filter(state=AmendmentState.PROPOSED)


class Amendment(models.Model):
    """A change of the convention that a party proposes. It counts once every signature block agrees to one text (R22).

    `text_version` counts the texts shown to the parties, `text_hash` is the digest of the present one.
    `renews_until` makes it a renewal: it then changes article 3 and comes with a report (article 6).
    """

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="amendments", verbose_name=_("convention")
    )
    number = models.PositiveSmallIntegerField(_("numéro"), editable=False)
    title = models.CharField(_("objet"), max_length=160)
    purpose = models.TextField(_("pourquoi"), blank=True)
    party = models.CharField(_("proposé par"), max_length=5, choices=Party.choices)
    section = models.CharField(_("section"), max_length=5, choices=Section.choices, blank=True)
    takes_effect_on = models.DateField(_("prend effet le"), null=True, blank=True)
    renews_until = models.DateField(_("renouvelle la convention jusqu’au"), null=True, blank=True)
    report = models.ForeignKey(
        AnnualReport, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bilan joint")
    )
    state = models.CharField(
        _("état"), max_length=10, choices=AmendmentState.choices, default=AmendmentState.DRAFT, editable=False
    )
    text_version = models.PositiveSmallIntegerField(_("version du texte"), default=0, editable=False)
    text_hash = models.CharField(_("empreinte du texte"), max_length=64, blank=True, editable=False)
    drafted_at = models.DateTimeField(_("préparé le"), editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("préparé par")
    )
    proposed_at = models.DateTimeField(_("proposé le"), null=True, editable=False)
    settled_at = models.DateTimeField(_("tranché le"), null=True, editable=False)
    in_force_on = models.DateField(_("en vigueur le"), null=True, editable=False)
    void_reason = models.TextField(_("motif"), blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("avenant")
        verbose_name_plural = _("avenants")
        ordering = ["convention", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "number"], name="amendment_once"),
            models.CheckConstraint(condition=Q(section="") | Q(party=Party.OFQJ), name="amendment_section_is_of_ofqj"),
            models.CheckConstraint(
                condition=Q(state__in=[AmendmentState.DRAFT, AmendmentState.VOID])
                | (Q(proposed_at__isnull=False) & ~Q(text_hash="")),
                name="amendment_proposed_has_its_text",
            ),
            models.CheckConstraint(
                condition=Q(state=AmendmentState.IN_FORCE, in_force_on__isnull=False)
                | (~Q(state=AmendmentState.IN_FORCE) & Q(in_force_on__isnull=True)),
                name="amendment_in_force_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(renews_until__isnull=True) | Q(report__isnull=False),
                name="amendment_renews_with_a_report",
                violation_error_message=_("Un avenant qui renouvelle la convention est accompagné d’un bilan."),
            ),
            models.CheckConstraint(
                condition=Q(renews_until__isnull=True)
                | Q(takes_effect_on__isnull=True)
                | Q(renews_until__gt=F("takes_effect_on")),
                name="amendment_renews_after_it_starts",
                violation_error_message=_("Le nouveau terme vient après la prise d’effet."),
            ),
        ]
        triggers = [
            moves_only_along(AMENDMENT, name="amendment_state_moves"),
            refuses(
                "amendment_needs_every_accord",
                when="NEW.state = 'in_force' AND OLD.state <> 'in_force' AND (NOT EXISTS (SELECT 1 FROM"
                f" conventions_amendmentpart WHERE amendment_id = NEW.id) OR EXISTS ({_EVERY_SEAT_AGREES}))",
                then="amendment: an accord is missing",
                operation=pgtrigger.Update,
            ),
        ]

    def __str__(self) -> str:
        return str(_("Avenant n° %(number)s")) % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("conventions:amendment", args=[self.convention.slug, self.number])

    @property
    def proposer_label(self) -> str:
        """The party that proposes it, by its section for the OFQJ."""
        return str(self.get_section_display() or self.get_party_display())


class AmendmentChange(models.Model):
    """What happens to one paragraph: `target` names it, or the one that an added paragraph follows ("0": none).

    `before` is what the target says as the change is written; a change whose target reads otherwise no longer holds.
    """

    amendment = models.ForeignKey(
        Amendment, on_delete=models.CASCADE, related_name="changes", verbose_name=_("avenant")
    )
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+", verbose_name=_("article"))
    position = models.PositiveSmallIntegerField(_("rang"))
    kind = models.CharField(_("nature"), max_length=7, choices=ChangeKind.choices)
    target = models.CharField(_("alinéa"), max_length=40)
    before = models.TextField(_("avant"), blank=True)
    text = models.TextField(_("après"), blank=True)

    class Meta:
        verbose_name = _("modification")
        verbose_name_plural = _("modifications")
        ordering = ["amendment", "article", "position"]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "article", "position"], name="change_once"),
            models.CheckConstraint(
                condition=(Q(kind=ChangeKind.DELETE) & Q(text="")) | (~Q(kind=ChangeKind.DELETE) & ~Q(text="")),
                name="change_says_its_text",
                violation_error_message=_("Un alinéa remplacé ou ajouté a un texte ; un alinéa supprimé n’en a pas."),
            ),
        ]
        triggers = [settled_with("change_settled", parent="this.amendment_id", states="'in_force', 'void'")]

    def __str__(self) -> str:
        return f"{self.article} · {self.target} · {self.get_kind_display()}"


class AmendmentPart(models.Model):
    """A part of the proposed text that is agreed to on its own: the changes of one article, or its dates (EFFECT)."""

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="parts", verbose_name=_("avenant"))
    code = models.CharField(_("partie du texte"), max_length=12)
    text_hash = models.CharField(_("empreinte"), max_length=64)

    class Meta:
        verbose_name = _("partie d’un avenant")
        verbose_name_plural = _("parties d’un avenant")
        ordering = ["amendment", "code"]
        constraints = [models.UniqueConstraint(fields=["amendment", "code"], name="amendment_part_once")]
        triggers = [settled_with("part_settled", parent="this.amendment_id", states="'in_force', 'void'")]

    def __str__(self) -> str:
        return f"{self.amendment} · {self.code}"
