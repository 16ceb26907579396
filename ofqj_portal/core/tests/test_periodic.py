from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from ofqj_portal.core import calendar, demo_clock, jobs, jobs_in_place, periodic, tasks
from ofqj_portal.core.models import Job, JobState, PeriodicRun

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 27, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(settings, tmp_path, monkeypatch):
    """A clock of one's own, and no entry but the test's."""
    settings.CLOCK_FILE = tmp_path / "clock"
    monkeypatch.setattr(periodic, "_entries", {})


@pytest.fixture
def lived():
    """What the entries of the test saw: (name, now given, business time)."""
    seen = []

    def entry(step, name, **options):
        @periodic.every(step, name, **options)
        def run(now):
            seen.append((name, now, calendar.now()))

        return periodic.entries()

    seen_by = entry
    seen_by.seen = seen
    return seen_by


def names(lived):
    return [name for name, _now, _clock in lived.seen]


def test_a_daily_entry_keeps_its_hour_in_paris_across_the_change_of_clocks(lived):
    (entry,) = lived("day", "test.morning", at_hour=6)

    assert list(periodic.slots(entry, NOON, NOON + timedelta(days=3))) == [
        datetime(2026, 3, 28, 5, tzinfo=UTC),
        datetime(2026, 3, 29, 4, tzinfo=UTC),  # summer time since 3 a.m.
        datetime(2026, 3, 30, 4, tzinfo=UTC),
    ]


def test_a_slot_is_taken_once_whoever_ticks(lived):
    lived("day", "test.morning")

    assert [len(periodic.take_due_slots(NOON)) for _tick in range(3)] == [1, 0, 0]
    jobs_in_place.run_due()
    assert [(name, now) for name, now, _clock in lived.seen] == [("test.morning", datetime(2026, 3, 27, 5, tzinfo=UTC))]


def test_days_missed_are_caught_up_in_order_but_hours_and_minutes_are_not(lived):
    for step in periodic.STEPS:
        lived(step, f"test.{step}")
    periodic.take_due_slots(NOON)
    jobs_in_place.run_due()
    lived.seen.clear()

    periodic.take_due_slots(NOON + timedelta(days=3))
    jobs_in_place.run_due()

    assert names(lived) == ["test.day"] * 3 + ["test.hour", "test.minute"]
    days = [now for name, now, _clock in lived.seen if name == "test.day"]
    assert days == sorted(days)


def test_a_clock_that_went_back_runs_nothing_twice(lived):
    lived("hour", "test.hour")
    periodic.take_due_slots(NOON)

    assert periodic.take_due_slots(NOON - timedelta(hours=5)) == []


def test_an_entry_that_fails_is_tried_again(lived, monkeypatch):
    @periodic.every("day", "test.broken")
    def broken(now):
        raise ValueError

    (job,) = periodic.take_due_slots(NOON)
    jobs_in_place.run_due()

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)


def test_hours_follow_each_other_and_an_entry_that_is_gone_is_passed_over(lived):
    (entry,) = lived("hour", "test.hour")

    half_past = NOON + timedelta(minutes=30)
    assert list(periodic.slots(entry, half_past, half_past + timedelta(hours=2))) == [
        NOON + timedelta(hours=1),
        NOON + timedelta(hours=2),
    ]
    periodic.run_slot("test.gone", NOON)
    assert lived.seen == []


def test_an_unknown_step_is_refused():
    with pytest.raises(ValueError, match="fortnight"):
        periodic.every("fortnight", "test.rare")


def test_slots_long_taken_are_forgotten_but_the_last_of_each_entry(lived):
    for name, days in (("test.often", 40), ("test.often", 35), ("test.often", 1), ("test.rare", 90), ("test.rare", 60)):
        PeriodicRun.objects.create(name=name, slot=NOON - timedelta(days=days), taken_at=NOON)

    assert periodic.forget_old_slots(NOON) == 3
    assert sorted(PeriodicRun.objects.values_list("name", "slot")) == [
        ("test.often", NOON - timedelta(days=1)),
        ("test.rare", NOON - timedelta(days=60)),
    ]


def test_the_tick_takes_the_slots_and_wakes_what_waits(lived, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr("ofqj_portal.core.broker.wake", lambda job_id, queue: told.append(job_id) or True)
    lived("minute", "test.minute")

    with django_capture_on_commit_callbacks(execute=True):
        tasks.tick()

    assert told == [Job.objects.get().pk]
    Job.objects.update(woken_at=None)  # as where nobody heard
    tasks.tick()
    assert told == [Job.objects.get().pk] * 2
    tasks.run_job(str(told[0]))
    assert names(lived) == ["test.minute"]


class TestDemoClock:
    def test_lives_through_the_days_in_order_and_stands_at_the_new_date(self, lived):
        lived("day", "test.evening", at_hour=18)
        lived("day", "test.morning", at_hour=6)
        with time_machine.travel(NOON, tick=False):
            demo_clock.advance(timedelta(days=2))
            assert calendar.now() == NOON + timedelta(days=2)

        assert names(lived) == ["test.evening", "test.morning", "test.evening", "test.morning"]
        assert all(now == clock for _name, now, clock in lived.seen)

    def test_waits_for_the_jobs_that_the_days_called_for(self, lived):
        done = []

        @jobs.handles("test.called")
        def called(job, progress):
            done.append(calendar.today())

        @periodic.every("day", "test.caller")
        def caller(now):
            jobs.enqueue("test.called")

        with time_machine.travel(NOON, tick=False):
            demo_clock.advance(timedelta(days=3))

        assert [day.day for day in done] == [28, 29, 30]
        assert Job.objects.live().count() == 0

    def test_runs_hours_and_minutes_once_a_day(self, lived):
        lived("hour", "test.hour")
        lived("minute", "test.minute")
        with time_machine.travel(NOON, tick=False):
            demo_clock.advance(timedelta(days=60))

        assert (names(lived).count("test.hour"), names(lived).count("test.minute")) == (60, 60)
        assert lived.seen[-1][1] == NOON + timedelta(days=60)

    def test_adds_up_and_is_reset(self, lived):
        lived("day", "test.morning")
        with time_machine.travel(NOON, tick=False):
            demo_clock.advance(timedelta(days=1))
            demo_clock.advance(timedelta(hours=3))
            assert calendar.clock_offset() == timedelta(days=1, hours=3)
            demo_clock.reset()
            assert calendar.now() == NOON
            assert PeriodicRun.objects.filter(slot__gt=NOON).count() == 0
            lived.seen.clear()
            demo_clock.advance(timedelta(days=1))
        assert names(lived) == ["test.morning"]

    def test_does_not_run_again_what_a_worker_took(self, lived):
        (entry,) = lived("day", "test.morning")
        with time_machine.travel(NOON, tick=False):
            periodic.take(entry, datetime(2026, 3, 28, 5, tzinfo=UTC))
            demo_clock.advance(timedelta(days=1))

        assert names(lived) == ["test.morning"]

    @pytest.mark.django_db(transaction=True)
    def test_keeps_the_tick_away_while_it_moves(self, lived):
        import threading

        taken = []

        @periodic.every("day", "test.morning")
        def morning(now):
            def tick():
                taken.append(periodic.take_due_slots(NOON + timedelta(days=30)))
                connection.close()

            thread = threading.Thread(target=tick)
            thread.start()
            thread.join()

        with time_machine.travel(NOON, tick=False):
            demo_clock.advance(timedelta(days=1))

        assert taken == [[]]
        assert len(periodic.take_due_slots(NOON + timedelta(days=30))) == 29

    @pytest.mark.parametrize(
        ("text", "step"),
        [("+60d", timedelta(days=60)), ("+3h", timedelta(hours=3)), ("30m", timedelta(minutes=30))],
    )
    def test_reads_a_step(self, text, step):
        assert demo_clock.parse_step(text) == step

    @pytest.mark.parametrize("text", ["", "60", "-60d", "+0d", "+1y", "+99999d", "+1 d", "+１d", "demain"])
    def test_refuses_what_is_no_step(self, text):
        with pytest.raises(ValueError, match="reset"):
            demo_clock.parse_step(text)

    def test_command_says_what_day_it_is(self, lived, capsys):
        with time_machine.travel(NOON, tick=False):
            call_command("demo_clock", "+60d")
            assert "26\u00a0mai 2026" in capsys.readouterr().out
            call_command("demo_clock", "reset")
            assert "27\u00a0mars 2026" in capsys.readouterr().out
            with pytest.raises(CommandError):
                call_command("demo_clock", "demain")

    def test_command_is_refused_in_production(self, lived, settings):
        settings.DEMO = settings.TESTING = False
        for step in ("+1d", "reset"):
            with pytest.raises(CommandError):
                call_command("demo_clock", step)
