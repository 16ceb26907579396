"""Regions and departments of France, administrative regions of Québec: reference data, loaded by a migration."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.enums import Country, TerritoryLevel

# Departments and collectivities that do not live on the time of Paris.
OVERSEAS_ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def choosable(self) -> "TerritoryQuerySet":
        """Keep what a structure can belong to: a department (France) or an administrative region (Québec)."""
        return self.filter(level__in=[TerritoryLevel.DEPARTMENT, TerritoryLevel.ADMIN_REGION])

    def regions(self) -> "TerritoryQuerySet":
        """Keep the 18 French regions with the overseas collectivities, and the 17 regions of Québec."""
        return self.filter(level__in=[TerritoryLevel.REGION, TerritoryLevel.ADMIN_REGION])


class Territory(models.Model):
    country = models.CharField(_("pays"), max_length=5, choices=Country)
    level = models.CharField(_("niveau"), max_length=12, choices=TerritoryLevel)
    code = models.CharField(_("code"), max_length=3)
    name = models.CharField(_("nom"), max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("région"), related_name="departments"
    )
    chief_town = models.CharField(_("chef-lieu"), max_length=80, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")
        constraints = [
            models.UniqueConstraint("country", "level", "code", name="territory_code_unique"),
            models.CheckConstraint(
                condition=models.Q(level=TerritoryLevel.DEPARTMENT, parent__isnull=False)
                | models.Q(level__in=[TerritoryLevel.REGION, TerritoryLevel.ADMIN_REGION], parent__isnull=True),
                name="territory_department_has_region",
                violation_error_message=_("Un département appartient à une région."),
            ),
        ]

    def __str__(self) -> str:
        if self.level == TerritoryLevel.DEPARTMENT:
            return f"{self.name} ({self.code})"
        return self.name

    @property
    def region(self) -> "Territory":
        """The region it lies in, or itself; select_related("parent") before looping."""
        return self.parent if self.level == TerritoryLevel.DEPARTMENT and self.parent else self

    @property
    def usual_zone(self) -> str:
        """The time zone most of its people live in; the Îles-de-la-Madeleine set theirs on the structure."""
        if self.country == Country.QC:
            return "America/Toronto"
        return OVERSEAS_ZONES.get(self.code, "Europe/Paris")
