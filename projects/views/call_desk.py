"""The OFQJ prepares its calls: the list, the form with its preview, publication, history."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import StateForbids, exists_for, signed_in
from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.versions import Change
from projects.call_access import calls_prepared_by, get_call, staff_sections
from projects.enums import Programme
from projects.forms.call import CallForm, grid_formset
from projects.models import Call, Envelope
from projects.programmes import PROGRAMMES, spec_of
from projects.queries.call_terms import (
    call_history,
    call_terms,
    filed_under_older_rules,
    stored_terms,
    term_changes,
    terms_fingerprint,
)
from projects.queries.calls import call_page, next_year, whole_page
from projects.services.calls import change_call, create_call, publish_call, unpublish_call
from projects.services.piece_templates import carry_call_over
from projects.views.acts import perform, posted

PREVIEW = "apercu"


@require_safe
@signed_in
def call_desk(request: HttpRequest) -> HttpResponse:
    """List every call, drafts first, with what one may do of it."""
    exists_for(bool(staff_sections(request.user)))
    calls = list(Call.objects.prefetch_related("envelopes").order_by("is_published", "-closes_at", "code"))
    mine = set(calls_prepared_by(request.user).values_list("pk", flat=True))
    rows = [{"call": call, "page": call_page(call, calendar.now()), "mine": call.pk in mine} for call in calls]
    return render(request, "projects/call_desk.html", {"rows": rows, "trail": _trail()[:1]})


@require_http_methods(["GET", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Begin a call, from nothing or from last year's."""
    exists_for(bool(staff_sections(request.user)))
    model = Call.objects.filter(code=request.GET.get("modele", "")).first()
    initial = next_year(model) if model else _blank(calendar.now(), request.GET.get("programme", ""))
    form = CallForm(posted(request), initial=initial, sections=staff_sections(request.user), envelopes=[])
    grid = grid_formset(posted(request), initial.get("score_grid", []))
    preview, status = None, 200
    if form.is_valid() and grid.is_valid():
        if request.POST.get("suite") == PREVIEW:
            preview = _preview(form, grid)
        else:
            facts = {"values": form.columns | {"score_grid": grid.grid}, "envelopes": form.money}
            begin = partial(carry_call_over, model=model) if model else create_call
            status = perform(form, begin, **facts, by=request.user, now=calendar.now())
            if status is None:
                messages.success(request, _("Brouillon enregistré : l’OFQJ seul le lit, jusqu’à sa publication."))
                return redirect("projects:call_edit", form.cleaned_data["code"])
    context = {"form": form, "grid": grid, "preview": preview, "model": model, "trail": _trail()}
    context["programmes"] = [] if model or form.is_bound else Programme.choices
    return render(request, "projects/call_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a call, with a preview of what a structure will read; filed dossiers keep their rules."""
    call, data = get_call(request.user, code), posted(request)
    stored = stored_terms(call)
    form, grid = _forms(request, call, data, terms_fingerprint(stored))
    preview, conflicts, status = None, [], 200
    if form.is_valid() and grid.is_valid():
        if request.POST.get("suite") == PREVIEW:
            preview = _preview(form, grid)
        else:
            status = _save(request, call, form, grid)
            if status is None:
                messages.success(request, _("Appel enregistré."))
                return redirect("projects:call_edit", code)
            conflicts = _conflicts(form, grid, stored) if status == 409 else []
            if conflicts:
                form.data = form.data.copy()
                form.data["seen"] = terms_fingerprint(stored)
    context = {
        "call": call,
        "form": form,
        "grid": grid,
        "preview": preview,
        "conflicts": conflicts,
        "older": filed_under_older_rules(get_call(request.user, code), request.user),
        "trail": _trail(),
    }
    return render(request, "projects/call_edit.html", context, status=status)


def _forms(request: HttpRequest, call: Call, data: Any, seen: str) -> tuple[CallForm, Any]:
    """Build the form on a copy of the call, so that what was typed never passes for what is stored."""
    copy = Call.objects.get(pk=call.pk)
    envelopes = list(call.envelopes.all())
    form = CallForm(data, instance=copy, sections=staff_sections(request.user), envelopes=envelopes, seen=seen)
    return form, grid_formset(data, call.score_grid)


def _save(request: HttpRequest, call: Call, form: CallForm, grid: Any) -> int | None:
    return perform(
        form,
        change_call,
        call=call,
        values=form.columns | {"score_grid": grid.grid},
        envelopes=form.money,
        seen=form.cleaned_data["seen"],
        by=request.user,
        now=calendar.now(),
    )


def _typed(form: CallForm, grid: Any) -> tuple[Call, list[Envelope]]:
    """Return the call as it was typed, not saved, with its envelopes."""
    call = form.instance
    call.score_grid, call.extra_caps = grid.grid, form.cleaned_data["extra_caps"]
    money = [(section, total) for section, total in form.money.items() if total]
    return call, [
        Envelope(section=section, currency=total.currency, total_amount=total.amount) for section, total in money
    ]


def _preview(form: CallForm, grid: Any) -> dict[str, Any]:
    call, envelopes = _typed(form, grid)
    return whole_page(call, calendar.now(), envelopes=envelopes)


def _conflicts(form: CallForm, grid: Any, stored: dict[str, Any]) -> list[Change]:
    return term_changes(stored, call_terms(*_typed(form, grid)))


def _blank(now: datetime, programme: str) -> dict[str, Any]:
    """Propose an opening tomorrow at nine, three months to answer, and the figures of the programme that is named."""
    day = now.astimezone(ZoneInfo("Europe/Paris")).replace(tzinfo=None, second=0, microsecond=0)
    return {
        "opens_at": day.replace(hour=9, minute=0) + timedelta(days=1),
        "closes_at": day.replace(hour=23, minute=59) + timedelta(days=90),
        "zone": "Europe/Paris",
        **({"programme": programme, **spec_of(programme).starts_with} if programme in PROGRAMMES else {}),
    }


@require_http_methods(["GET", "POST"])
@signed_in
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Show a draft to everybody."""
    call = get_call(request.user, code)
    if call.is_published:
        raise StateForbids(_("Cet appel est déjà publié."))
    form, status = OnceForm(posted(request)), 200
    if form.is_valid():
        status = perform(form, publish_call, call=call, by=request.user, now=calendar.now())
        if status is None:
            messages.success(request, _("Appel publié : tout le monde le lit."))
            return redirect(call)
    context = {"call": call, "form": form, "trail": _trail(call), "preview": whole_page(call, calendar.now())}
    return render(request, "projects/call_publish.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def unpublish(request: HttpRequest, code: str) -> HttpResponse:
    """Make a draft of a published call again, while nobody has begun a dossier."""
    call = get_call(request.user, code)
    if not call.is_published:
        raise StateForbids(_("Cet appel n’est pas publié."))
    form, status = OnceForm(posted(request)), 200
    if form.is_valid():
        status = perform(form, unpublish_call, call=call, by=request.user, now=calendar.now())
        if status is None:
            messages.success(request, _("L’appel est de nouveau un brouillon."))
            return redirect("projects:call_edit", code)
    return render(
        request, "projects/call_publish.html", {"call": call, "form": form, "trail": _trail(call)}, status=status
    )


@require_safe
@signed_in
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Show who changed which rule when, the latest first."""
    call = get_call(request.user, code)
    context = {"call": call, "states": call_history(call), "trail": _trail(call)}
    return render(request, "projects/call_history.html", context)


def _trail(call: Call | None = None) -> list[dict[str, str]]:
    trail = [
        {"label": _("Appels à projets"), "url": reverse("projects:calls")},
        {"label": _("Préparer les appels"), "url": reverse("projects:call_desk")},
    ]
    return [*trail, {"label": call.title, "url": reverse("projects:call_edit", args=[call.code])}] if call else trail
