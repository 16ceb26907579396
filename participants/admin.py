"""Reference data about people: the words of consents and the delays of their data. No person."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ofqj_portal.core.administration import ReferenceAdmin, site
from participants.models import ConsentText, Delay


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
