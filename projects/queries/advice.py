"""Requests for advice, as each side lists them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from ofqj_portal.accounts.models import User
from ofqj_portal.core.prepared_rows import PreparedRows, RowsOf
from ofqj_portal.core.roles import Role, sections_of, structure_ids
from projects.enums import AdviceState
from projects.models import AdviceRequest
from projects.models.visibility import FILING_ROLES

NOTES_SHOWN = 10


@dataclass(frozen=True)
class AdviceFilters:
    """What the reader asked for; an empty value keeps everything, but for what is closed."""

    text: str = ""
    kind: str = ""
    state: str = ""
    officer: User | None = None


def advice_rows(user: Any, filters: AdviceFilters) -> "QuerySet[AdviceRequest]":
    """Return the requests she follows, the last moved first; closed ones only where they are asked for."""
    rows = AdviceRequest.objects.readable_by(user).select_related("structure", "project", "officer")
    if filters.text.strip():
        rows = rows.matching(filters.text)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.state:
        rows = rows.filter(state=filters.state)
    elif advises(user):
        rows = rows.exclude(state=AdviceState.CLOSED)
    if filters.officer:
        rows = rows.filter(officer=filters.officer)
    return rows.order_by("-moved_at", "-pk")


def advises(user: Any) -> bool:
    """Say whether she answers for a section of the OFQJ."""
    return bool(sections_of(user, Role.OFFICER, Role.DECIDER))


def advice_to_answer(user: Any) -> "QuerySet[AdviceRequest]":
    """Return the requests that wait for her: hers or nobody's at the OFQJ, answered ones for a structure."""
    rows = AdviceRequest.objects.readable_by(user)
    if advises(user):
        return rows.filter(Q(officer=user) | Q(officer=None), state=AdviceState.ASKED)
    ours = structure_ids(user, *FILING_ROLES)
    return rows.filter(state=AdviceState.ANSWERED, structure__in=ours)


def advice_waiting(user: Any) -> RowsOf:
    """Return the same for a home, which counts them or shows the first."""
    return _WAITING.of(user)


_WAITING = PreparedRows(lambda user, _key: advice_to_answer(user).order_by("-moved_at", "-pk"))


def notes_of(structure: Any, user: Any) -> list[AdviceRequest]:
    """Return what was kept of the last advice this structure got, for who may read it."""
    return _NOTES.of(user, structure=structure.pk).all() if user.is_authenticated else []


def _notes(user: Any, _key: None, *, structure: int) -> "QuerySet[AdviceRequest]":
    rows = AdviceRequest.objects.readable_by(user).filter(structure=structure, state=AdviceState.CLOSED)
    return rows.select_related("closed_by").order_by("-closed_at", "-pk")[:NOTES_SHOWN]


_NOTES = PreparedRows(_notes, structure=int)
