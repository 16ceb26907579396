"""Reference data of the directory: networks, territories and delays. No structure, no person."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.http import HttpRequest

from ofqj_portal.core.administration import ReferenceAdmin, site
from partners.enums import StructureKind
from partners.models import DirectoryRule, Network, Structure, Territory

HEADS = (StructureKind.NATIONAL_NETWORK, StructureKind.ARML, StructureKind.OFQJ)


@admin.register(Network, site=site)
class NetworkAdmin(ReferenceAdmin):
    list_display = ["code", "name", "party", "parent", "head"]
    list_filter = ["party"]
    list_select_related = ["parent", "head"]
    search_fields = ["code", "name"]

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        """A network is headed by a structure of that kind."""
        if db_field.name == "head":
            kwargs["queryset"] = Structure.objects.filter(kind__in=HEADS).order_by("name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Territory, site=site)
class TerritoryAdmin(ReferenceAdmin):
    """Its codes are those of INSEE and of Québec; names and places may be mended."""

    may_add = False
    list_display = ["name", "code", "level", "country", "parent"]
    list_filter = ["country", "level"]
    list_select_related = ["parent"]
    ordering = ["country", "level", "code"]
    readonly_fields = ["country", "level", "code", "parent"]
    search_fields = ["code", "name"]


@admin.register(DirectoryRule, site=site)
class DirectoryRuleAdmin(ReferenceAdmin):
    """One row, that is changed and never doubled."""

    may_add = False
    list_display = ["stale_days", "obsolete_days", "entente_days"]
