"""The home of the OFQJ's officers and deciders: their section's dossiers and envelopes."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core import calendar
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.roles import Role, has_role, sections_of
from ofqj_portal.core.row_by_row import AmongFound, FoundForRow
from ofqj_portal.dashboard.queries.home import envelopes
from ofqj_portal.dashboard.queries.home.kept import kept_for
from ofqj_portal.dashboard.queries.home.parts import Figure, Home, Task
from ofqj_portal.dashboard.queries.home.years import count_by_year, projects_by_year
from projects.enums import AdviceState, ChangeState, ProjectState
from projects.models import ChangeRequest, Decision, InformationRequest, Project, Review
from projects.queries.advice import advice_waiting
from projects.queries.agreements import to_countersign
from projects.queries.conditions import awaits_lifting
from projects.queries.decisions import ready_to_decide

#: The state of the dossiers that a task is counted of, for each role: the others, most of the base, are not read.
COUNTED = {
    Role.OFFICER: {
        "new": ProjectState.SUBMITTED,
        "to_review": ProjectState.UNDER_REVIEW,
        "late_answers": ProjectState.INCOMPLETE,
        "reports": ProjectState.REPORT_SUBMITTED,
    },
    Role.DECIDER: {"to_lift": ProjectState.CONDITIONALLY_ACCEPTED},
}


def add_to(home: Home, user: Any, now: datetime) -> None:
    """Add what waits at the desk of `user`: new dossiers, late answers, opinions to give, decisions, reports."""
    sections = sections_of(user, Role.OFFICER, Role.DECIDER)
    counts = _counts(user, now)
    home.tasks += _officer_tasks(counts) if has_role(user, Role.OFFICER) else []
    home.tasks += _change_tasks(counts)
    home.tasks += [*_decider_tasks(user), *_condition_tasks(counts)] if has_role(user, Role.DECIDER) else []
    home.tasks += _advice_tasks(user)
    home.envelopes += envelopes.bars(now, sections)
    _add_totals(home, user, now)


def _add_totals(home: Home, user: Any, now: datetime) -> None:
    """Add where the dossiers stand and the projects of the last years: totals that are kept, with their hour."""
    today = calendar.day_of(now)
    totals, home.figures_note = kept_for(user, f"home.staff:{today}", lambda: _totals(user, today), now=now)
    in_review, waiting, away, late_reports = totals["figures"]
    home.figures += [
        Figure(
            str(in_review),
            ngettext("dossier en instruction", "dossiers en instruction", in_review),
            url=reverse("projects:queue"),
        ),
        Figure(str(waiting), ngettext("attend la structure", "attendent la structure", waiting)),
        Figure(str(away), ngettext("groupe en séjour", "groupes en séjour", away)),
        Figure(str(late_reports), ngettext("bilan en retard", "bilans en retard", late_reports)),
    ]
    if chart := projects_by_year(totals["by_year"], last=today.year, note=home.figures_note):
        home.charts.append(chart)


def _totals(user: Any, today: date) -> dict[str, Any]:
    found = _FIGURES.of(user, today=today).all()
    return {"figures": found[0] if found else (0, 0, 0, 0), "by_year": count_by_year(user, last=today.year)}


def _figures(user: Any, _key: None, *, today: date) -> Any:
    state = ProjectState
    kept = {
        "in_review": Q(state=state.UNDER_REVIEW),
        "waiting": Q(state=state.INCOMPLETE),
        "away": Q(state=state.ONGOING),
        "late_reports": Q(state=state.REPORT_DUE, report_due_on__lt=today),
    }
    states = [state.UNDER_REVIEW, state.INCOMPLETE, state.ONGOING, state.REPORT_DUE]
    rows = Project.objects.visible_to(user).filter(state__in=states).order_by().annotate(_all=Value(1)).values("_all")
    return rows.annotate(**{name: Count("pk", filter=wanted) for name, wanted in kept.items()}).values_list(*kept)


_FIGURES = PreparedRows(_figures, today=date)


def _counts(user: Any, now: datetime) -> dict[str, Any]:
    """Count all in one query; `changes` are the dossiers that wait for an answer to a change, by their number."""
    [(tasks, changes)] = _COUNTED.of(user, now=now).all()
    none = {name: 0 for states in COUNTED.values() for name in states}
    return none | (tasks[0] if tasks else {}) | {"changes": changes}


def _counted(user: Any, _key: None, *, now: datetime) -> Any:
    """Ask both of the one row of the reader: the tasks, for which an index is enough, and the few changes."""
    found = ArraySubquery(_tasks(user, now)), ArraySubquery(_changes(user))
    return get_user_model().objects.filter(pk=user.pk).values_list(*found)


def _tasks(user: Any, now: datetime) -> Any:
    reviews = Review.objects.filter(project=OuterRef("pk"))
    late = InformationRequest.objects.open().filter(due_at__lt=now).values("project")
    more = {
        "to_review": ~Q(FoundForRow(reviews)),
        "late_answers": Q(AmongFound(late)),
        "to_lift": Q(awaits_lifting()),
    }
    hers = [states for role, states in COUNTED.items() if has_role(user, role)]
    states = {name: state for each in hers for name, state in each.items()}
    kept = {name: Q(state=state) & more.get(name, Q()) for name, state in states.items()}
    rows = Project.objects.visible_to(user).filter(state__in=sorted(states.values()))
    counted = rows.order_by().annotate(_all=Value(1)).values("_all")
    counted = counted.annotate(**{f"n_{name}": Count("pk", filter=condition) for name, condition in kept.items()})
    return counted.values(row=JSONObject(**{name: f"n_{name}" for name in kept}))


def _changes(user: Any) -> Any:
    asked = ChangeRequest.objects.filter(state=ChangeState.ASKED).values("project")
    rows = Project.objects.filter(AmongFound(asked)).visible_to(user).order_by("number")
    return rows.values(row=JSONObject(number="number", departs_on="departs_on", departed_on="departed_on"))


_COUNTED = PreparedRows(_counted, now=datetime)


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
    ready = _READY.of(user).count()
    text = ngettext("%d dossier est prêt à décider", "%d dossiers sont prêts à décider", ready)
    tasks = [Task(text % ready, reverse("projects:decisions"), _("Décider"))] if ready else []
    return tasks + _signature_tasks(user)


_READY = PreparedRows(lambda user, _key: ready_to_decide(user).order_by().values_list("pk"))


def _change_tasks(counts: dict[str, Any]) -> list[Task]:
    """Lead to a dossier whose carrier asked for a change, before the first of those groups leaves."""
    changes = counts["changes"]
    if not changes:
        return []
    count, first = len(changes), changes[0]["number"]
    ahead = [date.fromisoformat(row["departs_on"]) for row in changes if row["departs_on"] and not row["departed_on"]]
    leaves_on = min(ahead, default=None)
    text = ngettext(
        "%d demande de changement attend une réponse", "%d demandes de changement attendent une réponse", count
    )
    due_at = calendar.end_of_day(leaves_on, calendar.PARIS) if leaves_on else None
    url = reverse("projects:changes", args=[first])
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


def _to_sign(user: Any, _key: None) -> Any:
    """Name the dossier and the section of each, looked up one by one: they are few of all the decisions."""
    decision = Decision.objects.filter(pk=OuterRef("decision"))
    return to_countersign(user, of_few=True).values_list(
        Subquery(decision.values("project__number")), Subquery(decision.values("section"))
    )


_TO_SIGN = PreparedRows(_to_sign)


def _advice_tasks(user: Any) -> list[Task]:
    """Ask for the advice that is hers or nobody's to give."""
    waiting = advice_waiting(user).count()
    if not waiting:
        return []
    text = ngettext("%d demande de conseil attend une réponse", "%d demandes de conseil attendent une réponse", waiting)
    return [Task(text % waiting, f"{reverse('projects:advice_list')}?state={AdviceState.ASKED}", _("Répondre"))]
