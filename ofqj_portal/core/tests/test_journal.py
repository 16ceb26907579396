import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, db_roles
from ofqj_portal.core.journal import (
    Act,
    entry_digest,
    erase_personal,
    history_of,
    record,
    record_many,
    register_verbs,
)
from ofqj_portal.core.journal_check import send_heads, verify
from ofqj_portal.core.models import JournalEntry, JournalHead, JournalLink, JournalPersonal, NumberSequence

pytestmark = pytest.mark.django_db

register_verbs({"test.opened": "Ouverture", "test.closed": "Clôture"})


@pytest.fixture
def user():
    return User.objects.create_user("ada@exemple.test", first_name="Ada", last_name="Lovelace")


@pytest.fixture
def thing():
    return NumberSequence.objects.create(name="chose", last_value=1)


def seal():
    """Chain what this test recorded, as the end of its transaction would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def as_owner(statement, *values):
    """Change the database behind the portal's back."""
    with db_roles.as_owner(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_act_is_told_in_the_words_of_its_verb_with_its_author_and_facts(user, thing):
    record(thing, "test.opened", by=user, amount=Decimal("12.50"), on=date(2026, 3, 1), fields={"b", "a"})
    record(thing, "test.closed", by=None)

    lines = history_of(thing)

    assert [(line.label, line.by_label) for line in lines] == [("Clôture", "Le portail"), ("Ouverture", "Ada Lovelace")]
    record(thing, "test.closed", by=None, by_link=7)
    assert history_of(thing)[0].by_label == "Par un lien personnel"
    assert lines[1].facts == {"amount": "12.50", "on": "2026-03-01", "fields": ["a", "b"]}
    assert verify() == []


def test_the_history_of_an_object_holds_nothing_of_another(user, thing):
    other = NumberSequence.objects.create(name="autre", last_value=1)
    record(other, "test.opened", by=user)

    assert history_of(thing) == []
    assert len(history_of(thing, other)) == 1


def test_an_act_of_a_past_that_is_told_is_read_at_its_own_instant(user, thing):
    then = datetime(2024, 5, 6, 8, 15, tzinfo=UTC)
    record(thing, "test.opened", by=user)
    with calendar.reading_at(then):
        record(thing, "test.closed", by=user)
    told, plain = JournalEntry.objects.order_by("-id")

    assert [line.at for line in history_of(thing)] == [then, plain.at]  # in the order of the chain
    assert (plain.happened_at, told.happened_at) == (None, then)
    assert told.at >= plain.at
    assert verify() == []


def test_an_entry_that_only_knows_its_real_instant_keeps_its_digest():
    """Entries written before `happened_at` existed must still verify."""
    entry = JournalEntry(
        at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), verb="test.opened", object_type="a.b", object_id="1", facts={}
    )
    assert entry_digest(entry) == "b948ee72cd1710c2407a3d9edce9b641f95307decd00c45e5f6b863730d2b6fb"


def test_the_author_of_an_act_may_be_gone(user, thing):
    record(thing, "test.opened", by=user)
    User.objects.filter(pk=user.pk).delete()

    assert history_of(thing)[0].by_label == "Compte supprimé"
    assert verify() == []


def test_a_verb_nobody_registered_is_refused(thing):
    with pytest.raises(LookupError):
        record(thing, "test.unheard", by=None)
    assert JournalEntry.objects.count() == 0


def test_a_float_is_no_fact(thing):
    with pytest.raises(TypeError):
        record(thing, "test.opened", by=None, share=0.1)


def test_personal_values_stay_out_of_the_chain_and_erasure_empties_them(user, thing):
    entry = record(thing, "test.opened", by=user, personal={"first_name": {"before": "Zoé", "after": "Zoë"}})
    seal()
    assert "Zo" not in str(JournalEntry.objects.values().get())
    assert JournalPersonal.objects.get().data["first_name"]["before"] == "Zoé"

    assert erase_personal(thing, now=datetime(2026, 1, 1, tzinfo=UTC)) == 1

    personal = JournalPersonal.objects.get()
    assert (personal.data, personal.salt) == (None, "")
    assert JournalEntry.objects.get().personal_digest == entry.personal_digest != ""
    assert verify() == []


def test_personal_values_changed_by_hand_are_found(user, thing):
    record(thing, "test.opened", by=user, personal={"first_name": "Zoé"})
    seal()
    JournalPersonal.objects.update(data={"first_name": "Léa"})

    assert verify() == [f"Ligne {JournalEntry.objects.get().pk} : ses valeurs personnelles ont été changées."]


def test_the_application_can_neither_change_the_journal_nor_write_its_chain(user, thing):
    record(thing, "test.opened", by=user)
    seal()
    forbidden = [
        lambda: JournalEntry.objects.update(verb="test.closed"),
        lambda: JournalEntry.objects.all()._raw_delete("default"),
        lambda: JournalLink.objects.update(hash=""),
        lambda: JournalLink.objects.create(id=99, entry_id=99, at=datetime.now(UTC), previous_hash="", hash=""),
        lambda: JournalHead.objects.update(hash=""),
        lambda: JournalHead.objects.create(day=date(2020, 1, 1), last_link=1, hash=""),
    ]
    for act in forbidden:
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            act()
    assert verify() == []


def test_the_head_of_a_day_that_is_over_is_sent_once(user, thing):
    record(thing, "test.opened", by=user)
    seal()
    today = JournalHead.objects.get().day
    tomorrow = date.fromordinal(today.toordinal() + 1)

    assert send_heads(today) == []
    assert [head.day for head in send_heads(tomorrow)] == [today]
    assert send_heads(tomorrow) == []


def work_on_the_chain(thing, count):
    """Return how often one transaction of `count` acts more read the queue and wrote the head of the day."""
    statement = """
        SELECT coalesce(sum(seq_scan + idx_scan) FILTER (WHERE relname = 'core_journalqueue'), 0),
               coalesce(sum(n_tup_ins + n_tup_upd) FILTER (WHERE relname = 'core_journalhead'), 0)
          FROM pg_stat_xact_user_tables
    """
    found = []
    with connection.cursor() as cursor:
        for _moment in ("before", "after"):
            cursor.execute(statement)
            found.append(cursor.fetchone())
            if len(found) == 1:
                record_many([Act(thing, "test.opened", {"n": n}) for n in range(count)], by=None)
                cursor.execute("SET CONSTRAINTS journal_queue IMMEDIATE")  # queued first, as at the commit
                seal()
    return [int(after - before) for before, after in zip(*found, strict=True)]


def test_a_long_transaction_reads_the_queue_and_writes_the_head_no_oftener_than_a_short_one(thing):
    """Else the work grows with the square of the acts: an import of 10 000 people records as many."""
    short, long = work_on_the_chain(thing, 3), work_on_the_chain(thing, 300)

    assert long == short
    assert long[1] == 1
    assert list(JournalLink.objects.order_by("id").values_list("entry_id", flat=True)) == list(
        JournalEntry.objects.order_by("id").values_list("id", flat=True)
    )
    assert verify() == []


@pytest.fixture
def chain(transactional_db):
    """Five acts in a row, committed."""
    things = [NumberSequence.objects.create(name=f"chose {n}", last_value=n) for n in range(5)]
    return [record(thing, "test.opened", by=None, n=thing.last_value) for thing in things]


def test_a_chain_left_alone_is_whole(chain):
    assert verify() == []
    assert list(JournalLink.objects.order_by("id").values_list("id", flat=True)) == [1, 2, 3, 4, 5]


def test_a_row_changed_is_found(chain):
    as_owner("UPDATE core_journalentry SET facts = '{\"n\": 7}' WHERE id = %s", chain[2].pk)

    assert verify() == [f"Ligne {chain[2].pk} : son contenu a été changé."]


def test_an_instant_of_business_written_afterwards_is_found(chain):
    as_owner("UPDATE core_journalentry SET happened_at = '2024-05-06' WHERE id = %s", chain[2].pk)

    assert verify() == [f"Ligne {chain[2].pk} : son contenu a été changé."]


def test_a_row_changed_with_its_digest_is_found(chain):
    as_owner("UPDATE core_journalentry SET facts = '{}', digest = repeat('a', 64) WHERE id = %s", chain[2].pk)

    assert len(verify()) == 2


def test_a_row_deleted_is_found(chain):
    as_owner("DELETE FROM core_journalentry WHERE id = %s", chain[2].pk)

    assert verify() == [f"Maillon 3 : sa ligne {chain[2].pk} a été supprimée."]


def test_a_row_deleted_with_its_link_is_found(chain):
    as_owner("DELETE FROM core_journallink WHERE id = 3")
    as_owner("DELETE FROM core_journalentry WHERE id = %s", chain[2].pk)

    assert verify() == ["Maillon 4 : ce qui le précède a été supprimé."]


def test_a_row_inserted_is_found(chain):
    as_owner(
        "ALTER TABLE core_journalentry DISABLE TRIGGER journal_queue;"
        "INSERT INTO core_journalentry (at, verb, object_type, object_id, facts, personal_digest, digest)"
        " SELECT at, verb, object_type, object_id, facts, personal_digest, digest FROM core_journalentry LIMIT 1;"
        "ALTER TABLE core_journalentry ENABLE TRIGGER journal_queue"
    )

    assert verify() == [f"Ligne {chain[-1].pk + 1} : elle n’est pas dans la chaîne, elle a été ajoutée."]


def test_two_rows_that_changed_places_are_found(chain):
    as_owner("UPDATE core_journallink SET entry_id = -entry_id WHERE id IN (2, 3)")
    as_owner("UPDATE core_journallink SET entry_id = %s WHERE id = 2", chain[2].pk)
    as_owner("UPDATE core_journallink SET entry_id = %s WHERE id = 3", chain[1].pk)

    assert len(verify()) == 2


def test_two_links_that_changed_places_are_found(chain):
    as_owner("UPDATE core_journallink SET id = -id WHERE id IN (2, 3)")
    as_owner("UPDATE core_journallink SET id = 3 WHERE id = -2")
    as_owner("UPDATE core_journallink SET id = 2 WHERE id = -3")

    assert "Maillon 2 : il ne suit pas le précédent, l’ordre a été changé." in verify()


def test_a_tail_cut_off_is_found(chain):
    as_owner("DELETE FROM core_journallink WHERE id > 3")
    as_owner("DELETE FROM core_journalentry WHERE id > %s", chain[2].pk)

    day = JournalHead.objects.get().day
    assert verify() == [f"Tête du {day} : la chaîne ne passe plus par elle, sa fin a été coupée ou refaite."]


def test_a_chain_cut_and_whose_head_was_mended_is_found_by_a_head_known_elsewhere(chain):
    known = JournalLink.objects.get(id=5)
    as_owner("DELETE FROM core_journallink WHERE id > 3")
    as_owner("DELETE FROM core_journalentry WHERE id > %s", chain[2].pk)
    as_owner(
        "UPDATE core_journalhead SET last_link = 3, hash = (SELECT hash FROM core_journallink WHERE id = 3)",
    )

    assert verify() == []
    assert verify(f"5:{known.hash}") == [f"Tête connue 5:{known.hash} : la chaîne ne passe plus par elle."]
    assert len(verify("n’importe quoi")) == 1


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_line(thing):
    with pytest.raises(TypeError), transaction.atomic():
        record(record(thing, "test.opened", by=None), "test.opened", by=None, share=0.1)

    assert JournalEntry.objects.count() == JournalLink.objects.count() == 0
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_two_thousand_concurrent_acts_raise_no_false_alarm(thing):
    faults, found = [], []

    def act(worker):
        try:
            for n in range(250):
                with transaction.atomic():
                    record(thing, "test.opened", by=None, worker=worker, n=n)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        found += verify()
    for thread in threads:
        thread.join()

    assert (faults, found, verify()) == ([], [], [])
    assert JournalLink.objects.count() == 2000
    instants = list(JournalLink.objects.order_by("id").values_list("at", flat=True))
    assert instants == sorted(instants)


@pytest.mark.django_db(transaction=True)
def test_acts_that_record_before_their_last_lock_do_not_block_each_other(thing):
    """Two services record, then wait for a row the other holds by a foreign key or a lock: both must commit."""
    other = NumberSequence.objects.create(name="autre", last_value=1)
    barrier, faults = threading.Barrier(2, timeout=10), []

    def act(first, second):
        try:
            with transaction.atomic():
                record(first, "test.opened", by=None)
                barrier.wait()
                NumberSequence.objects.select_for_update().filter(name=second.name).update(last_value=2)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in ((thing, other), (other, thing))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(15)

    assert faults == []
    assert verify() == []
