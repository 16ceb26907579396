"""What a dossier waits for, on the days around a departure and a return, and around the end of its call."""

from datetime import UTC, date, datetime

import pytest

from partners.tests.factories import StructureFactory, member
from projects.models import Project
from projects.queries import project_list_rows, rows_of
from projects.queries.next_step import next_step
from projects.tests.factories import CallFactory, ProjectFactory

pytestmark = pytest.mark.django_db
STAY = {"departs_on": date(2026, 5, 4), "returns_on": date(2026, 5, 15)}


def noon(day: int, month: int = 5) -> datetime:
    return datetime(2026, month, day, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "what", "late"),
    [
        (3, "Préparer le départ et inscrire le groupe", False),
        (4, "Noter qui est vraiment parti", False),
        (5, "Noter qui est vraiment parti", True),
    ],
)
def test_a_departure_is_prepared_then_noted_then_late(day, what, late):
    project = ProjectFactory(accepted=True, **STAY)
    step = next_step(project, member(project.carrier), now=noon(day))
    assert (step.what, step.late, step.mine) == (what, late, True)


@pytest.mark.parametrize(
    ("day", "what", "late", "mine"),
    [
        (10, "Le groupe est en séjour : son retour se note le jour venu", False, False),
        (15, "Le groupe est rentré : noter son retour", False, True),
        (16, "Le groupe est rentré : noter son retour", True, True),
    ],
)
def test_a_stay_asks_for_nothing_until_the_group_is_back(day, what, late, mine):
    project = ProjectFactory(ongoing=True, **STAY)
    step = next_step(project, member(project.carrier), now=noon(day))
    assert (step.what, step.late, step.mine) == (what, late, mine)


@pytest.mark.parametrize(("now", "asked"), [(noon(1, 2), True), (noon(1, 3), False)])
def test_an_invited_host_is_not_asked_about_a_draft_whose_call_is_closed(now, asked):
    call = CallFactory(closes_at=datetime(2026, 2, 15, 22, 59, tzinfo=UTC))
    host = StructureFactory(cje=True)
    project = ProjectFactory(call=call, host=host, invited_host=True)
    user = member(host)
    rows = rows_of(project_list_rows(user), user, now=now)
    assert [row.is_mine for row in rows] == [asked]
    assert next_step(Project.objects.get(pk=project.pk), user, now=now).mine is asked
