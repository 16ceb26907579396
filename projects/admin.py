"""Reference data of the dossiers: calls and their rules, accounts, rates, letterheads. No dossier, no money."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from ofqj_portal.core.administration import ReferenceAdmin, site
from projects.enums import PieceCategory
from projects.models import BudgetAccount, Call, ExchangeRate, Letterhead


@admin.register(Call, site=site)
class CallAdmin(ReferenceAdmin):
    """A call and its rules; a dossier already filed keeps those it was filed under. Unpublish it to withdraw it."""

    list_display = ["code", "title", "programme", "direction", "opens_at", "closes_at", "is_published"]
    list_filter = ["programme", "direction", "is_published"]
    search_fields = ["code", "title"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Tick the pieces rather than write their codes; an address without a scheme is a secure one."""
        if db_field.name == "required_pieces":
            return forms.MultipleChoiceField(
                label=db_field.verbose_name,
                choices=PieceCategory.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        if db_field.name == "rules_url":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(BudgetAccount, site=site)
class BudgetAccountAdmin(ReferenceAdmin):
    list_display = ["country", "side", "code", "label", "is_in_kind", "position"]
    list_filter = ["country", "side"]
    search_fields = ["code", "label"]


@admin.register(ExchangeRate, site=site)
class ExchangeRateAdmin(ReferenceAdmin):
    list_display = ["on", "base", "quote", "rate", "source"]
    list_filter = ["base"]


@admin.register(Letterhead, site=site)
class LetterheadAdmin(ReferenceAdmin):
    list_display = ["section", "sender", "signatory"]
