"""Top-ups of the aid for young people who meet an obstacle (JAMO): so many people, so much each, and why."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money
from projects.enums import Currency, ExtraCategory, Obstacle
from projects.models.project import Project


class AidExtra(models.Model):
    """One top-up, in the currency of the call's scale. Its reason is a category: no document about health exists."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="aid_extras", verbose_name=_("dossier"))
    category = models.CharField(_("complément"), max_length=14, choices=ExtraCategory.choices)
    obstacle = models.CharField(_("obstacle"), max_length=14, choices=Obstacle.choices)
    people = models.PositiveSmallIntegerField(_("nombre de jeunes"))
    unit_amount = models.DecimalField(_("montant par jeune"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)

    class Meta:
        verbose_name = _("complément d’aide")
        verbose_name_plural = _("compléments d’aide")
        ordering = ["project", "category", "obstacle"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "category", "obstacle"],
                name="aid_extra_once",
                violation_error_message=_("Ce complément est déjà demandé pour cet obstacle : changez son nombre."),
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, unit_amount__gt=0),
                name="aid_extra_is_for_somebody",
                violation_error_message=_("Un complément aide au moins une personne, d’un montant positif."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} · {self.people} × {self.unit_amount} {self.currency}"

    @property
    def unit(self) -> Money:
        return Money(self.unit_amount, self.currency)

    @property
    def total(self) -> Money:
        """What it comes to."""
        return self.unit * self.people
