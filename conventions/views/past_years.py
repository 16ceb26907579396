"""The years before the portal: what is known of them, and a table that brings more."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from conventions import access
from conventions.enums import PastMeasure
from conventions.forms.past import PastConfirmForm, PastFileForm, as_text
from conventions.models import Convention
from conventions.past_table import FIELDS, known_years, plan_past, to_note
from conventions.services.past_years import take_over_years
from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.imports import ImportRefused, Table, read_table
from ofqj_portal.core.once import claim_once


@require_http_methods(["GET", "POST"])
@signed_in
def past_years(request: HttpRequest) -> HttpResponse:
    """Show what is known of the years before; read a table, show what each line would do, note it once confirmed."""
    allow(access.can_keep(request.user))
    convention = Convention.objects.order_by("-signed_on").first()
    allow(convention is not None)
    if request.method == "POST" and "table" in request.POST:
        return _confirm(request, convention)
    form = PastFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            return _preview(request, convention, read_table(form.cleaned_data["file"].read(), FIELDS))
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
    context = {
        "form": form,
        "years": known_years(convention),
        "measures": [label for _code, label in PastMeasure.choices],
        "columns": [str(column.label) for column in FIELDS],
    }
    return render(request, "conventions/past_years.html", context)


def _preview(request: HttpRequest, convention: Any, table: Table, form: Any = None, status: int = 200) -> HttpResponse:
    lines = plan_past(table, convention=convention)
    form = form or PastConfirmForm(initial={"table": as_text(table)})
    context = {
        "form": form,
        "refused": [line for line in lines if line.refusal],
        "new": to_note(lines),
        "known_count": sum(line.is_known for line in lines),
    }
    return render(request, "conventions/past_years_preview.html", context, status=status)


def _confirm(request: HttpRequest, convention: Any) -> HttpResponse:
    form = PastConfirmForm(request.POST)
    if not form.is_valid():
        return redirect("conventions:past_years")
    try:
        table = form.read()
        lines = plan_past(table, convention=convention)
    except ImportRefused:
        return redirect("conventions:past_years")
    if not claim_once(form.once_token):
        return redirect("conventions:past_years")
    try:
        count = take_over_years(convention=convention, lines=lines, by=request.user, now=calendar.now())
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _preview(request, convention, table, form, refusal.status)
    messages.success(request, ngettext("%d année reprise.", "%d années reprises.", count) % count)
    return redirect("conventions:past_years")
