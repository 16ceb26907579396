"""Which calls are shown to whom, and what a call offers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from partners.enums import Section
from projects.models import Call


def aid_currencies(call: Call) -> dict[str, str]:
    """Return the sections that put money on `call`, each with the currency of its envelope."""
    return dict(call.envelopes.order_by("section").values_list("section", "currency"))


@dataclass(frozen=True)
class CallRow:
    """A call in the list: where it stands at this instant."""

    call: Call
    state: str  # open | soon | closed
    sections: list[str]


def call_list_rows(now: datetime) -> list[CallRow]:
    """List the published calls: the open ones by closing instant, those to come, then the closed ones."""
    calls = Call.objects.published().prefetch_related("envelopes")
    rows = [CallRow(call, call_state(call, now), section_labels(call)) for call in calls]
    order = {"open": 0, "soon": 1, "closed": 2}
    return sorted(rows, key=lambda row: (order[row.state], _nearness(row), row.call.code))


def _nearness(row: CallRow) -> float:
    if row.state == "open":
        return row.call.closes_at.timestamp()
    return row.call.opens_at.timestamp() if row.state == "soon" else -row.call.closes_at.timestamp()


def call_state(call: Call, now: datetime) -> str:
    """Say whether `call` is "open", to come ("soon") or "closed"."""
    if now < call.opens_at:
        return "soon"
    return "open" if call.is_open(now) else "closed"


def section_labels(call: Call) -> list[str]:
    """Name the sections of the OFQJ that fund `call`."""
    return [str(Section(envelope.section).label) for envelope in call.envelopes.all()]


def open_calls(now: datetime) -> Any:
    """Return the calls that take dossiers now, the first to close first."""
    return Call.objects.published().open_at(now).order_by("closes_at", "code")
