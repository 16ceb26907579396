"""A young person in a project: from the list to the way back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.enums import HAS_LEFT, InterruptionReason, ParticipationState, PassportVerdict, WithdrawalReason
from participants.workflow import NEXT_STATES
from projects.models.guards import moves_only_along

AFTER_CONFIRMATION = (ParticipationState.CONFIRMED, *HAS_LEFT)


class Participation(models.Model):
    """One person in one project. Whether she may leave is computed when read (`participants.eligibility`), never kept.

    Only the verdict on the passport is kept, never the document. A withdrawn row stays; the person may be added again.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(
        "participants.Participant", on_delete=models.PROTECT, related_name="participations", verbose_name=_("personne")
    )
    state = models.CharField(
        _("état"), max_length=12, choices=ParticipationState.choices, default=ParticipationState.REGISTERED
    )
    first_time_abroad = models.BooleanField(_("premier départ à l’étranger"), null=True, blank=True)
    attested_on = models.DateField(_("suivi attesté le"), null=True, blank=True)
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    passport_verdict = models.CharField(
        _("passeport"), max_length=10, choices=PassportVerdict.choices, default=PassportVerdict.NOT_SEEN
    )
    passport_expires_on = models.DateField(_("le passeport expire le"), null=True, blank=True)
    authorisation_checked_on = models.DateField(_("autorisation de voyage vérifiée le"), null=True, blank=True)
    authorisation_expires_on = models.DateField(_("l’autorisation de voyage finit le"), null=True, blank=True)
    insurance_checked_on = models.DateField(_("assurance vérifiée le"), null=True, blank=True)
    insurance_expires_on = models.DateField(_("l’assurance finit le"), null=True, blank=True)
    prepared_on = models.DateField(_("préparation cochée le"), null=True, blank=True)

    registered_at = models.DateTimeField(_("ajouté·e le"))
    confirmed_at = models.DateTimeField(_("confirmé·e le"), null=True, blank=True)
    departed_on = models.DateField(_("parti·e le"), null=True, blank=True)
    returned_on = models.DateField(_("revenu·e le"), null=True, blank=True)
    interruption_reason = models.CharField(
        _("raison de l’interruption"), max_length=20, choices=InterruptionReason.choices, blank=True, default=""
    )
    withdrawn_at = models.DateTimeField(_("désisté·e le"), null=True, blank=True)
    withdrawal_reason = models.CharField(
        _("raison du désistement"), max_length=20, choices=WithdrawalReason.choices, blank=True, default=""
    )
    replaced_by = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaces",
        verbose_name=_("remplacé·e par"),
    )
    state_changed_at = models.DateTimeField(_("dernier changement"))
    state_changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["registered_at", "pk"]
        indexes = [
            models.Index(fields=["project", "state"], name="participation_by_project"),
            models.Index(fields=["departed_on"], name="participation_by_departure"),
        ]
        triggers = [
            moves_only_along("participation", name="participation_moves", table=NEXT_STATES),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ParticipationState.values), name="participation_state_known"),
            models.UniqueConstraint(
                fields=["project", "participant"],
                condition=~Q(state=ParticipationState.WITHDRAWN),
                name="participation_once_per_project",
                violation_error_message=_("Cette personne est déjà dans le groupe."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_CONFIRMATION)
                | Q(confirmed_at__isnull=False, attested_on__isnull=False, passport_verdict=PassportVerdict.SEEN),
                name="participation_confirmed_is_checked",
                violation_error_message=_("Une personne confirmée a un suivi attesté et un passeport vu."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_CONFIRMATION)
                | Q(authorisation_checked_on__isnull=False, insurance_checked_on__isnull=False),
                name="participation_confirmed_is_ticked",
                violation_error_message=_("Une personne confirmée a une autorisation de voyage et une assurance."),
            ),
            models.CheckConstraint(
                condition=~Q(passport_verdict=PassportVerdict.SEEN) | Q(passport_expires_on__isnull=False),
                name="participation_passport_expires",
                violation_error_message=_("Indiquez la date d’expiration du passeport."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=HAS_LEFT, departed_on__isnull=False)
                | (~Q(state__in=HAS_LEFT) & Q(departed_on__isnull=True)),
                name="participation_departure_dated",
                violation_error_message=_("Seule une personne partie a une date de départ."),
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=models.F("departed_on")),
                name="participation_return_follows_departure",
                violation_error_message=_("Le retour ne peut pas précéder le départ."),
            ),
            models.CheckConstraint(
                condition=Q(state=ParticipationState.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")
                | (~Q(state=ParticipationState.WITHDRAWN) & Q(withdrawn_at__isnull=True, withdrawal_reason="")),
                name="participation_withdrawal_reasoned",
                violation_error_message=_("Un désistement a une date et une raison."),
            ),
            models.CheckConstraint(
                condition=Q(state=ParticipationState.INTERRUPTED, returned_on__isnull=False)
                & ~Q(interruption_reason="")
                | (~Q(state=ParticipationState.INTERRUPTED) & Q(interruption_reason="")),
                name="participation_interruption_reasoned",
                violation_error_message=_("Un séjour interrompu a une date de retour et une raison."),
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(state=ParticipationState.WITHDRAWN),
                name="participation_replaced_is_withdrawn",
                violation_error_message=_("Seule une personne désistée est remplacée."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} · {self.project_id}"
