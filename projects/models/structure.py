"""The structures named on a dossier, on either side of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Structure
from projects.enums import HostingState, Side
from projects.models.project import Project


class ProjectStructure(models.Model):
    """A structure on a dossier: one lead carrier, other carriers, hosts that were invited and answer."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="structures", verbose_name=_("dossier"))
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="+", verbose_name=_("structure"))
    side = models.CharField(_("rôle"), max_length=10, choices=Side.choices)
    is_lead = models.BooleanField(_("structure cheffe de file"), default=False)
    state = models.CharField(_("réponse"), max_length=10, choices=HostingState.choices, default=HostingState.INVITED)
    invited_at = models.DateTimeField(_("invitée le"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmée le"), null=True, blank=True)
    refusal_reason = models.CharField(_("motif du refus"), max_length=300, blank=True)
    contribution = models.TextField(_("ce que la structure apporte"), blank=True)

    class Meta:
        verbose_name = _("structure du dossier")
        verbose_name_plural = _("structures du dossier")
        ordering = ["project", "side", "-is_lead", "pk"]
        indexes = [models.Index(fields=["structure", "side", "project"], name="project_structure_side")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "structure"],
                name="project_structure_once",
                violation_error_message=_("Cette structure est déjà sur le dossier."),
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(is_lead=True),
                name="project_structure_one_lead",
                violation_error_message=_("Un dossier a une seule structure cheffe de file."),
            ),
            models.CheckConstraint(
                condition=Q(is_lead=False) | Q(side=Side.CARRIER),
                name="project_structure_lead_carries",
                violation_error_message=_("La structure cheffe de file porte le projet."),
            ),
            models.CheckConstraint(
                condition=Q(state=HostingState.CONFIRMED, confirmed_on__isnull=False)
                | (~Q(state=HostingState.CONFIRMED) & Q(confirmed_on__isnull=True)),
                name="project_structure_confirmed_on",
                violation_error_message=_("Une structure confirmée l’est à une date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.structure} · {self.get_side_display()}"
