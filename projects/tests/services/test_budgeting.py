"""The budget: one currency, the aid in the section's, its rate kept with its date and source."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from partners.tests.factories import member
from projects.models import BudgetAccount, BudgetLine, ExchangeRate, Project
from projects.queries.snapshot import fingerprint
from projects.rules import gather
from projects.sections import BUDGET
from projects.services.budgeting import LineEntry, RateMissing, SectionNotAsked, save_budget
from projects.tests.factories import InformationRequestFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)


def account(code: str, country: str = "fr") -> BudgetAccount:
    return BudgetAccount.objects.get(country=country, code=code)


def lines(*amounts: str) -> list[LineEntry]:
    return [LineEntry(side="charge", account=account("60"), amount=Decimal(amount)) for amount in amounts]


def save(project: Project, entries=(), aids=None, seen="") -> Project:
    return save_budget(project=project, lines=entries, aids=aids or {}, seen=seen, by=member(project.carrier), now=NOW)


@pytest.fixture
def project():
    project = ProjectFactory(with_budget=False)
    EnvelopeFactory(call=project.call)
    EnvelopeFactory(call=project.call, quebec=True)
    return project


def test_lines_are_replaced_as_a_whole_in_the_budget_s_currency(project):
    save(project, lines("100.00", "50.00"))
    save(project, lines("70.00"))

    assert [(line.amount, line.currency) for line in project.budget_lines.all()] == [(Decimal("70.00"), "EUR")]


def test_the_other_section_is_asked_in_its_currency_at_a_dated_rate(project):
    ExchangeRate.objects.create(base="CAD", quote="EUR", rate=Decimal("0.650000"), on=date(2026, 2, 1), source="BdF")
    ExchangeRate.objects.create(base="CAD", quote="EUR", rate=Decimal("0.700000"), on=date(2026, 2, 10), source="BdF")

    save(project, lines("5000.00"), {"fr": Decimal("2000.00"), "qc": Decimal("1000.00")})

    own, other = project.aid_requests.order_by("section")
    assert (own.rate, own.rate_on, own.converted_amount) == (Decimal(1), None, Decimal("2000.00"))
    assert (other.currency, other.rate, other.rate_on, other.rate_source, other.converted_amount) == (
        "CAD",
        Decimal("0.650000"),
        date(2026, 2, 1),
        "BdF",
        Decimal("650.00"),
    )
    assert gather(project, NOW.date()).budget.aid.amount == Decimal("2650.00")


def test_the_rate_stays_while_the_amount_stays(project):
    save(project, aids={"qc": Decimal("1000.00")})
    ExchangeRate.objects.create(base="CAD", quote="EUR", rate=Decimal("0.900000"), on=date(2026, 2, 2), source="BdF")

    save(project, lines("10.00"), {"qc": Decimal("1000.00")})

    assert project.aid_requests.get().rate == Decimal("0.617284")


def test_an_emptied_amount_no_longer_asks_the_section(project):
    save(project, aids={"fr": Decimal("1000.00")})
    save(project, aids={"fr": None})

    assert project.aid_requests.count() == 0


def test_a_section_without_envelope_is_not_asked():
    with pytest.raises(SectionNotAsked):
        save(ProjectFactory(with_budget=False), aids={"qc": Decimal("10.00")})


def test_without_any_rate_the_other_currency_is_refused(project):
    ExchangeRate.objects.all().delete()

    with pytest.raises(RateMissing):
        save(project, lines("5.00"), {"qc": Decimal("10.00")})

    assert project.budget_lines.count() == 0


def test_a_budget_changed_meanwhile_is_not_overwritten(project):
    seen = fingerprint(project, BUDGET)
    save(project, lines("100.00"))

    with pytest.raises(EditedMeanwhile):
        save(project, lines("200.00"), seen=seen)

    assert [line.amount for line in project.budget_lines.all()] == [Decimal("100.00")]


def test_only_what_the_complements_name_changes():
    asked = InformationRequestFactory(fields=["aid"])
    EnvelopeFactory(call=asked.project.call)

    save(asked.project, lines("1.00"), {"fr": Decimal("3500.00")})

    assert asked.project.budget_lines.filter(side="charge").get().amount == Decimal("8000.00")
    assert asked.project.aid_requests.get().requested_amount == Decimal("3500.00")


def test_a_filed_budget_is_closed():
    with pytest.raises(WrongState):
        save(ProjectFactory(submitted=True), lines("1.00"))


def test_the_database_refuses_a_line_in_another_currency(project):
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetLine.objects.create(
            project=project, side="charge", account=account("60"), amount=Decimal("1.00"), currency="CAD"
        )


def test_the_database_refuses_another_currency_for_a_budget_that_has_lines(project):
    save(project, lines("1.00"))

    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(currency="CAD")


def test_the_database_refuses_a_conversion_that_does_not_follow_its_rate(project):
    save(project, aids={"qc": Decimal("1000.00")})

    with pytest.raises(IntegrityError), transaction.atomic():
        project.aid_requests.update(converted_amount=Decimal("999.99"))
