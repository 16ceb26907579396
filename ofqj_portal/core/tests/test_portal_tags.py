"""How amounts, dates, shares and pages are written for each shore."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import Shore, reading_as

CLOSING = datetime(2027, 2, 15, 22, 59, tzinfo=UTC)


def written(source: str, shore: Shore = Shore.FRANCE, **context) -> str:
    with reading_as(shore):
        text = Template("{% load portal %}" + source).render(Context(context))
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize(
    ("shore", "dollars"), [(Shore.FRANCE, "12 400 $ CA"), (Shore.QUEBEC, "12 400 $")], ids=["france", "quebec"]
)
def test_a_dollar_is_named_canadian_only_where_it_is_foreign(shore, dollars):
    assert written("{{ amount|money }}", shore, amount=Money(Decimal(12400), "CAD")) == dollars


def test_what_is_absent_is_a_dash():
    source = "{{ none|money }} {{ none|number }} {{ none|civil_date }} {{ none|instant }} {% both_shores none %}"
    assert written(source, none=None) == "— — — — —"


def test_a_date_is_written_with_its_weekday_on_demand():
    day = date(2026, 12, 3)
    shown = written("{{ day|civil_date:'medium' }} / {{ day|civil_date }} / {{ day|civil_date:'full' }}", day=day)
    assert shown == "3 déc. 2026 / 3 décembre 2026 / jeudi 3 décembre 2026"


def test_a_deadline_is_read_on_both_clocks_and_its_day_is_said_once():
    shown = written("{% both_shores at %}", at=CLOSING)
    assert shown == "lundi 15 février 2027, 23 h 59 (Paris) · 17 h 59 (Montréal)"


def test_a_deadline_that_falls_on_two_days_says_both():
    shown = written("{% both_shores at %}", at=datetime(2027, 2, 15, 3, 30, tzinfo=UTC))
    assert shown == "lundi 15 février 2027, 4 h 30 (Paris) · dimanche 14 février 2027, 22 h 30 (Montréal)"


def test_a_share_never_stands_without_its_numbers():
    assert written("{% share 21 28 %}") == "75 % (21 sur 28)"
    assert written("{% share 1 3 'réponses' %}") == "33,3 % (1 sur 3 réponses)"


def test_a_share_of_nothing_is_no_percentage():
    assert written("{% share 0 0 %}") == "aucune réponse"


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 jeune"), (1, "1 jeune"), (2, "2 jeunes"), (1200, "1 200 jeunes"), (None, "0 jeune")]
)
def test_a_count_takes_the_french_plural(count, words):
    assert written("{{ count|plural:'jeune,jeunes' }}", count=count) == words


@pytest.mark.parametrize(
    ("current", "shown"),
    [(1, [1, 2, None, 9]), (4, [1, None, 3, 4, 5, None, 9]), (2, [1, 2, 3, None, 9]), (9, [1, None, 8, 9])],
)
def test_pages_are_shown_around_the_current_one(current, shown):
    from ofqj_portal.core.templatetags.portal import page_numbers

    assert page_numbers(Paginator(range(225), 25).page(current)) == shown


def test_the_parts_of_a_bar_never_overflow_it():
    from ofqj_portal.core.templatetags.portal import bar_segments

    parts = [{"kind": "pris", "pct": 80}, {"kind": "demande", "pct": Decimal("35.5")}, {"kind": "trop", "pct": -4}]
    drawn = [(one.kind, one.start, one.width) for one in bar_segments(parts)]
    assert drawn == [("pris", "0.00", "80.00"), ("demande", "80.00", "20.00"), ("trop", "100.00", "0.00")]


def test_a_state_is_a_class_and_a_word():
    assert written("{% state_badge 'late' 'Bilan en retard' %}") == '<span class="etat non">Bilan en retard</span>'


def test_a_name_with_markup_stays_text():
    shown = written("{% state_badge 'ok' name %}", name="<b>Essai</b>")
    assert shown == '<span class="etat ok">&lt;b&gt;Essai&lt;/b&gt;</span>'


def test_what_blocks_comes_first_and_much_that_is_met_folds():
    from ofqj_portal.core.templatetags.portal import rules_by_verdict

    rules = [{"met": met, "code": place} for place, met in enumerate(["yes", "alert", "no", *4 * ["yes"]])]
    verdicts = rules_by_verdict(rules)
    assert [rule["code"] for rule in verdicts.open] == [2, 1]
    assert ([rule["code"] for rule in verdicts.met], verdicts.folds) == ([0, 3, 4, 5, 6], True)
    assert rules_by_verdict(None).folds is False


def test_the_machine_form_of_an_instant_has_no_more_digits_than_html_takes():
    at = datetime(2026, 12, 7, 19, 25, 54, 60829, tzinfo=UTC)
    forms = [written("{{ at|iso }}", at=moment) for moment in (at, at.date(), None)]
    assert forms == ["2026-12-07T19:25:54+00:00", "2026-12-07", ""]
