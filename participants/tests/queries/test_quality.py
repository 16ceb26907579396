"""What is complete, what contradicts itself, and the share that may be shown."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from participants.enums import Moment
from participants.queries.primacy import next_in_line
from participants.queries.quality import contradictions, gauges, opportunity_share
from participants.services.group import OutOfOrder, admit_from_waiting_list, withdraw_participation
from participants.tests.factories import (
    OpportunityProfileFactory,
    ParticipationFactory,
    SituationFactory,
    group,
)
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 9, 1)


@pytest.fixture
def stay(adviser, accepted):
    return ProjectFactory(report_due=True, carrier=accepted.carrier)


def test_each_moment_that_came_is_measured(stay):
    told, silent, _missing = group(stay, 3, returned=True)
    SituationFactory(participation=told, moment="month_3", category="training")
    SituationFactory(participation=silent, moment="month_3", category="no_answer")
    found = {row.moment: row for row in gauges([stay.carrier_id], 2026, ON)}
    assert set(found) == {Moment.ENTRY, Moment.RETURN, Moment.MONTH_3}
    row = found[Moment.MONTH_3]
    assert (row.due, row.answered, row.silent, row.missing) == (3, 1, 1, 1)
    assert gauges([stay.carrier_id], 2025, ON) == []
    assert gauges([], 2026, ON) == []


def test_at_work_and_without_work_on_one_day_is_a_contradiction(stay):
    row, fine = group(stay, 2, returned=True)
    for one, category in ((row, "employment"), (fine, "training")):
        SituationFactory(participation=one, moment="entry", category="job_seeker", observed_on=date(2026, 5, 15))
        SituationFactory(participation=one, moment="return", category=category, observed_on=date(2026, 5, 15))
    (found,) = contradictions([stay.carrier_id], 2026)
    assert (found.first.participation, found.first.category, found.second.category) == (row, "employment", "job_seeker")


def test_a_share_hides_its_small_cells_and_what_would_betray_them(stay):
    rows = group(stay, 20, returned=True)
    for row in rows[:8]:
        OpportunityProfileFactory(participant=row.participant)
    for row in rows[8:10]:
        OpportunityProfileFactory(participant=row.participant, declined=True)
    cells = opportunity_share([stay.carrier_id], 2026).cells
    assert cells[2] is None
    assert sum(cell is None for cell in cells) >= 2


def test_the_page_shows_the_year_to_its_own_structure(client, stay, adviser, clock):
    clock(datetime(2026, 9, 1, 9, tzinfo=UTC))
    group(stay, 3, returned=True)
    client.force_login(adviser)
    shown = client.get(reverse("participants:quality"), {"annee": "2026"}).content.decode()
    assert "Pas encore demandé" in shown
    assert "masqué" in shown
    assert client.get(reverse("participants:quality"), {"annee": "x"}).status_code == 200


def test_the_waiting_list_follows_primacy_without_saying_of_whom(client, accepted, adviser):
    first = ParticipationFactory(project=accepted, waiting=True)
    second = ParticipationFactory(project=accepted, waiting=True)
    OpportunityProfileFactory(participant=second.participant)
    assert next_in_line(accepted) == second
    client.force_login(adviser)
    address = reverse("participants:participation", args=[accepted.number, first.pk])
    shown = client.get(address).content.decode()
    assert "principe de primauté" in shown
    assert str(second.participant) not in shown


def test_the_order_is_left_with_a_reason_that_the_journal_keeps(accepted, adviser):
    first = ParticipationFactory(project=accepted, waiting=True)
    second = ParticipationFactory(project=accepted, waiting=True)
    OpportunityProfileFactory(participant=second.participant)
    say = {"by": adviser, "now": datetime(2026, 4, 20, 9, tzinfo=UTC)}
    with pytest.raises(OutOfOrder):
        admit_from_waiting_list(participation=first, **say)
    with pytest.raises(OutOfOrder):
        admit_from_waiting_list(participation=first, order_reason="x", **say)
    admit_from_waiting_list(participation=first, order_reason="availability", **say)
    third = ParticipationFactory(project=accepted, waiting=True)
    with pytest.raises(OutOfOrder):
        withdraw_participation(participation=first, reason="personal", replacement=third, **say)
    withdraw_participation(participation=first, reason="personal", replacement=second, **say)
