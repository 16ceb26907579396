"""The dossier: one project of mobility, from its first draft to its closure."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.addresses import address_of
from partners.models import Agreement, Structure
from partners.models.search import Fold
from projects.enums import AFTER_DEPARTURE, AFTER_RETURN, DECIDED, Currency, Direction, ProjectState
from projects.models.call import Call, CallRules
from projects.models.guards import moves_only_along, refuses
from projects.models.project_indexes import INDEXES
from projects.workflow import PROJECT

A_NUMBER = "OFQJ-2026-0001"  # what a number looks like, for `address_of`
STATES_BEFORE_FILING = [ProjectState.DRAFT]


class ProjectQuerySet(models.QuerySet["Project"]):
    """Which dossiers. Who may read them is said in `visibility`."""

    def visible_to(self, user: object) -> Self:
        """Keep the dossiers that `user` may open: her structures', her section's, the ones she hosts or leads."""
        from projects.models.visibility import readable_by  # which reads models that point to this one

        return self.filter(readable_by(user))

    def listed_to(self, user: object) -> Self:
        """Keep the dossiers `user` may see in a list: those she may open, and her network's filed ones."""
        from projects.models.visibility import listable_by

        return self.filter(listable_by(user))

    def filed(self) -> Self:
        """Keep the dossiers that left the structure's desk; drafts never count anywhere."""
        return self.exclude(state__in=STATES_BEFORE_FILING)

    def carried_by(self, structure_ids: object) -> Self:
        """Keep the dossiers that one of these structures carries."""
        return self.filter(structures__side="carrier", structures__structure__in=structure_ids)

    def matching(self, words: str) -> Self:
        """Keep the dossiers whose number, title, theme or carrier's name holds every word.

        Accents, case and small typos do not matter; a word with a figure in it is taken to the letter.
        """
        rows = self
        for word in words.split()[:8]:
            rows = rows.filter(pk__in=_holding(word))
        return rows


def _holding(word: str) -> models.QuerySet:
    """Find the dossiers that hold `word`; each half of the union has its own index."""
    typed = Fold(Value(word))
    said = Q(search_text__contains=typed)
    if not any(sign.isdigit() for sign in word):
        said |= Q(search_text__trigram_word_similar=typed)
    carried = Project.objects.filter(carrier__in=Structure.objects.matching(word).values("pk"))
    return Project.objects.filter(said).order_by().values("pk").union(carried.order_by().values("pk"))


class Project(models.Model):
    """A dossier. Its `state` moves along `workflow.NEXT_STATES`, which the database holds it to."""

    number = models.CharField(_("numéro"), max_length=20, unique=True, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="projects", verbose_name=_("appel"))
    carrier = models.ForeignKey(
        Structure, on_delete=models.PROTECT, related_name="+", verbose_name=_("structure cheffe de file")
    )
    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("entente dont naît le projet"),
    )
    direction = models.CharField(_("direction"), max_length=12, choices=Direction.choices)
    state = models.CharField(
        _("état"), max_length=24, choices=ProjectState.choices, default=ProjectState.DRAFT, editable=False
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("personne chargée du dossier"),
    )

    title = models.CharField(_("titre du projet"), max_length=160)
    theme = models.CharField(_("thème"), max_length=120, blank=True)
    aims = models.TextField(_("objectifs"), blank=True)
    public = models.TextField(_("public visé"), blank=True)

    departs_on = models.DateField(_("date de départ"), null=True, blank=True)
    returns_on = models.DateField(_("date de retour"), null=True, blank=True)
    destination_city = models.CharField(_("ville d’accueil"), max_length=120, blank=True)
    destination_country = models.CharField(_("pays d’accueil"), max_length=80, blank=True)
    activities = models.TextField(_("activités prévues"), blank=True)
    observation_programme = models.TextField(_("programme d’observation"), blank=True)
    lodging = models.TextField(_("hébergement"), blank=True)
    travel = models.TextField(_("voyage et déplacements"), blank=True)
    has_work_period = models.BooleanField(_("une période de travail en entreprise est prévue"), default=False)

    places = models.PositiveSmallIntegerField(_("nombre de places"), null=True, blank=True)
    age_from = models.PositiveSmallIntegerField(_("âge au départ, de"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("âge au départ, à"), null=True, blank=True)
    profile = models.TextField(_("profil des participants"), blank=True)
    age_reason = models.TextField(_("pourquoi des jeunes de plus de 25 ans"), blank=True)

    preparation = models.TextField(_("préparation"), blank=True)
    preparation_hours = models.PositiveSmallIntegerField(_("heures de préparation"), null=True, blank=True)
    supervision = models.TextField(_("encadrement"), blank=True)
    leaders_planned = models.PositiveSmallIntegerField(_("accompagnateurs prévus"), null=True, blank=True)
    safety = models.TextField(_("sécurité et imprévus"), blank=True)
    insurance = models.TextField(_("assurance"), blank=True)
    follow_up = models.TextField(_("suites après le retour"), blank=True)

    currency = models.CharField(_("devise du budget"), max_length=3, choices=Currency.choices)
    rules = models.JSONField(_("règles figées au dépôt"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, editable=False
    )
    followed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("suivi dans la structure par"),
    )
    created_at = models.DateTimeField(_("créé le"), editable=False)
    updated_at = models.DateTimeField(_("modifié le"), editable=False)
    submitted_at = models.DateTimeField(_("déposé le"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, editable=False)
    decided_at = models.DateTimeField(_("décidé le"), null=True, editable=False)
    # On the real clock: before it, the structures still read « en cours d’instruction ».
    announced_at = models.DateTimeField(_("réponse annoncée le"), null=True, editable=False)
    departed_on = models.DateField(_("parti le"), null=True, editable=False)
    returned_on = models.DateField(_("revenu le"), null=True, editable=False)
    report_due_on = models.DateField(_("bilan dû le"), null=True, editable=False)
    closed_at = models.DateTimeField(_("clos le"), null=True, editable=False)
    cancel_reason = models.TextField(_("motif de l’annulation"), blank=True, editable=False)

    search_text = models.GeneratedField(
        expression=Fold(Concat(F("number"), Value(" "), F("title"), Value(" "), F("theme"))),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering = ["-updated_at", "-pk"]
        indexes = INDEXES
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^OFQJ-[0-9]{4}-[0-9]{4,}$"),
                name="project_number_shape",
                violation_error_message=_("Un numéro de dossier s’écrit OFQJ-2026-0042."),
            ),
            models.CheckConstraint(
                condition=Q(returns_on__isnull=True) | Q(departs_on__isnull=True) | Q(returns_on__gte=F("departs_on")),
                name="project_returns_after_it_departs",
                violation_error_message=_("Le retour vient après le départ."),
            ),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(places__gte=1),
                name="project_has_places",
                violation_error_message=_("Un projet compte au moins une place."),
            ),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_from__lte=F("age_to")),
                name="project_ages_ordered",
                violation_error_message=_("L’âge le plus jeune dépasse l’âge le plus élevé."),
            ),
            models.CheckConstraint(
                condition=Q(state=ProjectState.DRAFT, submitted_at__isnull=True, rules__isnull=True)
                | (
                    ~Q(state=ProjectState.DRAFT)
                    & Q(
                        submitted_at__isnull=False,
                        rules__isnull=False,
                        departs_on__isnull=False,
                        returns_on__isnull=False,
                        places__isnull=False,
                    )
                ),
                name="project_filed_whole",
                violation_error_message=_("Un dossier déposé a sa date de dépôt, ses règles, ses dates et ses places."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ProjectState.WITHDRAWN) | Q(withdrawn_at__isnull=False),
                name="project_withdrawn_at",
                violation_error_message=_("Un dossier retiré l’est à un instant."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(DECIDED)) | Q(decided_at__isnull=False),
                name="project_decided_at",
                violation_error_message=_("Un dossier décidé a sa date de décision."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(AFTER_DEPARTURE)) | Q(departed_on__isnull=False),
                name="project_departed_on",
                violation_error_message=_("Un groupe parti a sa date de départ."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(AFTER_RETURN))
                | Q(returned_on__isnull=False, report_due_on__isnull=False),
                name="project_returned_on",
                violation_error_message=_("Un groupe revenu a sa date de retour et celle de son bilan."),
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True)
                | (Q(departed_on__isnull=False) & Q(returned_on__gte=F("departed_on"))),
                name="project_returned_after_departed",
                violation_error_message=_("Le groupe revient après être parti."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ProjectState.CLOSED) | Q(closed_at__isnull=False),
                name="project_closed_at",
                violation_error_message=_("Un dossier clos l’est à un instant."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ProjectState.CANCELLED) | ~Q(cancel_reason=""),
                name="project_cancelled_for_a_reason",
                violation_error_message=_("Une annulation a un motif."),
            ),
        ]
        triggers = [
            moves_only_along(PROJECT, name="project_state_moves"),
            refuses(
                "project_number_kept",
                when="OLD.number <> NEW.number",
                then="project: the number never changes",
                operation=pgtrigger.UpdateOf("number"),
            ),
            refuses(
                "project_currency_kept",
                when="OLD.currency <> NEW.currency"
                " AND EXISTS (SELECT 1 FROM projects_budgetline l WHERE l.project_id = NEW.id)",
                then="project: a budget has one currency",
                operation=pgtrigger.UpdateOf("currency"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"

    def get_absolute_url(self) -> str:
        return address_of("projects:detail", self.number, A_NUMBER)

    @property
    def call_rules(self) -> CallRules:
        """The rules this dossier is judged by: frozen since it was filed, else the call's of today."""
        if not self.rules:
            return self.call.rules()
        frozen, read = self.__dict__.get("_rules_read", (None, None))
        if frozen is not self.rules:  # they are never written into, only replaced
            read = CallRules.from_json(self.rules)
            self.__dict__["_rules_read"] = (self.rules, read)
        return read

    @property
    def days(self) -> int | None:
        """How many days the stay lasts, both ends counted."""
        return (self.returns_on - self.departs_on).days + 1 if self.departs_on and self.returns_on else None
