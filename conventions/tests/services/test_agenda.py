"""The register of obligations: what is due, what is met, who is told and when, and the calendar that follows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from conventions.documents.agenda import agenda_ics
from conventions.enums import ContributionState, ObligationState
from conventions.models import AgendaFeed, Meeting
from conventions.queries.obligations import obligations_of
from conventions.services.agenda import feed_of, remind_of_obligations, renew_feed, send_week_ahead
from conventions.services.minutes import decide_action, finish_action
from conventions.tests.amendment_factories import agree, proposed, signers
from conventions.tests.factories import MeetingFactory, PlanFactory, ReportFactory, committee, convention, walk
from ofqj_portal.core.links import LinkRefused
from ofqj_portal.core.models import OutboxMail

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 20)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 7, tzinfo=UTC)


def due(on: date = ON, **only):
    rows = {row.code: row for row in obligations_of(convention(), on)}
    return {code: row for code, row in rows.items() if all(getattr(row, key) == value for key, value in only.items())}


def test_each_year_of_the_convention_owes_a_plan_a_meeting_and_a_report():
    codes = set(due())
    for year in range(2025, 2030):
        assert {f"plan-{year}", f"meeting-{year}", f"report-{year}"} <= codes
    assert due()["plan-2026"].due_on == date(2026, 1, 31)
    assert due()["report-2025"].due_on == date(2026, 6, 30)
    assert due()["renewal-2029"].due_on == date(2029, 9, 30)


def test_what_is_done_meets_what_is_due_and_a_planned_meeting_is_on_its_way():
    PlanFactory(year=2025, proposed=True, state="validated")
    plan = PlanFactory(year=2026, proposed=True)
    MeetingFactory(meets_at=datetime(2025, 11, 3, 15, tzinfo=UTC))
    MeetingFactory(meets_at=datetime(2026, 10, 3, 15, tzinfo=UTC))
    states = {code: row.state(ON) for code, row in due().items()}
    assert (states["plan-2025"], states["plan-2026"]) == (ObligationState.MET, ObligationState.LATE)
    assert (states["meeting-2025"], due()["meeting-2026"].due_on) == (ObligationState.MET, date(2026, 10, 3))
    assert due()["meeting-2026"].step_on(date(2026, 9, 30)) is None
    assert str(plan.year) in due()["plan-2026"].url


def test_a_contribution_and_an_accord_are_owed_by_their_own_seat():
    report = ReportFactory(contributions_due_on=date(2026, 3, 31))
    report.contributions.filter(body="unml").update(
        state=ContributionState.HANDED_IN, text="Voilà", handed_in_at=at(ON)
    )
    amendment, signer = proposed(), signers()
    agree(amendment, signer.rcjeq)
    rows = due()
    assert rows["contribution-2025-unml"].is_met
    assert rows["contribution-2025-ofqj_qc"].seat == ("ofqj", "qc")
    assert [code for code, row in rows.items() if row.kind == "accord" and not row.is_met] == [
        "accord-1-ofqjfr", "accord-1-ofqjqc", "accord-1-unml",
    ]  # fmt: skip
    walk(report, "contributions_in", "drafted")
    assert "contribution-2025-ofqj_qc" not in due()


def test_an_action_of_the_committee_is_owed_by_its_body_until_it_is_done():
    seats, meeting = committee(), MeetingFactory()
    said = {"meeting": meeting, "by": seats.unml.user, "now": at(ON)}
    action = decide_action(title="Rédiger la lettre", owner="ofqj_qc", due_on=date(2026, 6, 10), **said)
    row = due()[f"action-{action.pk}"]
    assert (row.seat, row.state(ON), row.step_on(ON)) == (("ofqj", "qc"), ObligationState.SOON, None)
    remind_of_obligations(convention=convention(), now=at(date(2026, 5, 27)))
    told = OutboxMail.objects.filter(kind="conventions.obligation_due", subject__contains="Rédiger la lettre")
    assert [mail.to_user_id for mail in told] == [seats.ofqj_qc.user_id]
    finish_action(action=action, note="", by=seats.ofqj_qc.user, now=at(ON))
    assert f"action-{action.pk}" not in due()


def test_the_term_is_recalled_nine_six_and_three_months_before():
    row = due()["renewal-2029"]
    assert [day for _name, day in row.steps] == [date(2028, 12, 30), date(2029, 3, 30), date(2029, 6, 30)]
    assert (row.step_on(date(2028, 12, 29)), row.step_on(date(2029, 4, 1))) == (None, "6m")


def test_each_step_is_told_once_to_the_members_it_concerns():
    seats = committee()
    ReportFactory(contributions_due_on=date(2026, 5, 22))
    now = at(ON)
    remind_of_obligations(convention=convention(), now=now)
    sent = OutboxMail.objects.filter(kind="conventions.obligation_due")
    mine = [mail.subject for mail in sent if mail.to_user_id == seats.unml.user_id]
    assert [subject for subject in mine if "Contribution" in subject] == [
        "À faire\u00a0: Contribution au bilan 2025\u00a0: UNML"
    ]
    assert any("Plan d’action validé pour 2026" in subject for subject in mine)
    count = sent.count()
    assert remind_of_obligations(convention=convention(), now=now + timedelta(hours=3)) == 0
    assert sent.count() == count
    assert "Si rien n’est fait" in sent.first().text


def test_the_week_ahead_leaves_once_to_whoever_owes_something():
    committee()
    assert send_week_ahead(convention=convention(), now=at(ON)) == 4
    assert send_week_ahead(convention=convention(), now=at(ON)) == 0
    assert "en retard" in OutboxMail.objects.filter(kind="conventions.week_ahead").first().text


def test_a_renewed_address_ends_the_former_and_only_its_hash_is_kept():
    user = committee().unml.user
    first, second = renew_feed(user=user), renew_feed(user=user)
    assert feed_of(second).user == user
    with pytest.raises(LinkRefused):
        feed_of(first)
    assert second not in repr(AgendaFeed.objects.values_list().get())
    user.is_active = False
    user.save()
    with pytest.raises(LinkRefused):
        feed_of(second)


def test_the_calendar_reads_back_with_stable_identifiers_and_both_hours():
    meeting = MeetingFactory(meets_at=datetime(2026, 10, 3, 13, tzinfo=UTC))
    rows = [row for row in obligations_of(convention(), ON) if not row.is_met]
    made = agenda_ics(convention(), rows, Meeting.objects.all(), now=at(ON))
    events = {str(event["uid"]): event for event in Calendar.from_ical(made).walk("VEVENT")}
    plan = next(event for uid, event in events.items() if uid.startswith("plan-2026."))
    assert plan.decoded("dtstart") == date(2026, 1, 31)
    described = str(
        next(event for uid, event in events.items() if uid.startswith(f"reunion-{meeting.pk}"))["description"]
    )
    assert "15\u00a0h\u00a000 (Paris)" in described
    assert "9\u00a0h\u00a000 (Montréal)" in described
