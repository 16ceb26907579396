"""Reference data about people: consents and delays, conditions of departure, steps of a preparation. No person."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from ofqj_portal.core.administration import ReferenceAdmin, site
from ofqj_portal.core.journal import record
from participants.models import ConsentText, Delay, EligibilityRule, PlanningStep, SilenceRule


@admin.register(ConsentText, site=site)
class ConsentTextAdmin(ReferenceAdmin):
    """Words that people were shown never change: other words are another version."""

    list_display = ["purpose", "shore", "version", "published_on", "lasts_months"]
    list_filter = ["purpose", "shore"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Write a version once."""
        return [field.name for field in ConsentText._meta.fields] if obj else []


@admin.register(Delay, site=site)
class DelayAdmin(ReferenceAdmin):
    may_add = False
    list_display = ["code", "count", "unit", "source"]
    readonly_fields = ["code"]


@admin.register(EligibilityRule, site=site)
class EligibilityRuleAdmin(ReferenceAdmin):
    """A condition is given a last day rather than changed; each change is written to the journal, old value and new."""

    list_display = ["__str__", "ends_on", "age_min", "age_max", "age_max_ml", "passport_months", "stays_max", "source"]
    list_filter = ["programme", "country"]

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: EligibilityRule, form: Any, change: bool) -> None:
        """Keep the line, and say in the journal what it said before."""
        super().save_model(request, obj, form, change)
        told = {name: [_said(form.initial.get(name)), _said(form.cleaned_data[name])] for name in form.changed_data}
        record(obj, "eligibility_rule.changed" if change else "eligibility_rule.added", by=request.user, cells=told)


@admin.register(PlanningStep, site=site)
class PlanningStepAdmin(ReferenceAdmin):
    """A step that is wanted no more is taken out of use."""

    list_display = ["label", "programme", "direction", "days_before", "is_used"]
    list_filter = ["programme", "direction", "is_used"]


@admin.register(SilenceRule, site=site)
class SilenceRuleAdmin(ReferenceAdmin):
    """One row, that is changed and never doubled."""

    may_add = False
    list_display = ["check_in_hours", "alert_hours"]


def _said(value: Any) -> str:
    return "" if value is None else str(value)
