"""What a meeting needs to know: whose turn it is to keep the pen, the hours apart, who is there, what was decided."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from conventions.enums import Body, PlanState, ReportState
from conventions.models import (
    ActionItem,
    ActionPlan,
    AnnualReport,
    Committee,
    Convention,
    Mandate,
    Meeting,
    Resolution,
    Vote,
)
from ofqj_portal.core.calendar import MONTREAL, PARIS
from partners.enums import Party

USUAL_GAP_HOURS = 6


def next_secretary(committee: Committee, on: date) -> Mandate | None:
    """Say whose turn it is to keep the minutes: the party after the last meeting's, in the order of the parties."""
    last = Meeting.objects.filter(committee=committee, secretary__isnull=False, cancelled_at=None).order_by(
        "-meets_at", "-pk"
    )
    former = last.values_list("secretary__party", flat=True).first()
    parties = list(Party.values)
    start = parties.index(former) + 1 if former else 0
    seats = list(committee.mandates.current(on).order_by("is_alternate", "section", "pk"))
    for place in range(len(parties)):
        party = parties[(start + place) % len(parties)]
        seat = next((seat for seat in seats if seat.party == party), None)
        if seat is not None:
            return seat
    return None


def gap_hours(instant: datetime) -> int:
    """Return how many hours Paris is ahead of Montréal at an instant: six, but five for some weeks of the year."""
    gap = instant.astimezone(PARIS).utcoffset() - instant.astimezone(MONTREAL).utcoffset()
    return int(gap.total_seconds() // 3600)


@dataclass(frozen=True)
class BodySeats:
    """The seats of one body of the committee: held on a day, to come, over."""

    body: Body
    current: tuple[Mandate, ...]
    coming: tuple[Mandate, ...]
    past: tuple[Mandate, ...]

    @property
    def code(self) -> str:
        return str(self.body)

    @property
    def label(self) -> str:
        return str(self.body.label)

    @property
    def key(self) -> str:
        """Its party and section, as the form of a seat names them."""
        return f"{self.body.party}/{self.body.section}"


def seats_by_body(committee: Committee, on: date) -> list[BodySeats]:
    """List the seats of each of the four bodies, in one query."""
    rows = list(committee.mandates.select_related("user").order_by("is_alternate", "-starts_on", "pk"))

    def of(body: Body) -> BodySeats:
        mine = [row for row in rows if (row.party, row.section) == (body.party, body.section)]
        over = [row for row in mine if row.ends_on and row.ends_on < on]
        coming = [row for row in mine if row.starts_on > on]
        held = [row for row in mine if row not in over and row not in coming]
        return BodySeats(body, tuple(held), tuple(coming), tuple(over))

    return [of(body) for body in Body]


@dataclass(frozen=True)
class Quorum:
    """Which parties are there, beside how many the committee's rules ask for."""

    present: tuple[str, ...]
    absent: tuple[str, ...]
    needed: int

    @property
    def is_met(self) -> bool:
        return len(self.present) >= self.needed


def quorum_of(committee: Committee, present: list[Mandate]) -> Quorum:
    """Count parties, not heads (R25b)."""
    there = {seat.party for seat in present}
    return Quorum(
        present=tuple(str(Party(party).label) for party in Party.values if party in there),
        absent=tuple(str(Party(party).label) for party in Party.values if party not in there),
        needed=committee.quorum_parties,
    )


def decisions_of(convention: Convention) -> QuerySet[Vote]:
    """List every vote of the committee, in meetings and in writing, the latest first, each with `taken_at`."""
    of_convention = Q(meeting__committee__convention=convention) | Q(consultation__committee__convention=convention)
    votes = Vote.objects.filter(of_convention).annotate(
        taken_at=Coalesce(F("meeting__meets_at"), F("consultation__closes_at"))
    )
    return (
        votes.select_related("meeting", "consultation", "plan", "report", "resolution")
        .prefetch_related("ballots")
        .order_by("-taken_at", "-pk")
    )


def resolutions_waiting(convention: Convention) -> QuerySet[Resolution]:
    """List the resolutions on which the committee has not voted yet."""
    return Resolution.objects.filter(committee__convention=convention, is_settled=False).order_by("number")


def plans_waiting(convention: Convention) -> QuerySet[ActionPlan]:
    """List the plans proposed to the committee."""
    rows = ActionPlan.objects.filter(convention=convention, state=PlanState.PROPOSED)
    return rows.select_related("convention").order_by("year")


def reports_waiting(convention: Convention) -> QuerySet[AnnualReport]:
    """List the reports presented to the committee."""
    return AnnualReport.objects.filter(convention=convention, state=ReportState.DRAFTED).order_by("period", "version")


def actions_of(convention: Convention) -> QuerySet[ActionItem]:
    """List the actions decided over the years, those still open first."""
    rows: Any = ActionItem.objects.filter(meeting__committee__convention=convention).select_related("meeting")
    return rows.order_by(F("done_on").asc(nulls_first=True), "due_on", "pk")


def subject_of(vote: Vote) -> str:
    """Name what was voted."""
    if vote.plan_id:
        return _("Plan d’action %(year)s") % {"year": vote.plan.year}
    if vote.report_id:
        return _("Bilan %(period)s, version %(version)s") % {
            "period": vote.report.period, "version": vote.report.version,
        }  # fmt: skip
    return f"{vote.resolution} · {vote.resolution.text}"
