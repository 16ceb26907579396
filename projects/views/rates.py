"""Exchange rates: those noted, one more by hand, a table of them with its preview."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, exists_for, signed_in
from ofqj_portal.core.imports import ImportRefused, Table, read_table
from ofqj_portal.core.roles import Role, has_role
from projects.forms.rates import RateConfirmForm, RateFileForm, RateForm, as_text
from projects.queries.rates import rates_noted
from projects.rate_table import FIELDS, RateLine, plan_rates, valid_entries
from projects.services.rates import add_rates
from projects.views.acts import perform, posted

ROWS = 50


@require_safe
@signed_in
def rates(request: HttpRequest) -> HttpResponse:
    """List the rates with who noted them."""
    _staff_only(request)
    page = Paginator(rates_noted(), ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "may_note": has_role(request.user, Role.FINANCE)}
    return render(request, "projects/rates.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def note_rate(request: HttpRequest) -> HttpResponse:
    """Note one rate by hand."""
    _finance_only(request)
    form, status = RateForm(posted(request), initial={"on": calendar.today()}), 200
    if form.is_valid():
        entries = form.cleaned_data["entries"]
        status = perform(form, add_rates, entries=entries, by=request.user, now=calendar.now())
        if status is None:
            messages.success(request, _("Taux noté, dans les deux sens."))
            return redirect("projects:rates")
    return render(request, "projects/rate_note.html", {"form": form}, status=status)


def _staff_only(request: HttpRequest) -> None:
    exists_for(has_role(request.user, Role.FINANCE, Role.OFFICER, Role.DECIDER))


def _finance_only(request: HttpRequest) -> None:
    _staff_only(request)
    allow(has_role(request.user, Role.FINANCE))


@require_http_methods(["GET", "POST"])
@signed_in
def import_rates(request: HttpRequest) -> HttpResponse:
    """Read a table of rates, show what each line would do, and note it once confirmed."""
    _finance_only(request)
    if request.method == "POST" and "table" in request.POST:
        return _confirm(request)
    form = RateFileForm(posted(request), request.FILES or None)
    if form.is_valid():
        try:
            table = read_table(form.cleaned_data["file"].read(), FIELDS)
            return _preview(request, table)
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
    return render(request, "projects/rates_import.html", {"form": form, "fields": FIELDS})


def _preview(request: HttpRequest, table: Table, form: Any = None, status: int = 200) -> HttpResponse:
    lines = plan_rates(table, today=calendar.today())
    form = form or RateConfirmForm(initial={"table": as_text(table)})
    return render(request, "projects/rates_preview.html", _summary(lines) | {"form": form}, status=status)


def _summary(lines: list[RateLine]) -> dict[str, Any]:
    return {
        "refused": [line for line in lines if line.refusal],
        "new": [line for line in lines if line.is_new],
        "known_count": sum(line.is_known and not line.refusal for line in lines),
    }


def _confirm(request: HttpRequest) -> HttpResponse:
    form = RateConfirmForm(request.POST)
    if not form.is_valid():
        return redirect("projects:import_rates")
    try:
        table = form.read()
        lines = plan_rates(table, today=calendar.today())
    except ImportRefused:
        return redirect("projects:import_rates")
    if any(line.refusal for line in lines) and not form.cleaned_data["leave"]:
        form.add_error("leave", _("Corrigez ces lignes dans votre tableau, ou cochez cette case."))
        return _preview(request, table, form)
    entries = valid_entries(lines)
    status = perform(form, add_rates, entries=entries, by=request.user, now=calendar.now())
    if status is not None:
        return _preview(request, table, form, status)
    words = ngettext("%d taux noté.", "%d taux notés.", len(entries)) % len(entries)
    messages.success(request, words)
    return redirect("projects:rates")
