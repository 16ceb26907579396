"""An adviser who travels: with a group of young people, or on a mission."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.fields import EncryptedTextField
from participants.enums import PROFESSIONAL_HAS_LEFT, ProfessionalDuty, ProfessionalState
from participants.workflow import NEXT_STATES
from projects.models.guards import moves_only_along


class ProfessionalParticipation(models.Model):
    """A professional in a project: the leader of a group, or one who observes the other side's practice.

    Both count in the bilan. No age rule applies. Without dates of her own she follows the project's.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    structure = models.ForeignKey(
        "partners.Structure", on_delete=models.PROTECT, related_name="+", verbose_name=_("structure")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("compte"),
    )
    duty = models.CharField(_("rôle"), max_length=10, choices=ProfessionalDuty.choices, default=ProfessionalDuty.LEADER)
    first_name = models.CharField(_("prénom"), max_length=100)
    last_name = models.CharField(_("nom"), max_length=100)
    job_title = models.CharField(_("fonction"), max_length=100, blank=True, default="")
    phone = EncryptedTextField(_("téléphone pendant le séjour"), blank=True, default="")
    state = models.CharField(
        _("état"), max_length=10, choices=ProfessionalState.choices, default=ProfessionalState.PLANNED
    )
    starts_on = models.DateField(_("du"), null=True, blank=True)
    ends_on = models.DateField(_("au"), null=True, blank=True)
    departed_on = models.DateField(_("parti·e le"), null=True, blank=True)
    returned_on = models.DateField(_("revenu·e le"), null=True, blank=True)
    added_at = models.DateTimeField(_("ajouté·e le"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("professionnel·le")
        verbose_name_plural = _("professionnel·les")
        ordering = ["last_name", "first_name", "pk"]
        indexes = [
            models.Index(fields=["project", "state"], name="professional_by_project"),
            models.Index(fields=["departed_on"], name="professional_by_departure"),
        ]
        triggers = [
            moves_only_along("professional", name="professional_moves", table=NEXT_STATES),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ProfessionalState.values, duty__in=ProfessionalDuty.values),
                name="professional_state_known",
            ),
            models.UniqueConstraint(
                fields=["project", "user"],
                condition=Q(user__isnull=False) & ~Q(state=ProfessionalState.WITHDRAWN),
                name="professional_once_per_project",
                violation_error_message=_("Cette personne accompagne déjà le groupe."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="professional_dates_in_order",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=PROFESSIONAL_HAS_LEFT, departed_on__isnull=False)
                | (~Q(state__in=PROFESSIONAL_HAS_LEFT) & Q(departed_on__isnull=True)),
                name="professional_departure_dated",
                violation_error_message=_("Seule une personne partie a une date de départ."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
