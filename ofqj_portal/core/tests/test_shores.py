from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import ngettext, npgettext
from hypothesis import given
from hypothesis import strategies as st

from ofqj_portal.core import shores
from ofqj_portal.core.forms import MoneyAmountField
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import AmountRefused, Shore, parse_amount, reader_shore, reading_as

NB, NNB = "\u00a0", "\u202f"
INSTANT = datetime(2026, 12, 3, 22, 59, tzinfo=UTC)


def test_money_is_written_as_each_shore_writes_it():
    euros, dollars = Money(Decimal("1234.50"), "EUR"), Money(Decimal("12400"), "CAD")
    with reading_as(Shore.FRANCE):
        assert shores.format_money(euros) == f"1{NNB}234,50{NB}€"
        assert shores.format_money(dollars) == f"12{NNB}400{NB}${NB}CA"
    with reading_as(Shore.QUEBEC):
        assert shores.format_money(euros) == f"1{NB}234,50{NB}€"
        assert shores.format_money(dollars) == f"12{NB}400{NB}$"


@pytest.mark.parametrize("shore", Shore)
def test_zero_and_less_than_two_take_the_singular(shore):
    with reading_as(shore):
        assert [ngettext("séance tenue", "séances tenues", count) for count in (0, 1, 2)] == [
            "séance tenue", "séance tenue", "séances tenues",
        ]  # fmt: skip
        assert npgettext("essai", "un", "plusieurs", 0) == "un"


def test_numbers_and_shares_have_a_comma():
    with reading_as(Shore.FRANCE):
        assert shores.format_number(Decimal("12345.6")) == f"12{NNB}345,6"
        assert shores.format_number(3, 2) == "3,00"
        assert shores.format_pct(Decimal("12.5")) == f"12,5{NB}%"
        assert shores.format_pct(70) == f"70{NB}%"


@pytest.mark.parametrize(
    ("style", "france", "quebec"),
    [
        ("short", "03/12/2026", "2026-12-03"),
        ("medium", f"3{NB}déc. 2026", f"3{NB}déc. 2026"),
        ("long", f"3{NB}décembre 2026", f"3{NB}décembre 2026"),
        ("full", f"jeudi 3{NB}décembre 2026", f"jeudi 3{NB}décembre 2026"),
        ("day", f"3{NB}décembre", f"3{NB}décembre"),
        ("month", "décembre 2026", "décembre 2026"),
    ],
)
def test_dates_are_written_as_each_shore_writes_them(style, france, quebec):
    with reading_as(Shore.FRANCE):
        assert shores.format_date(date(2026, 12, 3), style) == france
    with reading_as(Shore.QUEBEC):
        assert shores.format_date(date(2026, 12, 3), style) == quebec


def test_the_words_of_dates_are_those_of_babel():
    patterns = {"short": "short", "medium": "d MMM y", "long": "d MMMM y", "full": "EEEE d MMMM y", "month": "MMMM y"}
    days = [date(2026, month, day) for month in range(1, 13) for day in (2, 3, 17, 28)] + [date(1987, 8, 5)]
    for shore, locale in ((Shore.FRANCE, "fr_FR"), (Shore.QUEBEC, "fr_CA")):
        with reading_as(shore):
            for style, pattern in patterns.items():
                ours = [shores.format_date(day, style).replace(NB, " ") for day in days]
                assert ours == [format_date(day, pattern, locale=locale) for day in days]


def test_the_first_of_a_month_is_premier():
    with reading_as(Shore.FRANCE):
        assert shores.format_date(date(2027, 3, 1)) == f"1er{NB}mars 2027"
        assert shores.format_date(date(2027, 3, 1), "full") == f"lundi 1er{NB}mars 2027"
        assert shores.format_date(date(2027, 3, 1), "month") == "mars 2027"
        assert shores.format_date(date(2027, 3, 21)) == f"21{NB}mars 2027"


def test_an_instant_says_whose_clock_it_is():
    with reading_as(Shore.FRANCE):
        assert shores.format_instant(INSTANT) == f"3{NB}décembre 2026 à 23{NB}h{NB}59 (Paris)"
    with reading_as(Shore.QUEBEC):
        assert shores.format_instant(INSTANT) == f"3{NB}décembre 2026 à 17{NB}h{NB}59 (Montréal)"
    with reading_as(Shore.FRANCE), timezone.override(ZoneInfo("Indian/Reunion")):
        assert shores.format_instant(INSTANT) == f"4{NB}décembre 2026 à 2{NB}h{NB}59 (La Réunion)"


def test_the_reader_s_shore_is_the_active_language_s():
    with reading_as(Shore.QUEBEC):
        assert reader_shore() is Shore.QUEBEC
        with reading_as("fr"):
            assert reader_shore() is Shore.FRANCE
    assert reader_shore() is Shore.FRANCE


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 000,50", "1000.50"),
        (f"1{NB}234,50", "1234.50"),
        (f" 1{NNB}234{NNB}567,5 ", "1234567.5"),
        ("1234,5", "1234.5"),
        ("1234.50", "1234.50"),
        ("0", "0"),
        ("0,01", "0.01"),
        ("99 999 999,99", "99999999.99"),
    ],
)
def test_an_amount_is_read_as_both_shores_write_it(text, amount):
    for shore in Shore:
        with reading_as(shore):
            assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("NaN", "en chiffres"),
        ("inf", "en chiffres"),
        ("1e9", "en chiffres"),
        ("12 €", "en chiffres"),
        ("1'234", "en chiffres"),
        ("0x10", "en chiffres"),
        ("1\0", "en chiffres"),
        ("-0,01", "sans signe"),
        ("+5", "sans signe"),
        ("−5", "sans signe"),
        ("0,005", "centimes"),
        ("1,000", "centimes"),
        ("1,000.50", "deux façons"),
        ("1.000,50", "deux façons"),
        ("1.234", "deux façons"),
        ("12 34,50", "virgule"),
        ("1 000.50", "virgule"),
        ("1,2,3", "virgule"),
        ("5,", "virgule"),
        (",50", "virgule"),
        ("１２３", "0 à 9"),
        ("١٢٣", "0 à 9"),
        ("1²", "0 à 9"),
        ("100 000 000", "trop grand"),
        ("9" * 5000, "trop grand"),
    ],
)
def test_what_is_no_amount_or_two_is_refused_with_its_reason(text, reason):
    with pytest.raises(AmountRefused) as refusal:
        parse_amount(text)
    assert reason in str(refusal.value)


@given(st.integers(min_value=0, max_value=9_999_999_999))
def test_every_amount_written_is_read_back_on_both_shores(cents):
    amount = Decimal(cents) / 100
    for shore in Shore:
        with reading_as(shore):
            assert parse_amount(shores.format_amount(amount)) == amount


@given(st.text(alphabet="0123456789,. -+eNa\u00a0\u202f１٣", max_size=14))
def test_an_amount_is_never_silently_multiplied_or_rounded(text):
    try:
        amount = parse_amount(text)
    except AmountRefused:
        return
    digits = "".join(sign for sign in text if sign.isdigit())
    assert amount == amount.quantize(Decimal("0.01"))
    assert digits.lstrip("0").rstrip("0") == str(amount).replace(".", "").strip("0")


class TestField:
    def test_gives_money_when_it_knows_the_currency(self):
        assert MoneyAmountField(currency="CAD").clean("12,50") == Money(Decimal("12.50"), "CAD")
        assert MoneyAmountField().clean("12,50") == Decimal("12.50")
        assert MoneyAmountField(required=False).clean("  ") is None

    @pytest.mark.parametrize(("text", "words"), [("", "obligatoire"), ("1e9", "chiffres"), ("0", "trop petit")])
    def test_says_what_is_wrong(self, text, words):
        from django.core.exceptions import ValidationError

        with pytest.raises(ValidationError, match=words):
            MoneyAmountField(min_amount=Decimal("0.01")).clean(text)

    def test_shows_a_stored_amount_as_it_is_typed_and_keeps_what_was_typed(self):
        field = MoneyAmountField()
        assert field.prepare_value(Decimal("1234.50")) == f"1{NNB}234,50"
        assert field.prepare_value("1.234") == "1.234"

    def test_knows_whether_the_amount_changed(self):
        field = MoneyAmountField(currency="EUR")
        assert not field.has_changed(Money(Decimal("1234.50"), "EUR"), "1 234,5")
        assert field.has_changed(Decimal("1234.50"), "1 234,51")
        assert field.has_changed(Decimal("1234.50"), "bof")
