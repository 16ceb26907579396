"""Lists whose SQL is written once: everybody reads her own rows, and nothing that passes is kept."""

from datetime import datetime, timedelta

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ofqj_portal.core import calendar
from ofqj_portal.core.prepared_rows import PreparedRows
from partners.models import Structure
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.models import Project
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


def listed(user, key, *, now):
    rows = Project.objects.listed_to(user).filter(created_at__lte=now).select_related("carrier").order_by("pk")
    return rows.filter(state=key).only("title", "carrier__name") if key else rows.only("title", "carrier__name")


KEYED = PreparedRows(lambda user, key, *, pk: Structure.objects.filter(pk=pk), pk=int)
LISTED = PreparedRows(listed, now=datetime)


def test_two_readers_of_a_kind_share_the_query_and_never_their_rows():
    prepared = PreparedRows(listed, now=datetime)

    def titles_of(user, key=None, *, now: datetime) -> list[str]:
        return sorted(project.title for project in prepared.of(user, key, now=now))

    one, other = StructureFactory(ml=True), StructureFactory(cje=True)
    ProjectFactory(title="À l’une", carrier=one, host=False)
    ProjectFactory(title="À l’autre", carrier=other, host=False, currency="CAD")
    ProjectFactory(title="Déposé", submitted=True)
    advisers, now = (member(one), member(other)), calendar.real_now()
    officer = MembershipFactory(officer_fr=True).user

    assert [titles_of(user, now=now) for user in advisers] == [["À l’une"], ["À l’autre"]]
    assert titles_of(officer, now=now) == ["Déposé"]
    both = member(one)
    MembershipFactory(user=both, structure=other, role="adviser")
    assert titles_of(both, now=now) == ["À l’autre", "À l’une"]
    assert titles_of(advisers[0], now=now - timedelta(days=900)) == []
    assert titles_of(advisers[0], "closed", now=now) == []
    assert prepared._written.cache_info().currsize == 4  # two kinds of advisers, an officer, and one filter


def test_a_page_costs_one_query_for_its_rows_and_one_for_their_number():
    carrier = StructureFactory(ml=True, name="La Porteuse")
    for place in range(3):
        ProjectFactory(title=f"Dossier {place}", carrier=carrier)
    user = member(carrier)
    rows = LISTED.of(user, now=calendar.real_now())

    with CaptureQueriesContext(connection) as asked:
        page = Paginator(rows, 2).page(2)
        assert [(row.title, row.carrier.name) for row in page.object_list] == [("Dossier 2", "La Porteuse")]
        assert page.paginator.count == 3

    assert len(asked) == 2


def test_the_first_page_and_the_count_that_many_read_are_planned_once_and_change_with_their_reader(settings):
    settings.KEEPS_PLANS = True
    prepared, now = PreparedRows(listed, now=datetime), calendar.real_now()
    one, other = StructureFactory(ml=True), StructureFactory(ml=True)
    for carrier, titles in ((one, ("À l’une", "Aussi à l’une")), (other, ("À l’autre",))):
        for title in titles:
            ProjectFactory(title=title, carrier=carrier, host=False)
    readers = [member(one), member(other)] * 4
    rows = [prepared.of(user, now=now) for user in readers]

    with CaptureQueriesContext(connection) as asked:
        read = [
            ([row.title for row in each[0:2]], each.count_up_to(2), [row.title for row in each[1:2]]) for each in rows
        ]

    assert read == [(["À l’une", "Aussi à l’une"], 2, ["Aussi à l’une"]), (["À l’autre"], 1, [])] * 4
    kept = [
        [asked[place + part]["sql"].startswith(("PREPARE", "EXECUTE")) for part in range(3)]
        for place in range(0, 24, 3)
    ]
    assert kept == [[False] * 3] * 3 + [[True, True, False]] * 5


def test_a_query_that_would_keep_a_moment_or_asks_while_it_is_written_is_refused():
    user, now = member(StructureFactory(ml=True)), calendar.real_now()
    frozen = PreparedRows(
        lambda user, key, *, now: Project.objects.filter(created_at__lte=calendar.real_now()), now=datetime
    )
    computed = PreparedRows(lambda user, key, *, now: Project.objects.filter(departs_on__lte=now.date()), now=datetime)
    asking = PreparedRows(
        lambda user, key, *, now: Structure.objects.filter(pk__in=[*Structure.objects.all()]), now=datetime
    )

    for rows in (frozen, computed, asking):
        with pytest.raises(LookupError):
            list(rows.of(user, now=now))


@pytest.mark.parametrize("key", ["abc", None, "", 10**20])
def test_a_key_that_no_row_bears_finds_none(key, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert KEYED.of(None, pk=key).all() == []


def test_who_may_see_nothing_asks_nothing_of_the_database(django_assert_num_queries):
    nobody = PreparedRows(lambda user, key: Project.objects.none())
    user = member(StructureFactory(ml=True))
    rows = nobody.of(user)

    with django_assert_num_queries(0):
        assert (rows.count(), list(rows), rows[0:2]) == (0, [], [])
