"""Reference data of the dossiers: calls and their rules, charts of accounts, exchange rates. No dossier, no money."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from projects.models import BudgetAccount, Call, ExchangeRate


@admin.register(Call)
class CallAdmin(admin.ModelAdmin):
    """A call and its rules; a dossier already filed keeps those it was filed under."""

    list_display = ["code", "title", "programme", "direction", "opens_at", "closes_at", "is_published"]
    list_filter = ["programme", "direction", "is_published"]
    search_fields = ["code", "title"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A call that has dossiers stays; unpublish it instead."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.projects.exists())


@admin.register(BudgetAccount)
class BudgetAccountAdmin(admin.ModelAdmin):
    list_display = ["country", "side", "code", "label", "is_in_kind", "position"]
    list_filter = ["country", "side"]
    search_fields = ["code", "label"]


@admin.register(ExchangeRate)
class ExchangeRateAdmin(admin.ModelAdmin):
    list_display = ["on", "base", "quote", "rate", "source"]
    list_filter = ["base"]
