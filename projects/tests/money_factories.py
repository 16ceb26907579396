"""Envelopes, opinions and decisions for tests.

envelope = EnvelopeFactory(call=project.call)             10 000 € of OFQJ France for that call
EnvelopeFactory(call=project.call, quebec=True)           8 000 $ of OFQJ Québec
ReviewFactory(project=project)                            a favourable opinion by an officer of OFQJ France
awarded(project, amount="4000.00")                        a yes with its grant and its row in the ledger
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import factory

from ofqj_portal.core import calendar
from partners.enums import Section
from partners.tests.factories import MembershipFactory
from projects.enums import DecisionState, LedgerKind, Opinion
from projects.models import Condition, Decision, Envelope, Grant, LedgerEntry, Project, Review
from projects.tests.factories import DECIDED_AT, CallFactory, ProjectFactory


class EnvelopeFactory(factory.django.DjangoModelFactory):
    """10 000 € of OFQJ France for some call."""

    class Meta:
        model = Envelope

    call = factory.SubFactory(CallFactory, always_open=True)
    section = Section.FRANCE
    currency = "EUR"
    total_amount = Decimal("10000.00")

    class Params:
        quebec = factory.Trait(section=Section.QUEBEC, currency="CAD", total_amount=Decimal("8000.00"))


class ReviewFactory(factory.django.DjangoModelFactory):
    """A favourable opinion by an officer of OFQJ France."""

    class Meta:
        model = Review

    project = factory.SubFactory(ProjectFactory, under_review=True)
    reviewer = factory.LazyFunction(lambda: MembershipFactory(officer_fr=True).user)
    section = Section.FRANCE
    opinion = Opinion.FAVOURABLE
    comment = "Projet solide, partenaire connu."
    submitted_at = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


class ConditionFactory(factory.django.DjangoModelFactory):
    """A condition that nobody has answered, due in some days."""

    class Meta:
        model = Condition

    decision: Any = None
    position = 1
    text = "Joignez l’attestation d’assurance."
    due_at = factory.LazyFunction(lambda: calendar.now() + timedelta(days=10))


def awarded(project: Project, *, amount: str = "4000.00", envelope: Envelope | None = None, **fields: Any) -> Decision:
    """Write one section's yes whole: decision, row in the ledger, grant."""
    envelope = envelope or Envelope.objects.filter(call=project.call).first() or EnvelopeFactory(call=project.call)
    fields.setdefault("state", DecisionState.YES)
    fields.setdefault("decided_by", MembershipFactory(decider_fr=envelope.section == Section.FRANCE).user)
    fields.setdefault("announced_at", DECIDED_AT)
    money = {"amount": Decimal(amount), "currency": envelope.currency}
    decision = Decision.objects.create(
        project=project, section=envelope.section, envelope=envelope, decided_at=DECIDED_AT, **money, **fields
    )
    LedgerEntry.objects.create(
        envelope=envelope,
        decision=decision,
        kind=LedgerKind.COMMIT,
        by=decision.decided_by,
        at=DECIDED_AT,
        **money,
    )
    Grant.objects.create(decision=decision, awarded_amount=money["amount"], currency=money["currency"])
    return decision
