"""Many rows in one statement: the same rows as one by one, under the same truths."""

from datetime import UTC, date, datetime

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from ofqj_portal.core.bulk import insert_rows
from ofqj_portal.core.journal import Act, record_many
from ofqj_portal.core.journal_check import verify
from ofqj_portal.core.models import JournalEntry, JournalPersonal
from participants.models import Participant
from partners.models import Structure
from partners.tests.factories import StructureFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 9, 30, 0, 123, tzinfo=UTC)


def person(n, **also):
    return {"first_name": f'Zoé \\ "{n}"\t;', "last_name": "L’Ét\n", "born_on": date(2001, 2, n), **also}


def test_rows_written_together_are_what_they_would_be_one_by_one(django_assert_num_queries):
    house = StructureFactory(ml=True)
    rows = [person(n, identity_hash=str(n), email="" if n == 2 else "zoe@exemple.test") for n in (1, 2, 3)]
    with django_assert_num_queries(1):
        keys = insert_rows(Participant, rows, structure_id=house.pk, created_at=NOW)
    for key, row in zip(keys, rows, strict=True):
        alone = Participant(structure=house, created_at=NOW, **row)
        written = Participant.objects.get(pk=key)
        names = [field.attname for field in Participant._meta.concrete_fields if not field.primary_key]
        assert [getattr(written, name) for name in names] == [getattr(alone, name) for name in names]
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM participants_participant WHERE id = ANY(%s) ORDER BY id", [keys])
        assert ["zoe" in stored for (stored,) in cursor.fetchall()] == [False] * 3
    assert insert_rows(Participant, []) == []


def test_words_in_documents_and_rows_alike_are_kept_and_a_text_too_long_is_not_cut():
    told = {"entry_id": None, "salt": "", "data": None}
    entries = insert_rows(JournalEntry, [{}] * 3, at=NOW, verb="v", object_type="t", object_id="1", digest="d")
    insert_rows(
        JournalPersonal,
        [told | {"entry_id": key, "data": data} for key, data in zip(entries, ('é"', [1], None), strict=True)],
    )
    assert [one.data for one in JournalPersonal.objects.order_by("entry")] == ['é"', [1], None]
    with pytest.raises(DataError), transaction.atomic():
        insert_rows(JournalPersonal, [told | {"entry_id": entries[0], "salt": "s" * 65}])


def test_texts_are_found_among_any_others():
    names = ['A "B" \\ {C}, d\té', "NULL", "l’une"]
    houses = [StructureFactory(ml=True, name=name) for name in (*names, "l’autre")]
    assert set(Structure.objects.filter(name__among=[*names, ""])) == set(houses[:3])
    assert not Structure.objects.filter(name__among=[]).exists()


def test_the_database_refuses_one_row_and_all_of_them_with_it():
    house = StructureFactory(ml=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Participant, [person(1), person(2)], structure_id=house.pk, created_at=NOW, identity_hash="same")
    assert not Participant.objects.exists()


def test_many_acts_are_chained_in_their_order_with_their_personal_values(django_user_model):
    house = StructureFactory(ml=True)
    acts = [Act(("partners.structure", str(house.pk)), "participant.edited", {"n": n}, {"é": [n]}) for n in range(3)]
    assert record_many(acts, by=None) == 3
    found = JournalEntry.objects.filter(object_id=str(house.pk)).order_by("id")
    assert [(entry.facts, entry.personal.data) for entry in found] == [({"n": n}, {"é": [n]}) for n in range(3)]
    assert verify() == []
