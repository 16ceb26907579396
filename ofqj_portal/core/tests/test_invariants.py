import pytest
from django.core.management import call_command

from ofqj_portal.core import calendar, db_roles, invariants, journal, numbers
from ofqj_portal.core.models import Job, JobState, JournalLink, NumberSequence

pytestmark = pytest.mark.django_db
journal.register_verbs({"test.opened": "Ouverture"})


def broken():
    return [label for label, holds, _count in invariants.check() if not holds]


def test_every_truth_holds_for_a_base_that_lived_a_little(transactional_db):
    thing = NumberSequence.objects.create(name="chose", last_value=1)
    journal.record(thing, "test.opened", by=None)
    numbers.next_number("chose")

    assert broken() == []
    assert len(invariants.check()) >= 10


def test_a_truth_that_does_not_hold_is_told_with_how_many_rows_break_it(capsys):
    now = calendar.real_now()
    Job.objects.create(kind="test", queue="default", state=JobState.RUNNING, run_after=now, created_at=now)

    assert broken() == ["Un travail en cours est tenu par quelqu’un."]
    with pytest.raises(SystemExit) as end:
        call_command("check_invariants")
    assert end.value.code == 1
    assert "KO  Un travail en cours est tenu par quelqu’un. (1 en défaut)" in capsys.readouterr().out


def test_the_command_says_a_line_a_truth(capsys):
    call_command("check_invariants")

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(invariants.check())
    assert all(line.startswith("ok  ") for line in lines)


def test_the_journal_s_command_says_a_line_a_truth_and_its_head(transactional_db, capsys):
    thing = NumberSequence.objects.create(name="chose", last_value=1)
    entry = journal.record(thing, "test.opened", by=None)
    call_command("verify_journal")
    link = JournalLink.objects.get()
    assert capsys.readouterr().out.splitlines()[-1] == f"Tête {link.pk}:{link.hash}"
    call_command("verify_journal", head=f"{link.pk}:{link.hash}")

    with db_roles.as_owner(), db_roles.connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_journalentry")
    with pytest.raises(SystemExit) as end:
        call_command("verify_journal")
    assert end.value.code == 1
    out = capsys.readouterr().out
    assert "KO  Aucune ligne n’a été supprimée." in out
    assert f"Maillon 1 : sa ligne {entry.pk} a été supprimée." in out


def test_the_journal_s_command_knows_an_empty_journal(capsys):
    call_command("verify_journal")
    assert capsys.readouterr().out.splitlines()[-1] == "Le journal est vide."
