from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ofqj_portal.core.money import CurrencyMismatch, Money, total

CENTS = st.integers(min_value=-(10**10), max_value=10**10)


def euros(cents):
    return Money(Decimal(cents) / 100, "EUR")


@given(st.lists(CENTS, max_size=20))
def test_no_cent_is_lost_in_a_sum(amounts):
    assert total((euros(cents) for cents in amounts), "EUR") == euros(sum(amounts))


@given(CENTS, CENTS)
def test_taking_away_undoes_adding(one, other):
    assert euros(one) + euros(other) - euros(other) == euros(one)


@given(CENTS, st.integers(min_value=1, max_value=400))
def test_the_parts_of_an_amount_add_up_to_it_and_differ_by_a_cent_at_most(cents, parts):
    shares = euros(cents).split(parts)

    assert len(shares) == parts
    assert total(shares, "EUR") == euros(cents)
    assert max(shares) - min(shares) <= euros(1)


@given(CENTS, st.integers(min_value=0, max_value=1000))
def test_so_many_times_an_amount_is_as_many_additions(cents, count):
    assert euros(cents) * count == count * euros(cents) == euros(cents * count)


@given(CENTS, CENTS)
def test_euros_and_dollars_never_meet(one, other):
    dollars = Money(Decimal(other) / 100, "CAD")
    for act in (
        lambda: euros(one) + dollars,
        lambda: euros(one) - dollars,
        lambda: euros(one) < dollars,
        lambda: total([euros(one), dollars], "EUR"),
    ):
        with pytest.raises(CurrencyMismatch):
            act()
    assert euros(one) != dollars


@pytest.mark.parametrize("amount", [1.5, "12", True, None])
def test_an_amount_is_a_decimal_or_a_whole_number(amount):
    with pytest.raises(TypeError):
        Money(amount, "EUR")


def test_no_float_is_rounded_into_an_amount():
    with pytest.raises(TypeError):
        Money.rounded(1.5, "EUR")


@pytest.mark.parametrize("amount", ["0.005", "NaN", "Infinity", "1E-3"])
def test_an_amount_stops_at_the_cent(amount):
    with pytest.raises(ValueError, match="cent"):
        Money(Decimal(amount), "EUR")


def test_a_currency_is_one_of_two():
    with pytest.raises(ValueError, match="USD"):
        Money(Decimal(1), "USD")


def test_money_is_not_multiplied_by_a_fraction_nor_added_to_a_number():
    for act in (
        lambda: euros(100) * 0.5,
        lambda: euros(100) * Decimal("0.5"),
        lambda: euros(100) * True,
        lambda: euros(100) + 1,
        lambda: sum([euros(100)]),
        lambda: euros(100).share_pct(0.5),
        lambda: euros(100).converted(1.5, "CAD"),
    ):
        with pytest.raises(TypeError):
            act()


def test_a_share_and_a_conversion_are_rounded_to_the_nearest_cent_halves_up():
    assert euros(1).share_pct(50) == euros(1)
    assert euros(832000).share_pct(70) == euros(582400)
    assert euros(100).converted(Decimal("1.6205"), "CAD") == Money(Decimal("1.62"), "CAD")
    assert Money.rounded(Decimal("2.675"), "EUR") == euros(268)


def test_nothing_is_zero_and_false():
    assert not Money.zero("CAD")
    assert Money(Decimal("-0.00"), "EUR") == Money.zero("EUR")
    assert str(Money(Decimal("-0.00"), "EUR").amount) == "0.00"
    assert euros(1)
    assert -euros(1) < Money.zero("EUR")
