"""A new draft made from a past project: its words come along, people, aid and rates do not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ofqj_portal.core.models import JournalEntry
from partners.tests.factories import StructureFactory, member
from projects.enums import PhaseKind
from projects.models import Project
from projects.queries.partners import partner_suggestions
from projects.services.copying import NothingToCopy, shift_of, start_from
from projects.services.drafting import CallClosed
from projects.tests.factories import CallFactory, PhaseFactory, ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def past():
    return ProjectFactory(report_due=True, both_sections=True, title="Le bois")


def begin(past, **given):
    carrier = given.pop("carrier", past.carrier)
    given = {"call": CallFactory(opens_at=NOW, closes_at=NOW + timedelta(days=60)), "title": "Le bois, suite"} | given
    return start_from(model=past, carrier=carrier, by=member(carrier), now=NOW, **given)


def test_the_words_come_along_and_the_days_move_by_whole_years_on_the_same_weekday(past):
    PhaseFactory(project=past, kind=PhaseKind.PREPARATION)

    draft = Project.objects.get(pk=begin(past).pk)

    assert (draft.title, draft.aims, draft.places, draft.lodging) == ("Le bois, suite", past.aims, 8, past.lodging)
    assert (draft.departs_on, draft.days) == (date(2027, 5, 3), past.days)
    assert draft.departs_on.weekday() == past.departs_on.weekday()
    phase, before = draft.phases.get(), past.phases.get()
    assert phase.starts_on - before.starts_on == draft.departs_on - past.departs_on
    assert (draft.state, draft.submitted_at, draft.rules, draft.version) == ("draft", None, None, 1)


def test_the_budget_comes_along_to_be_asked_again_and_the_aid_does_not(past):
    draft = begin(past)

    assert [(line.side, line.amount, line.secured) for line in draft.budget_lines.order_by("side")] == [
        (line.side, line.amount, False) for line in past.budget_lines.order_by("side")
    ]
    assert draft.aid_requests.count() == 0


def test_partners_are_proposed_and_not_invited(past):
    draft = begin(past)

    assert [row.structure for row in draft.structures.all()] == [past.carrier]
    assert partner_suggestions(draft, []) == [past.structures.get(side="host").structure]


def test_the_history_says_where_it_comes_from(past):
    draft = begin(past)

    line = JournalEntry.objects.filter(object_id=str(draft.pk)).order_by("-pk").first()
    assert (line.verb, line.facts) == ("project.started_from", {"model": past.number})


def test_in_the_other_direction_the_way_and_the_money_stay_behind(past):
    call = CallFactory(direction="to_france", opens_at=NOW, closes_at=NOW + timedelta(days=60))

    draft = begin(past, call=call)

    assert (draft.lodging, draft.travel, draft.destination_city, draft.aims) == ("", "", "", past.aims)


@pytest.mark.parametrize("what", ["draft", "stranger"])
def test_only_a_project_the_structure_filed_is_a_model(past, what):
    model = ProjectFactory() if what == "draft" else past
    carrier = model.carrier if what == "draft" else StructureFactory(ml=True)

    with pytest.raises(NothingToCopy):
        begin(model, carrier=carrier)

    assert JournalEntry.objects.count() == 0


def test_a_closed_call_takes_no_copy(past):
    with pytest.raises(CallClosed):
        begin(past, call=CallFactory(opens_at=NOW - timedelta(days=9), closes_at=NOW - timedelta(days=1)))


def test_a_day_that_is_late_enough_does_not_move():
    assert shift_of(date(2027, 5, 4), after=date(2027, 5, 3)) == timedelta()
    assert shift_of(date(2027, 5, 4), after=date(2027, 5, 4)) == timedelta(weeks=52)
    assert shift_of(None, after=date(2027, 5, 4)) == timedelta()
