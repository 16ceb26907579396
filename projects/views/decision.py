"""What each section answers: read it, decide it, take it back, lift its conditions, confirm what it leaves."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.core import calendar
from ofqj_portal.core.access import exists_for, only_by_post, signed_in
from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.money import Money
from ofqj_portal.core.roles import Role, sections_of
from projects import access
from projects.enums import CANCELLABLE, DECIDABLE, BudgetSide, DecisionState, ProjectState
from projects.forms.decision import AnswerForm, CancelForm, UndoForm
from projects.labels import Reader
from projects.models import Decision, Project
from projects.queries.conditions import condition_lines, conditional_yeses, conditions_of
from projects.queries.conflicts import conflicts_on
from projects.queries.decisions import shares_of, to_decide
from projects.queries.envelopes import envelope_states, envelopes_read_by
from projects.queries.opinions import is_blind, opinions_among, opinions_on
from projects.queries.readers import reader_of, shown_state
from projects.rules import check_rules
from projects.rules.result import linked_only
from projects.services.cancellation import cancel_project
from projects.services.conditions import ANSWERABLE
from projects.services.decision import award_conditionally, award_share, close_share_without_action, refuse_share
from projects.services.decision_changes import (
    REVERSIBLE,
    confirm_partial_plan,
    undo_decision,
)
from projects.views.acts import perform, posted

ACTS = {
    DecisionState.YES: award_share,
    DecisionState.CONDITIONAL_YES: award_conditionally,
    DecisionState.NO: refuse_share,
    DecisionState.NO_ACTION: close_share_without_action,
}


@require_safe
@signed_in
def decisions(request: HttpRequest) -> HttpResponse:
    """List what waits for one's own section's answer, beside its envelopes."""
    sections = sections_of(request.user, Role.DECIDER)
    exists_for(bool(sections))
    projects = list(to_decide(request.user)[:200])
    calls = {project.call_id for project in projects}
    envelopes = envelopes_read_by(request.user).filter(call__in=calls)
    rows = [_row(request.user, project, sections) for project in projects]
    context = {
        "rows": rows,
        "envelopes": envelope_states(envelopes),
        "conditional": conditional_yeses(request.user, now=calendar.now()),
    }
    return render(request, "projects/decisions.html", context)


def _row(user: Any, project: Project, sections: set[str]) -> dict:
    asked = [aid for aid in project.aid_requests.all() if aid.section in sections]
    reviews = list(project.reviews.all())
    hidden = len(reviews) if is_blind(user, project, reviews) else 0
    reviews = [] if hidden else reviews
    return {
        "project": project,
        "section": asked[0].section,
        "asked": Money(asked[0].requested_amount, asked[0].currency),
        "opinions": opinions_among(reviews, project=project, hidden=hidden),
        "reviewed_by_me": project.reviewed_by_me,
    }


@require_safe
@signed_in
def decision(request: HttpRequest, number: str) -> HttpResponse:
    """Show each section's answer with its letter, and what the reader may do about it."""
    project = access.get_project(request.user, number, may=access.can_read_history)
    return render(request, "projects/decision.html", _answer(request, project))


def _answer(request: HttpRequest, project: Project) -> dict:
    user, real_now = request.user, calendar.real_now()
    reader = reader_of(user, project)
    state = shown_state(project, reader, real_now)
    decided_by_me = access.sections_judged_by(user, project, Role.DECIDER)
    shares = shares_of(project, reader, real_now=real_now)
    return {
        "project": project,
        "shares": shares,
        "conditions": _conditions_shown(project, user, shares),
        "my_sections": decided_by_me,
        "absent": conflicts_on(project) if reader == Reader.OFQJ else (),
        "may_decide": project.state in DECIDABLE,
        "may_undo": project.state in REVERSIBLE,
        "undo_until": _undo_until(project, real_now),
        "is_answered": state not in {ProjectState.UNDER_REVIEW, ProjectState.INCOMPLETE, ProjectState.SUBMITTED},
        "may_confirm": state == ProjectState.PARTIALLY_ACCEPTED and access.is_carrier(user, project),
        "may_cancel": state in CANCELLABLE and access.can_cancel(user, project),
        "form": OnceForm(),
    }


def _conditions_shown(project: Project, user: Any, shares: list[Any]) -> dict[str, list[Any]]:
    """Give the conditions of each section whose answer the reader may know, by section."""
    told = {share.section for share in shares if share.decision and share.decision.conditions}
    if not told:
        return {}
    may_answer = project.state in ANSWERABLE and access.can_edit(user, project)
    lines = condition_lines(conditions_of(project), now=calendar.now(), may_answer=may_answer)
    return {section: [row for row in lines if row.condition.decision.section == section] for section in told}


@require_http_methods(["GET", "POST"])
@signed_in
def award(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Give one section's answer: yes, yes under conditions, no, or no action."""
    project = access.get_project(request.user, number, may=access.can_decide(section), states=DECIDABLE)
    return _award(request, project, section)


@step_up_required
def _award(request: HttpRequest, project: Project, section: str) -> HttpResponse:
    aid = next(aid for aid in project.aid_requests.all() if aid.section == section)
    asked = Money(aid.requested_amount, aid.currency)
    charges = list(project.budget_lines.filter(side=BudgetSide.CHARGE).select_related("account"))
    form, status = AnswerForm(posted(request), asked=asked, charges=charges), 200
    if form.is_valid():
        act = ACTS[DecisionState(form.cleaned_data["answer"])]
        facts = {"project": project, "section": section, "by": request.user, "now": calendar.now()}
        status = perform(form, act, **facts, **form.facts())
        if status is None:
            messages.success(request, _("Décision enregistrée. Vous pouvez la reprendre avant l’envoi du courrier."))
            return redirect("projects:decision", project.number)
    envelope = envelopes_read_by(request.user).filter(call=project.call_id, section=section)
    context = {
        "project": project,
        "form": form,
        "asked": asked,
        "section_label": aid.get_section_display(),
        "envelope": next(iter(envelope_states(envelope)), None),
        "opinions": opinions_on(project, request.user),
        "rules": linked_only(check_rules(project, calendar.today()), set()),
    }
    return render(request, "projects/award.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def undo(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Take a decision back, with a reason."""
    project = access.get_project(request.user, number, may=access.can_decide(section), states=REVERSIBLE)
    return _undo(request, project, section)


@step_up_required
def _undo(request: HttpRequest, project: Project, section: str) -> HttpResponse:
    form, status = UndoForm(posted(request)), 200
    if form.is_valid():
        facts = {"project": project, "section": section, "by": request.user, "now": calendar.now()}
        status = perform(form, undo_decision, **facts, **form.cleaned_data)
        if status is None:
            messages.success(request, _("Décision reprise. Ce qui était engagé est revenu dans l’enveloppe."))
            return redirect("projects:decision", project.number)
    context = {"project": project, "form": form, "was_read": _was_read(project, section)}
    return render(request, "projects/undo.html", context, status=status)


def _was_read(project: Project, section: str) -> bool:
    return Decision.objects.filter(project=project, section=section, announced_at__isnull=False).exists()


@signed_in
def confirm_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Let the carrier go on with what was awarded."""
    project = access.get_project(request.user, number, may=access.can_edit)
    only_by_post(request)
    form = OnceForm(request.POST)
    form.is_valid()
    status = perform(form, confirm_partial_plan, project=project, by=request.user, now=calendar.now())
    if status is None:
        messages.success(request, _("Votre plan est confirmé. Vous pouvez inscrire le groupe."))
        return redirect(project)
    context = _answer(request, access.get_project(request.user, number))
    return render(request, "projects/decision.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel a project that will not take place."""
    project = access.get_project(request.user, number, may=access.can_cancel, states=CANCELLABLE)
    form, status = CancelForm(posted(request)), 200
    if form.is_valid():
        facts = {"project": project, "on": calendar.today(), "by": request.user, "now": calendar.now()}
        status = perform(form, cancel_project, **facts, **form.cleaned_data)
        if status is None:
            messages.success(request, _("Le projet est annulé. Ce qui n’était pas payé est revenu dans l’enveloppe."))
            return redirect(project)
    return render(request, "projects/cancel.html", {"project": project, "form": form}, status=status)


def _undo_until(project: Project, real_now: datetime) -> datetime | None:
    """Return when the undo window closes, as the demo clock reads it; None once it is over."""
    if project.announced_at is None or project.announced_at <= real_now:
        return None
    return project.announced_at + calendar.clock_offset()
