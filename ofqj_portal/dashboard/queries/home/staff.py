"""The home of the OFQJ's officers and deciders: their section's dossiers and envelopes."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core import calendar
from ofqj_portal.core.roles import Role, has_role, sections_of
from ofqj_portal.core.row_by_row import AmongFound
from ofqj_portal.dashboard.queries.home import envelopes
from ofqj_portal.dashboard.queries.home.parts import Figure, Home, Task
from ofqj_portal.dashboard.queries.home.years import projects_by_year
from projects.enums import AdviceState, ChangeState, ProjectState
from projects.models import ChangeRequest, Envelope, Project
from projects.queries.advice import advice_to_answer
from projects.queries.agreements import to_countersign
from projects.queries.conditions import awaits_lifting
from projects.queries.decisions import to_decide

#: The states of the dossiers that something is counted of: the others, most of the base, are not read.
COUNTED = {
    ProjectState.SUBMITTED,
    ProjectState.UNDER_REVIEW,
    ProjectState.INCOMPLETE,
    ProjectState.CONDITIONALLY_ACCEPTED,
    ProjectState.ONGOING,
    ProjectState.REPORT_DUE,
    ProjectState.REPORT_SUBMITTED,
}


def add_to(home: Home, user: Any, now: datetime) -> None:
    """Add what waits at the desk of `user`: new dossiers, late answers, opinions to give, decisions, reports."""
    sections = sections_of(user, Role.OFFICER, Role.DECIDER)
    counts = _counts(user, now)
    home.tasks += _officer_tasks(counts) if has_role(user, Role.OFFICER) else []
    home.tasks += _change_tasks(counts)
    home.tasks += [*_decider_tasks(user), *_condition_tasks(counts)] if has_role(user, Role.DECIDER) else []
    home.tasks += _advice_tasks(user)
    home.figures += [
        Figure(
            str(counts["in_review"]),
            ngettext("dossier en instruction", "dossiers en instruction", counts["in_review"]),
            url=reverse("projects:queue"),
        ),
        Figure(str(counts["waiting"]), ngettext("attend la structure", "attendent la structure", counts["waiting"])),
        Figure(str(counts["away"]), ngettext("groupe en séjour", "groupes en séjour", counts["away"])),
        Figure(str(counts["late_reports"]), ngettext("bilan en retard", "bilans en retard", counts["late_reports"])),
    ]
    home.envelopes += envelopes.bars(Envelope.objects.of_sections(sections).filter(call__closes_at__year__gte=now.year))
    if chart := projects_by_year(Project.objects.visible_to(user), last=now.year):
        home.charts.append(chart)


def _counts(user: Any, now: datetime) -> dict[str, Any]:
    """Count all in one query; `first_change` is the dossier that waits for an answer to a change, `leaves_on` when."""
    state = ProjectState
    changing = ChangeRequest.objects.filter(state=ChangeState.ASKED).order_by().values("project")
    asked = Q(Exists(changing.filter(project=OuterRef("pk"))))
    late = Q(state=state.INCOMPLETE, information_requests__answered_at=None, information_requests__due_at__lt=now)
    return (
        Project.objects.visible_to(user)
        .filter(Q(state__in=sorted(COUNTED)) | Q(AmongFound(changing)))
        .aggregate(
            new=Count("pk", filter=Q(state=state.SUBMITTED), distinct=True),
            in_review=Count("pk", filter=Q(state=state.UNDER_REVIEW), distinct=True),
            to_review=Count("pk", filter=Q(state=state.UNDER_REVIEW, reviews=None), distinct=True),
            waiting=Count("pk", filter=Q(state=state.INCOMPLETE), distinct=True),
            late_answers=Count("pk", filter=late & Q(information_requests__dropped_at=None), distinct=True),
            away=Count("pk", filter=Q(state=state.ONGOING), distinct=True),
            reports=Count("pk", filter=Q(state=state.REPORT_SUBMITTED), distinct=True),
            late_reports=Count("pk", filter=Q(state=state.REPORT_DUE, report_due_on__lt=now.date()), distinct=True),
            changes=Count("pk", filter=asked, distinct=True),
            first_change=Min("number", filter=asked),
            leaves_on=Min("departs_on", filter=asked & Q(departed_on=None)),
            to_lift=Count("pk", filter=Q(state=state.CONDITIONALLY_ACCEPTED) & Q(awaits_lifting()), distinct=True),
        )
    )


def _officer_tasks(counts: dict[str, int]) -> list[Task]:
    state = ProjectState
    waiting = [
        (
            ngettext("%d dossier vient d’arriver", "%d dossiers viennent d’arriver", counts["new"]),
            counts["new"],
            f"state={state.SUBMITTED}",
            _("Prendre en charge"),
        ),
        (
            ngettext("%d dossier attend un avis", "%d dossiers attendent un avis", counts["to_review"]),
            counts["to_review"],
            f"state={state.UNDER_REVIEW}",
            _("Instruire"),
        ),
        (
            ngettext(
                "%d structure n’a pas répondu à temps",
                "%d structures n’ont pas répondu à temps",
                counts["late_answers"],
            ),
            counts["late_answers"],
            f"state={state.INCOMPLETE}&late=on",
            _("Relancer"),
        ),
        (
            ngettext("%d bilan de projet est à relire", "%d bilans de projet sont à relire", counts["reports"]),
            counts["reports"],
            f"state={state.REPORT_SUBMITTED}",
            _("Relire"),
        ),
    ]
    queue = reverse("projects:queue")
    return [
        Task(text % count, f"{queue}?{filters}", action, late="late" in filters)
        for text, count, filters, action in waiting
        if count
    ]


def _decider_tasks(user: Any) -> list[Task]:
    """Ask for what the page of decisions lists with an opinion that is not hers."""
    ready = to_decide(user).filter(review_count__gt=0, reviewed_by_me=False).count()
    text = ngettext("%d dossier est prêt à décider", "%d dossiers sont prêts à décider", ready)
    tasks = [Task(text % ready, reverse("projects:decisions"), _("Décider"))] if ready else []
    return tasks + _signature_tasks(user)


def _change_tasks(counts: dict[str, Any]) -> list[Task]:
    """Lead to a dossier whose carrier asked for a change, before the first of those groups leaves."""
    count, leaves_on = counts["changes"], counts["leaves_on"]
    if not count:
        return []
    text = ngettext(
        "%d demande de changement attend une réponse", "%d demandes de changement attendent une réponse", count
    )
    due_at = calendar.end_of_day(leaves_on, calendar.PARIS) if leaves_on else None
    url = reverse("projects:changes", args=[counts["first_change"]])
    return [Task(text % count, url, _("Répondre"), due_at=due_at, blocks=_("le départ") if leaves_on else "")]


def _condition_tasks(counts: dict[str, Any]) -> list[Task]:
    """Ask to read the answers to conditions, on the page of decisions that lists them."""
    if not (count := counts["to_lift"]):
        return []
    text = ngettext(
        "%d dossier a rempli ses conditions : les lever", "%d dossiers ont rempli leurs conditions : les lever", count
    )
    return [Task(text % count, reverse("projects:decisions"), _("Lire les réponses"))]


def _signature_tasks(user: Any) -> list[Task]:
    """Lead to the text that has waited longest for a signature of her section, and say how many wait."""
    waiting = list(to_countersign(user).select_related("decision__project"))
    if not waiting:
        return []
    first = waiting[0].decision
    text = ngettext("Une convention attend votre signature", "%d conventions attendent votre signature", len(waiting))
    url = reverse("projects:agreement", args=[first.project.number, first.section])
    what = text % len(waiting) if len(waiting) > 1 else text
    return [Task(what, url, _("Lire et signer"), blocks=_("les versements"))]


def _advice_tasks(user: Any) -> list[Task]:
    """Ask for the advice that is hers or nobody's to give."""
    waiting = advice_to_answer(user).count()
    if not waiting:
        return []
    text = ngettext("%d demande de conseil attend une réponse", "%d demandes de conseil attendent une réponse", waiting)
    return [Task(text % waiting, f"{reverse('projects:advice_list')}?state={AdviceState.ASKED}", _("Répondre"))]
