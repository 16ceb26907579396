"""Notices: whose clock runs from when, what an end does, and that nobody confirms what she has not read (R23, R24)."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from conventions.enums import NoticeState
from conventions.models import Convention, Dispute, FormalNotice
from conventions.queries.notices import clock_of, effects_of_ending
from conventions.services.disputes import open_dispute, write_entry
from conventions.services.notices import (
    EffectsChanged,
    NoticeRefused,
    draft_notice,
    end_convention,
    note_delivery,
    withdraw_notice,
)
from conventions.tests.factories import committee, convention
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import JournalEntry, OutboxMail
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)


@pytest.fixture
def by():
    return committee().unml.user


def drafted(by, kind="denunciation", **more) -> FormalNotice:
    said = {"convention": convention(), "party": "unml", "grounds": "Nos moyens ont changé."}
    return draft_notice(kind=kind, by=by, now=NOW, **said, **more)


def sent(by, kind="denunciation", received=True, **more) -> FormalNotice:
    notice = drafted(by, kind, **more)
    for place, row in enumerate(notice.deliveries.order_by("party")):
        note_delivery(
            delivery=row, registered_number=f"1A {place}", sent_on=date(2026, 5, 4 + place), by=by, now=NOW,
            received_on=date(2026, 5, 7 + place) if received else None,
        )  # fmt: skip
    notice.refresh_from_db()
    return notice


def end(notice, day, by, seen=None):
    seen = seen or effects_of_ending(day).fingerprint
    return end_convention(notice=notice, ends_on=day, seen_effects=seen, by=by, now=NOW)


def test_a_denunciation_goes_to_each_other_party_and_counts_a_month_from_the_last_reception(by):
    notice = sent(by)
    assert list(notice.deliveries.values_list("party", flat=True).order_by("party")) == ["ofqj", "rcjeq"]
    assert (notice.state, clock_of(notice).earliest_on) == (NoticeState.SENT, date(2026, 6, 8))
    assert OutboxMail.objects.filter(kind="conventions.notice_moved").count() == 4
    with pytest.raises(NoticeRefused):
        end(notice, date(2026, 6, 7), by)
    end(notice, date(2026, 6, 8), by)
    found = Convention.objects.get()
    assert (found.ends_on, found.is_in_force(date(2026, 6, 9))) == (date(2026, 6, 8), False)


def test_the_month_does_not_run_while_one_party_has_not_been_told(by):
    assert clock_of(sent(by, received=False)).earliest_on is None


def test_a_termination_waits_seven_days_after_the_letter_left_whatever_its_reception(by):
    notice = sent(by, "formal_notice", received=False, against="rcjeq")
    assert clock_of(notice).earliest_on == date(2026, 5, 11)
    with pytest.raises(NoticeRefused):
        end(notice, date(2026, 5, 10), by)
    assert end(notice, date(2026, 5, 11), by).effective_on == date(2026, 5, 11)


def test_a_day_off_on_either_shore_is_said_with_the_first_day_worked_on_both(by):
    notice = drafted(by, "formal_notice", against="ofqj")
    row = notice.deliveries.get()
    note_delivery(delivery=row, registered_number="1A", sent_on=date(2026, 5, 11), received_on=None, by=by, now=NOW)
    clock = clock_of(notice)  # 18 May 2026: journée des patriotes
    assert (clock.earliest_on, clock.working_day) == (date(2026, 5, 18), date(2026, 5, 19))
    assert "patriotes" in clock.sentence


def test_an_end_by_law_names_its_text(by):
    with pytest.raises(NoticeRefused):
        drafted(by, "by_law")
    notice = sent(by, "by_law", legal_text="Loi n° 1 de l’essai")
    assert end(notice, date(2026, 5, 20), by).state == NoticeState.EFFECTIVE


def test_an_end_is_confirmed_only_on_the_effects_that_were_read(by):
    notice, day = sent(by), date(2026, 6, 10)
    seen = effects_of_ending(day)
    project = ProjectFactory(accepted=True, departs_on=date(2026, 7, 1), returns_on=date(2026, 7, 12))
    with pytest.raises(EffectsChanged):
        end(notice, day, by, seen=seen.fingerprint)
    effects = effects_of_ending(day)
    assert (seen.leaving_after_count, effects.leaving_after_count) == (0, 1)
    assert project.number not in repr(effects)
    assert end(notice, day, by).state == NoticeState.EFFECTIVE


@pytest.mark.parametrize(
    "wrong",
    [{"registered_number": "", "sent_on": date(2026, 5, 4)}, {"sent_on": date(2026, 6, 4), "registered_number": "1"},
     {"sent_on": date(2026, 5, 4), "received_on": date(2026, 5, 3), "registered_number": "1"},
     {"received_on": date(2026, 5, 3), "registered_number": "1"}],
)  # fmt: skip
def test_a_letter_that_makes_no_sense_is_refused(by, wrong):
    row = drafted(by).deliveries.first()
    said = {"registered_number": "", "sent_on": None, "received_on": None} | wrong
    with pytest.raises(NoticeRefused), transaction.atomic():
        note_delivery(delivery=row, by=by, now=NOW, **said)


def test_a_notice_that_is_withdrawn_or_not_sent_ends_nothing(by):
    with pytest.raises(WrongState):
        end(drafted(by), date(2026, 8, 1), by)
    notice = sent(by)
    withdraw_notice(notice=notice, by=by, now=NOW)
    with pytest.raises(WrongState):
        end(notice, date(2026, 8, 1), by)
    with pytest.raises(NoticeRefused):
        drafted(by, "formal_notice", against="unml")
    with pytest.raises(DatabaseError), transaction.atomic():
        FormalNotice.objects.filter(pk=notice.pk).update(state="sent")
    assert Convention.objects.get().ended_on is None


def test_a_dispute_is_sealed_in_the_base_and_says_nothing_in_the_journal(by):
    dispute = open_dispute(
        convention=convention(), title="Partage des frais", text="Le RCJEQ conteste.", readers=[], by=by, now=NOW
    )
    write_entry(dispute=dispute, text="Médiation proposée.", by=by, now=NOW)
    assert [entry.text for entry in dispute.entries.all()] == ["Médiation proposée.", "Le RCJEQ conteste."]
    raw = Dispute.objects.extra(select={"raw": "title"}).values_list("raw", flat=True).get()
    assert "Partage" not in raw
    assert "Partage" not in repr(list(JournalEntry.objects.values_list("facts", flat=True)))
