"""The conditions of a yes: who has the ball, by when, and each of them as its reader may act on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from ofqj_portal.core.roles import Role, sections_of
from ofqj_portal.core.row_by_row import FoundForRow
from partners.enums import Section
from projects.enums import DecisionState, ProjectState
from projects.models import Condition, Project
from projects.models.visibility import examined_by


@dataclass(frozen=True)
class ConditionsState:
    """Where the conditions of a dossier stand: whether all are answered, and the first day that is to be kept."""

    awaits_lifting: bool
    due_at: datetime | None


def conditions_due() -> Any:
    """Build the first instant by which a dossier's conditions are due, for lists."""
    rows = Condition.objects.waiting().filter(decision__project=OuterRef("pk")).order_by("due_at")
    return Subquery(rows.values("due_at")[:1])


def awaits_lifting() -> Any:
    """Build whether a dossier's conditions are all answered and wait for the OFQJ, for lists."""
    rows = Condition.objects.filter(decision__project=OuterRef("pk"))
    answered = Q(FoundForRow(rows.waiting())) & ~Q(FoundForRow(rows.with_carrier()))
    return ExpressionWrapper(answered, output_field=BooleanField())


def conditions_state(project: Any) -> ConditionsState:
    """Say where the conditions of one dossier stand; no query when a list annotated it."""
    if project.state != ProjectState.CONDITIONALLY_ACCEPTED:
        return ConditionsState(False, None)
    if hasattr(project, "awaits_lifting"):
        return ConditionsState(project.awaits_lifting, project.asked_due_at)
    if not hasattr(project, "_conditions_state"):
        rows = list(Condition.objects.waiting().filter(decision__project=project))
        answered = bool(rows) and not any(row.is_with_carrier for row in rows)
        project._conditions_state = ConditionsState(answered, min((row.due_at for row in rows), default=None))
    return project._conditions_state


@dataclass(frozen=True)
class ConditionLine:
    """One condition as the pages show it; `kind` and `word` are its state's badge."""

    condition: Condition
    kind: str
    word: Any
    late: bool
    may_answer: bool


def condition_lines(conditions: Any, *, now: datetime, may_answer: bool = False) -> list[ConditionLine]:
    """Put conditions into words for a page."""
    return [_line(row, now, may_answer) for row in conditions]


def _line(row: Condition, now: datetime, may_answer: bool) -> ConditionLine:
    late = row.is_with_carrier and row.due_at < now
    if row.lifted_at:
        kind, word = "ok", _("Levée")
    elif row.is_sent_back:
        kind, word = "late", _("À compléter")
    elif row.answered_at:
        kind, word = "with", _("Répondue, à lire par l’OFQJ")
    else:
        kind, word = ("late", _("En retard")) if late else ("you", _("À remplir"))
    return ConditionLine(row, kind, word, late, may_answer and row.lifted_at is None)


def conditions_of(project: Project) -> "QuerySet[Condition]":
    """Return the standing conditions of a dossier's sections, in their order."""
    rows = Condition.objects.standing().filter(decision__project=project)
    return rows.select_related("decision", "piece__file", "answered_by", "lifted_by").order_by(
        "decision__section", "position"
    )


@dataclass(frozen=True)
class WaitingYes:
    """One conditional yes of the decider's section, for her list: how far it is, and whether its day is past."""

    project: Project
    section: str
    total: int
    lifted: int
    answered: int
    due_at: datetime
    late: bool


def conditional_yeses(user: Any, *, now: datetime) -> list[WaitingYes]:
    """Return the conditional yeses of her sections, those whose day is past first, then the next due."""
    sections = sections_of(user, Role.DECIDER)
    rows = Condition.objects.standing().filter(
        decision__state=DecisionState.CONDITIONAL_YES,
        decision__section__in=sections,
        decision__project__in=_examined(user),
    )
    found: dict[int, list[Condition]] = {}
    for row in rows.select_related("decision__project__carrier").order_by("decision", "position"):
        found.setdefault(row.decision_id, []).append(row)
    lines = [_waiting(conditions, now) for conditions in found.values()]
    return sorted(lines, key=lambda line: (not line.late, line.due_at, line.project.pk))


def _examined(user: Any) -> Any:
    return Project.objects.filter(examined_by(user)).order_by().values("pk")


def _waiting(conditions: list[Condition], now: datetime) -> WaitingYes:
    decision, waiting = conditions[0].decision, [row for row in conditions if row.lifted_at is None]
    due_at = min((row.due_at for row in waiting), default=conditions[0].due_at)
    answered = sum(not row.is_with_carrier for row in waiting)
    late = any(row.is_with_carrier and row.due_at < now for row in waiting)
    counts = (len(conditions), len(conditions) - len(waiting), answered)
    return WaitingYes(decision.project, Section(decision.section), *counts, due_at, late)


def conditions_overdue(now: datetime) -> "QuerySet[Condition]":
    """Return the conditions that the carriers left unmet past their day, one a decision."""
    rows = Condition.objects.with_carrier().filter(due_at__lt=now, decision__state=DecisionState.CONDITIONAL_YES)
    rows = rows.select_related("decision__project__carrier", "decision__project__officer", "decision__decided_by")
    return rows.order_by("decision_id", "position").distinct("decision_id")
