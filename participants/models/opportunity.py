"""Young people with fewer opportunities (JAMO): codes only, in a table of its own, behind a right of its own."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.enums import Opportunity


class OpportunityProfile(models.Model):
    """What a person said of the eight categories: some of them, none, or that she would rather not answer.

    Special data: no free text, never on a list, each reading kept. No row means that nobody asked her yet.
    """

    participant = models.OneToOneField(
        "participants.Participant", on_delete=models.CASCADE, primary_key=True,
        related_name="+", related_query_name="opportunity_profile",  # counts join it; no person carries it
    )  # fmt: skip
    codes = ArrayField(
        models.CharField(max_length=20, choices=Opportunity.choices),
        verbose_name=_("catégories"),
        default=list,
        blank=True,
    )
    is_declined = models.BooleanField(_("ne souhaite pas répondre"), default=False)
    recorded_at = models.DateTimeField(_("noté le"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("profil JAMO")
        verbose_name_plural = _("profils JAMO")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_declined=False) | Q(codes__len=0),
                name="opportunity_declined_says_nothing",
                violation_error_message=_("Qui ne souhaite pas répondre n’a aucune catégorie."),
            ),
            models.CheckConstraint(
                condition=Q(codes__contained_by=[code.value for code in Opportunity]),
                name="opportunity_codes_known",
                violation_error_message=_("Choisissez parmi les huit catégories."),
            ),
        ]

    def __str__(self) -> str:
        return f"JAMO {self.participant_id}"


class OpportunityRight(models.Model):
    """Who may open the profiles of a structure's people: given by name by the structure's manager, and taken back."""

    structure = models.ForeignKey("partners.Structure", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("personne habilitée")
    )
    granted_at = models.DateTimeField(_("donné le"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("donné par")
    )
    revoked_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    class Meta:
        verbose_name = _("droit d’ouvrir les profils JAMO")
        verbose_name_plural = _("droits d’ouvrir les profils JAMO")
        ordering = ["granted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "user"],
                condition=Q(revoked_at__isnull=True),
                name="opportunity_right_once",
                violation_error_message=_("Cette personne a déjà ce droit."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.structure_id}"
