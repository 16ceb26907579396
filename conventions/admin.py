"""The rules of the committee's votes. No convention, no plan, no vote."""

from django.contrib import admin

from conventions.models import Committee
from ofqj_portal.core.administration import ReferenceAdmin, site


@admin.register(Committee, site=site)
class CommitteeAdmin(ReferenceAdmin):
    """How many voices a decision takes: data, because nobody confirmed them."""

    may_add = False
    fields = ["name", "quorum_parties", "yes_needed"]
    list_display = ["name", "quorum_parties", "yes_needed"]
