"""The conditions of a yes: answered by the carrier, lifted or sent back by the section that set them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.core import calendar
from ofqj_portal.core.access import exists_for, open_door, signed_in
from projects import access
from projects.enums import DecisionState
from projects.forms.decision import AnswerConditionForm, ConditionForm
from projects.models import Condition, Decision, Project
from projects.queries.conditions import condition_lines, conditions_of
from projects.services.conditions import ANSWERABLE, answer_condition
from projects.services.decision_changes import REVERSIBLE, answer_conditions, condition_not_met, lift_condition
from projects.views.acts import perform, posted


@require_http_methods(["GET", "POST"])
@signed_in
def answer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Answer one condition, by words or by a file."""
    project = access.get_project(request.user, number, may=access.can_edit, states=ANSWERABLE)
    condition = open_door(conditions_of(project), request.user, pk=pk)
    exists_for(condition.decision.announced_at is not None)
    files = request.FILES if request.method == "POST" else None
    form, status = AnswerConditionForm(posted(request), files, initial={"answer": condition.answer}), 200
    if form.is_valid():
        facts = {"condition": condition, "by": request.user, "now": calendar.now()}
        status = perform(form, answer_condition, **facts, **form.cleaned_data)
        if status is None:
            messages.success(request, _("Votre réponse est enregistrée. L’OFQJ est prévenu quand toutes sont là."))
            return redirect("projects:decision", project.number)
    line = condition_lines([condition], now=calendar.now())[0]
    context = {"project": project, "form": form, "line": line}
    return render(request, "projects/condition_answer.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def judge(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Say which conditions of a yes are met, and what is missing to the others."""
    project = access.get_project(request.user, number, may=access.can_decide(section), states=REVERSIBLE)
    return _judge(request, project, section)


@step_up_required
def _judge(request: HttpRequest, project: Project, section: str) -> HttpResponse:
    decision = Decision.objects.filter(project=project, section=section, state=DecisionState.CONDITIONAL_YES).first()
    rows = list(conditions_of(project).filter(decision=decision)) if decision else []
    waiting = [row for row in rows if row.lifted_at is None]
    form, status = ConditionForm(posted(request), conditions=waiting), 200
    if form.is_valid():
        status = _act(request, form, project, section)
        if status is None:
            return redirect("projects:decision", project.number)
    lines = condition_lines(rows, now=calendar.now())
    context = {"project": project, "form": form, "decision": decision, "lines": lines}
    return render(request, "projects/conditions.html", context, status=status)


def _act(request: HttpRequest, form: ConditionForm, project: Project, section: str) -> int | None:
    facts: dict[str, Any] = {"project": project, "section": section, "by": request.user, "now": calendar.now()}
    met = form.cleaned_data["met"]
    if met == "each":
        status = perform(form, answer_conditions, **facts, met=form.lifted(), missing=form.missing())
        words = _("C’est noté. La structure lit ce qui manque encore.")
        if not Condition.objects.waiting().filter(decision__project=project, decision__section=section).exists():
            words = _("Les conditions sont levées.")
    elif met == "yes":
        status, words = perform(form, lift_condition, **facts), _("Les conditions sont levées.")
    else:
        status = perform(form, condition_not_met, **facts, motive=form.cleaned_data["motive"])
        words = _("L’aide est refusée.")
    if status is None:
        messages.success(request, words)
    return status
