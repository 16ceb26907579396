from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from ofqj_portal.core import calendar
from ofqj_portal.core.calendar import MONTREAL, PARIS, age_on, end_of_day


@pytest.fixture(autouse=True)
def clock(settings, tmp_path):
    settings.CLOCK_FILE = tmp_path / "clock"


@pytest.mark.parametrize(
    ("day", "zone", "instant"),
    [
        (date(2027, 3, 28), PARIS, datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC)),  # clocks go forward in Paris
        (date(2027, 3, 14), MONTREAL, datetime(2027, 3, 15, 3, 59, 59, tzinfo=UTC)),  # and in Montréal
        (date(2026, 10, 25), PARIS, datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)),  # back in Paris
        (date(2026, 11, 1), MONTREAL, datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC)),  # and in Montréal
    ],
)
def test_a_day_ends_at_its_zone_s_midnight_even_when_the_clocks_change(day, zone, instant):
    assert end_of_day(day, zone) == instant


def test_an_instant_is_read_on_both_shores():
    summer_gap = datetime(2027, 3, 20, 12, tzinfo=UTC)  # five hours apart, for two weeks
    read = calendar.in_both_shores(summer_gap)
    assert [(label, local.hour) for label, local in read] == [("Paris", 13), ("Montréal", 8)]


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 10, 1), 60, date(2029, 10, 1)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, count, result):
    assert calendar.add_months(day, count) == result


@pytest.mark.parametrize(
    ("born_on", "day", "age"),
    [
        (date(2008, 7, 2), date(2026, 7, 1), 17),
        (date(2008, 7, 2), date(2026, 7, 2), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
    ],
)
def test_a_birthday_on_29_february_is_kept_on_1_march(born_on, day, age):
    assert age_on(born_on, day) == age


@given(st.dates(date(1950, 1, 1), date(2010, 12, 31)), st.integers(0, 36000))
def test_age_never_goes_down(born_on, days):
    day = born_on + timedelta(days=days)
    assert age_on(born_on, day) <= age_on(born_on, day + timedelta(days=1)) <= age_on(born_on, day) + 1


@time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), tick=False)
def test_today_depends_on_the_zone():
    assert calendar.today() == date(2027, 1, 1)
    assert calendar.today(MONTREAL) == date(2026, 12, 31)


@time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False)
def test_the_demo_clock_moves_business_but_not_the_real_time():
    calendar.set_clock_offset(timedelta(days=60, hours=1))

    assert calendar.now() == datetime(2026, 4, 30, 13, tzinfo=UTC)
    assert calendar.today() == date(2026, 4, 30)
    assert calendar.real_now() == datetime(2026, 3, 1, 12, tzinfo=UTC)

    calendar.set_clock_offset(timedelta(days=1))
    assert calendar.today() == date(2026, 3, 2)


def test_a_clock_file_that_makes_no_sense_is_passed_over(settings):
    settings.CLOCK_FILE.write_text("demain")
    assert calendar.clock_offset() == timedelta(0)


def test_the_clock_cannot_move_in_production(settings):
    calendar.set_clock_offset(timedelta(days=60))
    settings.DEMO = settings.TESTING = False

    assert calendar.clock_offset() == timedelta(0)
    with pytest.raises(RuntimeError):
        calendar.set_clock_offset(timedelta(days=1))


@time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False)
def test_a_past_is_told_as_if_then_whatever_the_demo_clock_says():
    calendar.set_clock_offset(timedelta(days=60))
    then = datetime(2024, 5, 6, 10, 15, tzinfo=PARIS)

    with calendar.reading_at(then) as now:
        assert now == calendar.now() == calendar.moved_now() == calendar.told_instant() == then
        assert calendar.today() == date(2024, 5, 6)
        assert calendar.real_now() == datetime(2026, 3, 1, 12, tzinfo=UTC)

    assert calendar.told_instant() is None
    assert calendar.now() == calendar.moved_now() == datetime(2026, 4, 30, 12, tzinfo=UTC)


def test_the_instant_of_business_is_the_real_one_unless_the_clock_moved():
    assert calendar.moved_now() is None


def test_no_past_is_told_in_production(settings):
    settings.DEMO = settings.TESTING = False
    with pytest.raises(RuntimeError), calendar.reading_at(datetime(2024, 5, 6, tzinfo=UTC)):
        pass


def test_a_day_is_the_one_of_its_shore_around_midnight():
    past_midnight_in_paris = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    assert calendar.day_of(past_midnight_in_paris) == date(2026, 11, 28)
    assert calendar.day_of(past_midnight_in_paris, calendar.MONTREAL) == date(2026, 11, 27)
