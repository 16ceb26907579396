"""Reference data of the dossiers: calls and their rules, accounts, rates, letterheads. No dossier, no money."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.administration import ReferenceAdmin, site
from ofqj_portal.core.journal import record
from projects.enums import PaymentCondition, PieceCategory
from projects.models import BudgetAccount, Call, ExchangeRate, InstalmentTerm, Letterhead, PayerAccount
from projects.services.calls import keep_first_state, keep_state


@admin.register(Call, site=site)
class CallAdmin(ReferenceAdmin):
    """A call and its rules; a dossier already filed keeps those it was filed under. Unpublish it to withdraw it."""

    list_display = ["code", "title", "programme", "direction", "opens_at", "closes_at", "is_published"]
    list_filter = ["programme", "direction", "is_published"]
    search_fields = ["code", "title"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Tick the pieces rather than write their codes; an address without a scheme is a secure one."""
        if db_field.name in ("required_pieces", "recommended_pieces"):
            return forms.MultipleChoiceField(
                label=db_field.verbose_name,
                choices=PieceCategory.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        if db_field.name == "rules_url":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep what the call said before and says now, as the pages of the OFQJ do."""
        now = calendar.now()
        if change:
            keep_first_state(obj, now=now)
        super().save_model(request, obj, form, change)
        keep_state(obj, by=request.user, now=now, note=str(_("Administration")))
        record(obj, "call.changed" if change else "call.created", by=request.user, fields=form.changed_data)


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


@admin.register(InstalmentTerm, site=site)
class InstalmentTermAdmin(ReferenceAdmin):
    """When a section pays; agreements already written keep the schedule they say."""

    list_display = ["section", "call", "position", "kind", "share_pct", "waits_for"]
    list_filter = ["section"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Tick what an instalment waits for rather than write its codes."""
        if db_field.name == "waits_for":
            return forms.MultipleChoiceField(
                label=db_field.verbose_name,
                choices=PaymentCondition.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(PayerAccount, site=site)
class PayerAccountAdmin(ReferenceAdmin):
    list_display = ["section", "holder"]
