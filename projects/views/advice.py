"""Advice: the lists, the question, the thread, who follows it, what is kept of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import exists_for, signed_in
from ofqj_portal.core.roles import Role, sections_of
from projects.advice_access import can_advise, can_ask, get_advice, side_of
from projects.enums import AdviceState, Speaker
from projects.forms.advice import AdviceFilterForm, AdviceForm, AdviceMessageForm, AdviceNoteForm, AdviceOfficerForm
from projects.models import AdviceRequest, Project
from projects.queries.advice import advice_rows, advises
from projects.services.advice import ask_advice, assign_advice, close_advice, write_advice
from projects.views.acts import perform, posted

PER_PAGE = 25


@require_safe
@signed_in
def advice_list(request: HttpRequest) -> HttpResponse:
    """List the requests one's structure asked, or one's section answers."""
    exists_for(can_ask(request.user) or advises(request.user))
    sections = sections_of(request.user, Role.OFFICER, Role.DECIDER)
    form = AdviceFilterForm(request.GET or None, sections=sections)
    form.is_valid()
    page = Paginator(advice_rows(request.user, form.filters), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"request": row, **_badge(row, bool(sections))} for row in page.object_list]
    context = {"form": form, "page": page, "rows": rows, "may_ask": can_ask(request.user), "for_ofqj": bool(sections)}
    return render(request, "projects/advice_list.html", context)


def _badge(row: AdviceRequest, for_ofqj: bool) -> dict[str, str]:
    mine = AdviceState.ASKED if for_ofqj else AdviceState.ANSWERED
    kind = "neutral" if row.state == AdviceState.CLOSED else "you" if row.state == mine else "with"
    words = {AdviceState.ASKED: _("À répondre"), AdviceState.ANSWERED: _("Répondue")} if for_ofqj else {}
    return {"kind": kind, "word": words.get(AdviceState(row.state), row.get_state_display())}


@require_http_methods(["GET", "POST"])
@signed_in
def ask(request: HttpRequest) -> HttpResponse:
    """Ask the OFQJ for advice; ?projet= names the dossier it is about."""
    exists_for(can_ask(request.user))
    number = request.GET.get("projet", "").replace("\0", "")
    project = Project.objects.visible_to(request.user).filter(number=number).first() if number else None
    form, status = AdviceForm(posted(request), user=request.user), 200
    if form.is_valid():
        facts = {"project": project, "by": request.user, "now": calendar.now()}
        status = perform(form, ask_advice, **facts, **form.cleaned_data)
        if status is None:
            messages.success(
                request, _("Votre demande est partie. La réponse viendra ici\u00a0; un message vous préviendra.")
            )
            return redirect("projects:advice_list")
    return render(request, "projects/advice_ask.html", {"form": form, "project": project}, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def advice(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a request with its thread, and write in it."""
    found = get_advice(request.user, pk)
    form, status = AdviceMessageForm(posted(request)), 200
    if form.is_valid():
        facts = {"request": found, "by": request.user, "now": calendar.now()}
        status = perform(form, write_advice, **facts, **form.cleaned_data)
        if status is None:
            messages.success(request, _("Message envoyé. Un e-mail prévient, sans le texte."))
            return redirect("projects:advice", found.pk)
    return render(request, "projects/advice.html", _page(request, found, form), status=status)


def _page(request: HttpRequest, found: AdviceRequest, form: AdviceMessageForm) -> dict[str, Any]:
    side = side_of(request.user, found)
    for_ofqj = side == Speaker.OFQJ
    visible = (
        Project.objects.visible_to(request.user).filter(pk=found.project_id).exists() if found.project_id else False
    )
    return {
        "advice": found,
        "lines": found.messages.select_related("author").order_by("pk"),
        "form": form,
        "for_ofqj": for_ofqj,
        "me": request.user,
        "may_open_project": visible,
        **_badge(found, for_ofqj),
    }


@require_http_methods(["GET", "POST"])
@signed_in
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a request to a colleague."""
    found = get_advice(request.user, pk, may=can_advise)
    form, status = AdviceOfficerForm(posted(request), section=found.section, initial={"officer": found.officer_id}), 200
    if form.is_valid():
        facts = {"request": found, "by": request.user, "now": calendar.now()}
        status = perform(form, assign_advice, **facts, **form.cleaned_data)
        if status is None:
            messages.success(request, _("La demande est confiée."))
            return redirect("projects:advice", found.pk)
    context = {"advice": found, "form": form, "heading": _("Confier la demande"), "submit_label": _("Confier")}
    return render(request, "projects/advice_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a request with what is kept of it."""
    found = get_advice(request.user, pk, may=can_advise)
    form, status = AdviceNoteForm(posted(request)), 200
    if form.is_valid():
        facts = {"request": found, "by": request.user, "now": calendar.now()}
        status = perform(form, close_advice, **facts, **form.cleaned_data)
        if status is None:
            messages.success(request, _("La demande est close ; sa note reste au contact."))
            return redirect("projects:advice", found.pk)
    context = {"advice": found, "form": form, "heading": _("Clore la demande"), "submit_label": _("Clore")}
    return render(request, "projects/advice_form.html", context, status=status)
