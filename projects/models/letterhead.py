"""What each section writes at the head and foot of its letters: data that the sections keep up to date themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.enums import Section


class Letterhead(models.Model):
    """One section's letterhead, and how its decisions are contested on its shore."""

    section = models.CharField(_("section"), max_length=5, choices=Section.choices, unique=True)
    sender = models.CharField(_("expéditeur"), max_length=120)
    address = models.TextField(_("adresse"), blank=True)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    signatory = models.CharField(_("fonction de la personne qui signe"), max_length=120)
    contest = models.TextField(_("comment contester"))

    class Meta:
        verbose_name = _("en-tête de courrier")
        verbose_name_plural = _("en-têtes de courrier")
        ordering = ["section"]

    def __str__(self) -> str:
        return self.sender
