"""Public holidays of both shores."""

from datetime import date

import pytest

from ofqj_portal.core.holidays import holiday_on, is_working_day, next_working_day


@pytest.mark.parametrize(
    ("day", "shore", "name"),
    [
        (date(2026, 7, 14), "fr", "Fête nationale"),
        (date(2026, 6, 24), "qc", "Fête nationale du Québec"),
        (date(2026, 6, 24), "fr", ""),
        (date(2026, 7, 14), "qc", ""),
        (date(2027, 5, 24), "qc", "Journée nationale des patriotes"),
    ],
)
def test_each_shore_has_its_own_days(day, shore, name):
    assert holiday_on(day, shore) == name


def test_a_day_is_worked_when_both_shores_work():
    assert not is_working_day(date(2026, 6, 24))
    assert is_working_day(date(2026, 6, 24), "fr")
    assert not is_working_day(date(2026, 6, 27), "fr")  # a Saturday


def test_the_next_working_day_steps_over_holidays_of_both_shores_and_weekends():
    assert next_working_day(date(2026, 4, 3)) == date(2026, 4, 7)  # Good Friday there, Easter Monday here
    assert next_working_day(date(2026, 4, 8)) == date(2026, 4, 8)
