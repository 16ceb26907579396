"""Envelopes, opinions and decisions for tests.

envelope = EnvelopeFactory(call=project.call)             10 000 € of OFQJ France for that call
EnvelopeFactory(call=project.call, quebec=True)           8 000 $ of OFQJ Québec
ReviewFactory(project=project)                            a favourable opinion by an officer of OFQJ France
awarded(project, amount="4000.00")                        a yes with its grant, its row in the ledger, and an
                                                          agreement that both sides signed
overpaid_by(decision.grant, "100.00", sent=True)         a sum paid too much, asked back
run_of(decision.grant)                                    an order that pays its advance
share_of_somebody(decision.grant)                         a young person is to be paid her share; her account
with_account(decision.grant)                              bank details of the lead carrier, for that grant
awarded(project, agreed=None)                             the same before any agreement is written
awarded(project, agreed="waiting_carrier")                … while the structure has to sign it
"""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import factory

from ofqj_portal.core import calendar
from partners.enums import Country, Section
from partners.tests.factories import MembershipFactory
from projects.documents.grant_agreement import digest_of_text
from projects.enums import (
    AccountScheme,
    AgreementState,
    DecisionState,
    LedgerKind,
    Opinion,
    PaymentKind,
    RunMethod,
    SigningMandate,
    SigningSide,
)
from projects.models import (
    AgreementSignature,
    BankDetails,
    Condition,
    Decision,
    Envelope,
    Grant,
    GrantAgreement,
    InstalmentTerm,
    LedgerEntry,
    PaymentRun,
    PaymentRunLine,
    Project,
    Recovery,
    Review,
)
from projects.services.bank_details import Account
from projects.services.payee import payee_of
from projects.services.schedule import keep_plan, plan_of
from projects.services.shares import ask_share
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


def awarded(
    project: Project,
    *,
    amount: str = "4000.00",
    envelope: Envelope | None = None,
    agreed: str | None = AgreementState.SIGNED,
    **fields: Any,
) -> Decision:
    """Write one section's yes whole: decision, row in the ledger, grant, and its agreement in the state `agreed`."""
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
    grant = Grant.objects.create(decision=decision, awarded_amount=money["amount"], currency=money["currency"])
    if agreed and decision.state == DecisionState.YES:
        agree(grant, agreed)
    return decision


def with_account(grant: Grant) -> BankDetails:
    """Have the lead carrier of a grant give an account that passes every check."""
    project = grant.decision.project
    payee = payee_of(project, DECIDED_AT.date())
    french = {"scheme": AccountScheme.IBAN, "iban": "FR7630006000011234567890189", "bic": "AGRIFRPP"}
    quebec = {"scheme": AccountScheme.CANADIAN, "institution": "815", "transit": "30000", "account": "1234567"}
    numbers = quebec if project.carrier.country == Country.QC else french
    given = {"entered_by": grant.decision.decided_by, "entered_at": DECIDED_AT}
    return BankDetails.objects.create(grant=grant, payee=payee, holder=project.carrier.name, **numbers, **given)


def share_of_somebody(grant: Grant, name: str = "Zéphyrine Rare") -> BankDetails:
    """Let the section pay young people, and have the carrier ask that one be paid her share; return her account."""
    decision = grant.decision
    terms = {"section": decision.section, "kind": PaymentKind.SHARE, "waits_for": ["departed"]}
    InstalmentTerm.objects.get_or_create(**terms, call=None, position=9)
    account = Account(name, iban="FR7630006000011234567890189")
    facts = {"payee": None, "name": name, "account": account, "by": decision.decided_by, "now": DECIDED_AT}
    payee = ask_share(project=decision.project, **facts)
    return BankDetails.objects.get(grant=grant, payee=payee)


def run_of(grant: Grant) -> PaymentRun:
    """Prepare an order that pays the advance of a grant whose account is known; its file is not made."""
    details, by = grant.bank_details.get(), grant.decision.decided_by
    advance, section = grant.instalments.get(kind="advance"), grant.decision.section
    french = details.scheme == AccountScheme.IBAN
    run = PaymentRun.objects.create(
        section=section,
        currency=grant.currency,
        method=RunMethod.SEPA if french and grant.currency == "EUR" else RunMethod.CSV,
        execute_on=date(2026, 4, 10),
        prepared_by=by,
        prepared_at=DECIDED_AT,
    )
    PaymentRunLine.objects.create(
        run=run,
        decision=grant.decision,
        instalment=advance,
        payee_ref=details.payee.payee_ref,
        reference=f"{grant.decision.project.number}-{section}-1-{run.pk}".upper(),
        amount=advance.planned_amount,
        currency=grant.currency,
        account_currency="EUR" if french else "CAD",
    )
    return run


def overpaid_by(grant: Grant, amount: str = "10.00", *, sent: bool = False) -> Recovery:
    """Pay `amount` of a grant by the ledger, then have it asked back: drafted, or sent with `sent`."""
    by, money = grant.decision.decided_by, {"amount": Decimal(amount), "currency": grant.currency}
    envelope = grant.decision.envelope
    LedgerEntry.objects.create(
        envelope=envelope, decision=grant.decision, kind=LedgerKind.PAY, by=by, at=DECIDED_AT, **money
    )
    asked = {"state": "sent", "sent_by": by, "sent_at": DECIDED_AT, "due_on": date(2026, 9, 1)} if sent else {}
    return Recovery.objects.create(grant=grant, reason="Moins de monde.", drafted_at=DECIDED_AT, **money, **asked)


def agree(grant: Grant, state: str) -> GrantAgreement:
    """Write the agreement of a grant in `state`, with the signatures it has by then and its instalments."""
    carrier = grant.decision.project.carrier
    content = {"title": "Convention", "reference": "", "parties": [["OFQJ"], [carrier.name]], "articles": []}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    agreement = GrantAgreement.objects.create(
        decision=grant.decision,
        number=1,
        state=state,
        text=text,
        text_sha256=digest_of_text(text),
        amount=grant.awarded_amount,
        currency=grant.currency,
        made_at=DECIDED_AT,
        waiting_since=DECIDED_AT,
    )
    sides = {AgreementState.WAITING_OFQJ: 1, AgreementState.SIGNED: 2}.get(AgreementState(state), 0)
    for side in (SigningSide.CARRIER, SigningSide.OFQJ)[:sides]:
        AgreementSignature.objects.create(
            agreement=agreement,
            side=side,
            signed_by=grant.decision.decided_by,
            signed_at=DECIDED_AT,
            name="Personne d’essai",
            capacity="direction",
            mandate=SigningMandate.OWN,
            text_sha256=agreement.text_sha256,
        )
    keep_plan(grant, plan_of(grant))
    return agreement
