"""Exchange rates: noted once, read on a day, frozen when money is decided."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import InternalError, transaction
from hypothesis import given
from hypothesis import strategies as st

from ofqj_portal.core.imports import CellRefused
from ofqj_portal.core.models import JournalEntry
from ofqj_portal.core.money import Money
from projects.enums import RateMoment
from projects.models import ExchangeRate, FrozenRate
from projects.queries.rates import frozen_rate, in_other_currency, rate_on
from projects.rate_table import parse_rate
from projects.services.decision import award_share, refuse_share
from projects.services.decision_changes import undo_decision
from projects.services.rates import RateEntry, RateRefused, add_rates, freeze_rate
from projects.tests.money_factories import awarded

DAY = date(2026, 3, 1)


def entry(rate="1.5", base="EUR", quote="CAD", on=DAY, source="Banque de France"):
    return RateEntry(base, quote, Decimal(rate), on, source)


@pytest.mark.django_db
def test_a_rate_is_noted_with_its_inverse_and_who_noted_it(decider, now):
    assert add_rates(entries=[entry("1.6")], by=decider, now=now) == 1

    there, back = rate_on("EUR", "CAD", DAY), rate_on("CAD", "EUR", DAY)
    assert (there.rate, back.rate, there.recorded_by) == (Decimal("1.6"), Decimal("0.625"), decider)
    assert JournalEntry.objects.filter(verb="rate.noted").count() == 2


@pytest.mark.django_db
def test_the_same_rate_again_changes_nothing_and_another_is_refused(decider, now):
    add_rates(entries=[entry("1.6")], by=decider, now=now)

    assert add_rates(entries=[entry("1.6")], by=decider, now=now) == 0
    with pytest.raises(RateRefused, match="1,6 "):
        add_rates(entries=[entry("1.7")], by=decider, now=now)

    assert rate_on("EUR", "CAD", DAY).rate == Decimal("1.6")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (entry(on=date(2026, 3, 21)), "pas encore venu"),
        (entry(quote="EUR"), "relie l’euro"),
        (entry("0.001"), "de 0,01 à 100"),
        (entry("NaN"), "de 0,01 à 100"),
        (entry(source=" "), "d’où vient"),
    ],
)
def test_a_rate_that_makes_no_sense_is_refused_and_the_others_with_it(decider, now, wrong, words):
    before = ExchangeRate.objects.count()

    with pytest.raises(RateRefused, match=words):
        add_rates(entries=[entry(on=date(2026, 2, 1)), wrong], by=decider, now=now)

    assert ExchangeRate.objects.count() == before


@given(st.text(alphabet="0123456789,. -+eNa\u00a0１٣", max_size=10))
def test_a_rate_is_never_silently_multiplied_or_rounded(text):
    try:
        rate = parse_rate(text)
    except CellRefused:
        return
    digits = "".join(sign for sign in text if sign.isdigit())
    assert "".join(str(rate).split(".")) == digits
    assert digits.isascii()


@pytest.mark.django_db
def test_the_rate_is_frozen_when_a_section_says_yes_and_anew_when_it_says_so_again(project, decider, now):
    add_rates(entries=[entry("1.6")], by=decider, now=now)
    decision = award_share(project=project, section="fr", amount=Money(4000, "EUR"), by=decider, now=now)
    add_rates(entries=[entry("1.7", on=date(2026, 3, 10))], by=decider, now=now)

    kept = frozen_rate(decision, RateMoment.DECISION)
    assert (kept.base, kept.quote, kept.rate, kept.on, kept.source) == (
        *("EUR", "CAD", Decimal("1.6"), DAY),
        "Banque de France",
    )
    undo_decision(project=project, section="fr", reason="Erreur de montant.", by=decider, now=now)
    award_share(project=project, section="fr", amount=Money(3000, "EUR"), by=decider, now=now)
    assert frozen_rate(decision, RateMoment.DECISION).rate == Decimal("1.7")
    assert FrozenRate.objects.count() == 2


@pytest.mark.django_db
def test_a_refusal_freezes_no_rate(project, decider, now):
    refuse_share(project=project, section="fr", motive="Hors thème.", by=decider, now=now)

    assert not FrozenRate.objects.exists()


@pytest.mark.django_db
def test_without_a_known_rate_nothing_is_frozen_and_nothing_waits(project, decider, now):
    ExchangeRate.objects.all().delete()

    decision = award_share(project=project, section="fr", amount=Money(4000, "EUR"), by=decider, now=now)

    assert frozen_rate(decision, RateMoment.DECISION) is None


@pytest.mark.django_db
def test_each_payment_keeps_its_own_rate_which_never_changes(project):
    decision, at = awarded(project), datetime(2026, 4, 1, tzinfo=UTC)
    first = freeze_rate(decision=decision, moment=RateMoment.PAYMENT, now=at, payment_ref="12")
    second = freeze_rate(decision=decision, moment=RateMoment.PAYMENT, now=at, payment_ref="13")

    assert frozen_rate(decision, RateMoment.PAYMENT, payment_ref="12") == first
    assert frozen_rate(decision, RateMoment.PAYMENT, payment_ref="13") == second
    for change in (lambda: FrozenRate.objects.update(rate=Decimal(9)), lambda: first.delete()):
        with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            change()


@pytest.mark.django_db
def test_the_rate_of_the_day_is_the_one_of_the_section_s_own_zone(project, decider, now):
    decision = awarded(project)
    add_rates(entries=[entry("1.6", on=date(2026, 3, 31))], by=decider, now=datetime(2026, 4, 1, tzinfo=UTC))
    late_in_paris = datetime(2026, 3, 30, 22, 30, tzinfo=UTC)  # already the 31st there
    assert freeze_rate(decision=decision, moment=RateMoment.PAYMENT, now=late_in_paris).on == date(2026, 3, 31)

    decision.section = "qc"
    early = datetime(2026, 3, 31, 3, 30, tzinfo=UTC)  # still the 30th in Montréal
    assert freeze_rate(decision=decision, moment=RateMoment.PAYMENT, now=early).on != date(2026, 3, 31)


@pytest.mark.django_db
def test_an_amount_is_read_in_the_other_currency_with_the_rate_its_day_and_its_source(decider, now):
    add_rates(entries=[entry("1.6215")], by=decider, now=now)

    read = in_other_currency(Money(Decimal("1000.00"), "EUR"), rate_on("EUR", "CAD", DAY))

    assert read.amount == Money(Decimal("1621.50"), "CAD")
    assert read.sentence.replace("\u00a0", " ").replace("\u202f", " ") == (
        "soit 1 621,50 $ CA au taux de 1,6215 du 1er mars 2026 (Banque de France)"
    )
    assert in_other_currency(Money(Decimal("1.00"), "CAD"), rate_on("EUR", "CAD", DAY)) is None
