"""Plans that a connection keeps: each reader's own rows, no more plans than said, none where none can be kept."""

from datetime import date

import pytest
from django.db import connection

from ofqj_portal.core import kept_plans
from ofqj_portal.core.prepared_rows import PreparedRows
from partners.models import Structure
from partners.tests.factories import StructureFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)


def named(user, key, *, pk, word, on, other_word=""):
    return Structure.objects.filter(name__contains="100 %", pk=pk, checked_on__lte=on).exclude(
        name__in=[word, other_word]
    )


def plans() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pg_prepared_statements WHERE name LIKE 'kept%%'")
        return cursor.fetchone()[0]


def test_one_plan_serves_every_key_and_the_signs_of_the_query_stay(django_assert_num_queries):
    rows = PreparedRows(named, pk=int, word=str, on=date, other_word=str)
    one, other, third = (StructureFactory(name=f"{place} à 100 % d’ici", checked_on=TODAY) for place in range(3))
    before = plans()

    def found(structure: Structure, on: date = TODAY, **words: str) -> list[str]:
        words = {"word": "%s", "other_word": "%d"} | words
        return [row.name for row in rows.of(None, pk=structure.pk, on=on, **words).all()]

    with django_assert_num_queries(5):
        assert found(one) == [one.name]
        assert found(other) == [other.name]
        assert found(third, word=third.name) == []
        assert found(third, other_word=third.name) == []
        assert found(third, on=date(2025, 12, 31)) == []
    assert plans() == before + 1


def test_a_connection_keeps_the_plans_that_served_last(monkeypatch):
    monkeypatch.setattr(kept_plans, "PLANS_KEPT", 2)
    structure = StructureFactory(name="100 %", checked_on=TODAY)
    monkeypatch.setattr(connection, "kept_plans", kept_plans._Plans(), raising=False)
    connection.kept_plans.raw, before = connection.connection, plans()
    for rows in [PreparedRows(named, pk=int, word=str, on=date) for _each in range(4)] * 2:
        assert rows.of(None, pk=structure.pk, word="", on=TODAY).all() == [structure]
    assert plans() == before + 2


def test_a_connection_that_ends_with_the_request_keeps_none(settings):
    settings.KEEPS_PLANS = False
    structure, before = StructureFactory(name="100 %", checked_on=TODAY), plans()
    rows = PreparedRows(named, pk=int, word=str, on=date).of(None, pk=structure.pk, word="", on=TODAY)
    assert (rows.all(), plans()) == ([structure], before)
