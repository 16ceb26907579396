"""The rules of the committee's votes, and when what the texts oblige falls due. No convention, no plan, no vote."""

from django.contrib import admin

from conventions.models import Committee, ObligationRule
from ofqj_portal.core.administration import ReferenceAdmin, site


@admin.register(Committee, site=site)
class CommitteeAdmin(ReferenceAdmin):
    """How many voices a decision takes: data, because nobody confirmed them."""

    may_add = False
    fields = ["name", "quorum_parties", "yes_needed", "consultation_days"]
    list_display = ["name", "quorum_parties", "yes_needed"]


@admin.register(ObligationRule, site=site)
class ObligationRuleAdmin(ReferenceAdmin):
    """When each kind of date falls due, and when to remind of it."""

    may_add = False
    fields = [
        "kind", "article", "title", "consequence", "month", "day", "year_shift", "days", "remind_before",
        "remind_after",
    ]  # fmt: skip
    readonly_fields = ["kind"]
    list_display = ["title", "article", "month", "day"]
