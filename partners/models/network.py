"""Networks: UNML above the ARML above the Missions Locales; RCJEQ above the CJE."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.enums import Party


class NetworkQuerySet(models.QuerySet["Network"]):
    def headed_by(self, structure_ids: set[int]) -> "NetworkQuerySet":
        """Keep the networks these structures lead, and everything below them (three levels at most)."""
        return self.filter(
            models.Q(head__in=structure_ids)
            | models.Q(parent__head__in=structure_ids)
            | models.Q(parent__parent__head__in=structure_ids)
        )


class Network(models.Model):
    """A node of the tree; at most three levels (national, regional, local)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("nom"), max_length=150)
    party = models.CharField(_("partie à la convention"), max_length=5, choices=Party, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("réseau parent"), related_name="children"
    )
    head = models.ForeignKey(
        "partners.Structure",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("tête de réseau"),
        related_name="headed_networks",
    )

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("réseau")
        verbose_name_plural = _("réseaux")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="network_not_its_own_parent",
                violation_error_message=_("Un réseau ne peut pas être son propre parent."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a loop or a fourth level."""
        ancestor, seen = self.parent, {self.pk}
        while ancestor:
            if ancestor.pk in seen or len(seen) > 2:
                raise ValidationError({"parent": _("Un réseau compte trois niveaux au plus, sans boucle.")})
            seen.add(ancestor.pk)
            ancestor = ancestor.parent
