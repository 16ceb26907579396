"""Whose share of the aid is paid to herself: the only bridge between a person and an accounting record."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PaidPerson(models.Model):
    """One person of a group whose structure asked that she be paid her share. Erasing the person drops the bridge.

    The accounting record names her for ten years, as the law wants; nothing leads from it to her fiche any more.
    """

    participation = models.OneToOneField(
        "participants.Participation", on_delete=models.PROTECT, related_name="paid_person"
    )
    payee = models.OneToOneField("projects.AccountingRecord", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(_("demandé le"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("personne payée directement")
        verbose_name_plural = _("personnes payées directement")
        ordering = ["participation_id"]

    def __str__(self) -> str:
        return f"{self.participation_id} · {self.payee_id}"
