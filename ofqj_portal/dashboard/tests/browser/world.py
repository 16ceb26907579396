"""Who is there before the journey begins: an open call, seven people with their accounts, a group that left earlier."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from conventions.tests.factories import MandateFactory, convention
from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import UserFactory
from participants.tests.factories import group
from partners.enums import Section
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.models import Call, InstalmentTerm, PayerAccount
from projects.tests.factories import CallFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory

PIECES = ["host_letter", "stay_programme"]


@dataclass(frozen=True)
class World:
    """The accounts of the journey, by role, and the call they meet on."""

    call: Call
    adviser: User
    manager: User
    host: User
    officer: User
    decider: User
    finance: User
    committee: User


def build_world() -> World:
    """Write what the journey finds; six young people of another group already left in 2027."""
    convention()
    call = CallFactory(always_open=True, title="Séjours de groupe au Québec", required_pieces=PIECES)
    EnvelopeFactory(call=call)
    pay_by_halves(call)
    PayerAccount.objects.create(section=Section.FRANCE, holder="OFQJ France", iban="FR7630006000011234567890189")
    days = {"departs_on": date(2027, 3, 1), "returns_on": date(2027, 3, 12)}
    group(ProjectFactory(call=call, report_due=True, report_due_on=date(2027, 12, 31), **days), 6, returned=True)
    ml = StructureFactory(ml=True, name="Mission Locale des Deux-Rives")
    cje = StructureFactory(cje=True, name="CJE du Vieux-Canal")
    return World(
        call=call,
        adviser=member(ml, with_password=True),
        manager=member(ml, "manager", with_password=True),
        host=member(cje, with_password=True),
        officer=_at_the_ofqj(officer_fr=True),
        decider=_at_the_ofqj(decider_fr=True),
        finance=_at_the_ofqj(finance=True),
        committee=MandateFactory(ofqj_fr=True, user=UserFactory(with_password=True)).user,
    )


def pay_by_halves(call: Call) -> None:
    """Have the call pay half once the agreement is signed, the rest once the report is accepted."""
    terms = ("advance", 50, []), ("balance", None, ["departed", "report_accepted"])
    for position, (kind, share, waits_for) in enumerate(terms, 1):
        InstalmentTerm.objects.create(
            call=call, section=Section.FRANCE, position=position, kind=kind, share_pct=share, waits_for=waits_for
        )


def _at_the_ofqj(**role: Any) -> User:
    return MembershipFactory(user=UserFactory(with_password=True), **role).user
