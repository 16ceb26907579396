"""The home of the OFQJ's officers and deciders: their section's dossiers and envelopes."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core import calendar
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.roles import Role, has_role, sections_of
from ofqj_portal.core.row_by_row import AmongFound, FoundForRow
from ofqj_portal.dashboard.queries.home import envelopes
from ofqj_portal.dashboard.queries.home.parts import Figure, Home, Task
from ofqj_portal.dashboard.queries.home.years import projects_by_year
from projects.enums import AdviceState, ChangeState, ProjectState
from projects.models import ChangeRequest, InformationRequest, Project, Review
from projects.queries.advice import advice_waiting
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
    home.envelopes += envelopes.bars(now, sections)
    if chart := projects_by_year(user, last=now.year):
        home.charts.append(chart)


def _counts(user: Any, now: datetime) -> dict[str, Any]:
    """Count all in one query; `first_change` is the dossier that waits for an answer to a change, `leaves_on` when."""
    found = _COUNTED.of(user, now=now, today=calendar.day_of(now)).all()
    return dict(zip(_NAMES, found[0] if found else [0] * len(_NAMES), strict=True))


def _counted(user: Any, _key: None, *, now: datetime, today: date) -> Any:
    state, asking = ProjectState, ChangeRequest.objects.filter(state=ChangeState.ASKED).order_by().values("project")
    asked = Q(AmongFound(asking))
    reviews = Review.objects.filter(project=OuterRef("pk"))
    late = InformationRequest.objects.open().filter(project=OuterRef("pk"), due_at__lt=now)
    kept = {
        "new": Q(state=state.SUBMITTED),
        "in_review": Q(state=state.UNDER_REVIEW),
        "to_review": Q(state=state.UNDER_REVIEW) & ~Q(FoundForRow(reviews)),
        "waiting": Q(state=state.INCOMPLETE),
        "late_answers": Q(state=state.INCOMPLETE) & Q(FoundForRow(late)),
        "away": Q(state=state.ONGOING),
        "reports": Q(state=state.REPORT_SUBMITTED),
        "late_reports": Q(state=state.REPORT_DUE, report_due_on__lt=today),
        "changes": asked,
        "to_lift": Q(state=state.CONDITIONALLY_ACCEPTED) & Q(awaits_lifting()),
    }
    rows = Project.objects.visible_to(user).filter(Q(state__in=sorted(COUNTED)) | asked)
    return (
        rows.order_by()
        .annotate(_all=Value(1))
        .values("_all")
        .annotate(**{name: Count("pk", filter=condition) for name, condition in kept.items()})
        .annotate(
            first_change=Min("number", filter=asked),
            leaves_on=Min("departs_on", filter=asked & Q(departed_on=None)),
        )
        .values_list(*_NAMES)
    )


_NAMES = (
    *("new", "in_review", "to_review", "waiting", "late_answers", "away", "reports", "late_reports", "changes"),
    *("to_lift", "first_change", "leaves_on"),
)
_COUNTED = PreparedRows(_counted, now=datetime, today=date)


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
    ready = len(_READY.of(user).all())
    text = ngettext("%d dossier est prêt à décider", "%d dossiers sont prêts à décider", ready)
    tasks = [Task(text % ready, reverse("projects:decisions"), _("Décider"))] if ready else []
    return tasks + _signature_tasks(user)


_READY = PreparedRows(
    lambda user, _key: to_decide(user).filter(review_count__gt=0, reviewed_by_me=False).values_list("pk")
)


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
    waiting = _TO_SIGN.of(user).all()
    if not waiting:
        return []
    text = ngettext("Une convention attend votre signature", "%d conventions attendent votre signature", len(waiting))
    url = reverse("projects:agreement", args=list(waiting[0]))
    what = text % len(waiting) if len(waiting) > 1 else text
    return [Task(what, url, _("Lire et signer"), blocks=_("les versements"))]


_TO_SIGN = PreparedRows(
    lambda user, _key: to_countersign(user).values_list("decision__project__number", "decision__section")
)


def _advice_tasks(user: Any) -> list[Task]:
    """Ask for the advice that is hers or nobody's to give."""
    waiting = advice_waiting(user).count()
    if not waiting:
        return []
    text = ngettext("%d demande de conseil attend une réponse", "%d demandes de conseil attendent une réponse", waiting)
    return [Task(text % waiting, f"{reverse('projects:advice_list')}?state={AdviceState.ASKED}", _("Répondre"))]
