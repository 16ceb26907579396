"""The rate frozen at a decision, an agreement and a payment is read where the amount is; a later one never is."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from ofqj_portal.core.models import OutboxMail
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import Shore, reading_as
from partners.tests.factories import MembershipFactory, member
from projects.documents.decision_letter import DecisionLetter
from projects.enums import RateMoment
from projects.models import ExchangeRate, FrozenRate
from projects.queries.rates import frozen_rate
from projects.services.agreement import renew_agreements, write_agreements
from projects.services.payment import record_payment
from projects.services.rates import RateEntry, add_rates, freeze_rate
from projects.tests.factories import DECIDED_AT, ProjectFactory
from projects.tests.money_factories import agree, awarded

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
FIRST = "au taux de 1,5 du 20 mars 2026 (Banque de France)"


@pytest.fixture
def finance():
    return MembershipFactory(finance=True).user


def note(rate, on, by):
    add_rates(entries=[RateEntry("EUR", "CAD", Decimal(rate), on, "Banque de France")], by=by, now=NOW)


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def text(response):
    return plain(response.content.decode())


@pytest.fixture
def decision(finance):
    """A yes of 4 000 € said while one euro was worth 1,5 dollar, then the rate moved."""
    ExchangeRate.objects.all().delete()
    note("1.5", date(2026, 3, 20), finance)
    decision = awarded(ProjectFactory(accepted=True), agreed=None)
    freeze_rate(decision=decision, moment=RateMoment.DECISION, now=DECIDED_AT)
    return decision


def later(finance):
    note("9.9", date(2026, 3, 31), finance)


def test_the_page_and_the_letter_of_a_decision_read_its_own_rate(client, decision, finance):
    later(finance)
    client.force_login(member(decision.project.carrier))
    page = text(client.get(reverse("projects:decision", args=[decision.project.number])))
    with reading_as(Shore.FRANCE):
        letter = plain(" ".join(DecisionLetter.of(decision, written_at=NOW).answer))
    for said in (page, letter):
        assert FIRST in said
        assert "soit 6 000" in said
        assert "9,9" not in said


def test_the_text_of_an_agreement_keeps_the_rate_it_was_written_at(decision, finance):
    (agreement,) = write_agreements(project=decision.project, now=datetime(2026, 3, 25, tzinfo=UTC))
    assert (agreement.rate, agreement.rate_on, agreement.rate_source) == (
        *(Decimal("1.5"), date(2026, 3, 20)),
        "Banque de France",
    )
    assert "du 20 mars 2026 (Banque de France)" in plain(agreement.text)
    assert frozen_rate(decision, RateMoment.AGREEMENT).rate == Decimal("1.5")
    later(finance)
    assert renew_agreements(project=decision.project, reason="Rien.", now=NOW) == []
    agreement.refresh_from_db()
    assert "9,9" not in agreement.text


def test_a_payment_is_read_with_the_rate_of_its_day_by_both_sides(client, decision, finance):
    agree(decision.grant, "signed")
    adviser = member(decision.project.carrier)
    euros = Money(Decimal("1000.00"), "EUR")
    paid = {"amount": euros, "paid_on": date(2026, 3, 26), "by": finance}
    record_payment(grant=decision.grant, kind="advance", now=datetime(2026, 3, 26, tzinfo=UTC), **paid)
    later(finance)
    assert "1,5 du 20" in OutboxMail.objects.get(kind="projects.payment_made").text
    number = decision.project.number
    pages = {
        adviser: reverse("projects:money", args=[number]),
        finance: reverse("projects:payment", args=[number, "fr"]),
    }
    for user, page in pages.items():
        client.force_login(user)
        said = text(client.get(page))
        assert FIRST in said
        assert "9,9" not in said
    assert set(FrozenRate.objects.values_list("moment", flat=True)) == {"decision", "payment"}
