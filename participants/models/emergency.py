"""Whom to call and what not to serve: sealed, for one stay, opened by its leaders only, gone soon after the return."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.fields import EncryptedTextField
from participants.data_enums import Allergen


class EmergencySheet(models.Model):
    """The emergency contact and the allergies of one person for one stay.

    `allergies` holds codes of Allergen, joined by commas; no free text, and no scan.
    """

    participation = models.OneToOneField(
        "participants.Participation", on_delete=models.CASCADE, related_name="emergency", primary_key=True
    )
    contact_name = EncryptedTextField(_("personne à prévenir"), blank=True, default="")
    contact_phone = EncryptedTextField(_("son téléphone"), blank=True, default="")
    allergies = EncryptedTextField(_("allergies"), blank=True, default="")
    recorded_at = models.DateTimeField(_("notée le"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("fiche d’urgence")
        verbose_name_plural = _("fiches d’urgence")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"urgence {self.participation_id}"

    @property
    def allergens(self) -> list[Allergen]:
        """The allergens, in the order of the European list."""
        codes = set(filter(None, self.allergies.split(",")))
        return [allergen for allergen in Allergen if allergen.value in codes]
