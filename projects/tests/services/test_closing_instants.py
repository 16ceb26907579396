"""A call closes at an instant of its own zone: right on the days the clocks change, in Paris and in Montréal."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ofqj_portal.core.calendar import ClockHourRefused, instant_of
from ofqj_portal.core.shores import format_both_shores
from partners.tests.factories import member
from projects.enums import ProjectState
from projects.services.drafting import CallClosed
from projects.services.submission import submit_project
from projects.tests.factories import CallFactory, ProjectFactory

PARIS, MONTREAL = "Europe/Paris", "America/Toronto"
CLOSINGS = [
    (PARIS, "2026-03-28T23:59:59", "2026-03-28T22:59:59"),  # the eve of summer time
    (PARIS, "2026-03-29T01:59:59", "2026-03-29T00:59:59"),  # the last hour before the leap
    (PARIS, "2026-03-29T03:00:00", "2026-03-29T01:00:00"),  # the first after it
    (PARIS, "2026-03-29T23:59:59", "2026-03-29T21:59:59"),
    (PARIS, "2026-10-25T23:59:59", "2026-10-25T22:59:59"),
    (MONTREAL, "2026-03-08T23:59:59", "2026-03-09T03:59:59"),
    (MONTREAL, "2026-11-01T00:59:59", "2026-11-01T04:59:59"),  # just before the hour that comes twice
    (MONTREAL, "2026-11-01T23:59:59", "2026-11-02T04:59:59"),
]


def wall(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(("zone", "shown", "instant"), CLOSINGS)
def test_an_hour_of_the_zone_is_one_instant(zone, shown, instant):
    assert instant_of(wall(shown), ZoneInfo(zone)) == wall(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        (PARIS, "2026-03-29T02:00:00"),
        (PARIS, "2026-03-29T02:59:59"),
        (PARIS, "2026-10-25T02:00:00"),
        (MONTREAL, "2026-03-08T02:30:00"),
        (MONTREAL, "2026-11-01T01:59:59"),
    ],
)
def test_an_hour_that_is_skipped_or_comes_twice_is_refused(zone, shown):
    with pytest.raises(ClockHourRefused, match="Choisissez-en une autre"):
        instant_of(wall(shown), ZoneInfo(zone))


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "shown", "_instant"), CLOSINGS)
def test_the_last_instant_still_files_and_the_next_does_not(zone, shown, _instant):
    closes_at = instant_of(wall(shown), ZoneInfo(zone))
    call = CallFactory(zone=zone, opens_at=closes_at - timedelta(days=30), closes_at=closes_at)
    stay = {"departs_on": closes_at.date() + timedelta(days=90), "returns_on": closes_at.date() + timedelta(days=101)}
    on_time, late = ProjectFactory(call=call, **stay), ProjectFactory(call=call, **stay)

    with pytest.raises(CallClosed):
        submit_project(project=late, by=member(late.carrier), now=closes_at + timedelta(microseconds=1))
    filed = submit_project(project=on_time, by=member(on_time.carrier), now=closes_at)

    assert filed.state == ProjectState.SUBMITTED


def test_between_the_two_changes_of_clocks_the_shores_are_five_hours_apart():
    closing = instant_of(wall("2026-03-20T23:59:59"), ZoneInfo(PARIS))

    assert format_both_shores(closing).replace("\u00a0", " ") == (
        "vendredi 20 mars 2026, 23 h 59 (Paris) · 18 h 59 (Montréal)"
    )
