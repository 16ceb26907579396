"""Asking to work in a structure: who is told, who answers, and how much may be asked."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.invariants import check
from ofqj_portal.core.models import JournalEntry, JournalPersonal, OutboxMail
from partners.models import Invitation, JoinRequest, Membership
from partners.services import accept_join_request, ask_to_join, refuse_join_request
from partners.services.joining import JoinNotAsked, forget_join_requests
from partners.services.members import RoleNotHere
from partners.tests.factories import MembershipFactory, StructureFactory, member

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def structure():
    return StructureFactory(cje=True)


@pytest.fixture
def manager(structure):
    return member(structure, "manager")


def ask(structure, user=None, **changes):
    said = {"name": "Nour Essai", "email": "nour@exemple.test", "words": "Je commence lundi."}
    said |= {"on": TODAY, "real_now": calendar.real_now()} | changes
    return ask_to_join(structure=structure, user=user, **said)


def accept(request, by, **changes):
    given = {"role": "adviser", "ends_on": None, "on": TODAY, "real_now": calendar.real_now()} | changes
    return accept_join_request(request=request, by=by, **given)


def broken():
    return [label for label, holds, _count in check() if not holds and "demande d’accès" in label]


def told():
    return sorted(OutboxMail.objects.values_list("kind", "to_email"))


def test_the_manager_is_told_and_the_journal_has_no_address(structure, manager):
    request = ask(structure)
    assert told() == [("partners.join_asked", manager.email)]
    entry = JournalEntry.objects.get(verb="join.asked")
    assert entry.facts == {"request": request.pk}
    assert JournalPersonal.objects.get(entry=entry).data == {"email": "nour@exemple.test"}


def test_without_a_manager_the_network_is_told_else_the_ofqj(structure):
    officer = MembershipFactory(officer_qc=True).user
    ask(structure)
    assert told() == [("partners.join_asked", officer.email)]
    network = MembershipFactory(rcjeq=True).user
    ask(structure, email="autre@exemple.test")
    assert ("partners.join_asked", network.email) in told()


def test_an_account_that_is_accepted_works_there_at_once(structure, manager):
    user = UserFactory()
    request = ask(structure, user)
    assert (request.name, request.email) == (str(user), user.email)
    accept(request, manager, ends_on=date(2027, 6, 30))
    membership = Membership.objects.get(user=user)
    assert (membership.structure, membership.role, membership.ends_on) == (structure, "adviser", date(2027, 6, 30))
    assert told()[0] == ("partners.join_accepted", user.email)
    assert broken() == []


def test_somebody_without_account_gets_an_invitation_to_her_address(structure, manager):
    accept(ask(structure), manager)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.state) == ("nour@exemple.test", "adviser", "pending")
    assert not Membership.objects.filter(role="adviser").exists()
    assert broken() == []


def test_a_refusal_tells_why(structure, manager):
    refuse_join_request(request=ask(structure), reason="Poste déjà pourvu.", by=manager, real_now=calendar.real_now())
    mail = OutboxMail.objects.get(kind="partners.join_refused")
    assert (mail.to_email, "Poste déjà pourvu." in mail.text) == ("nour@exemple.test", True)
    assert not Invitation.objects.exists()


def test_a_request_is_answered_once(structure, manager):
    request = accept(ask(structure), manager)
    with pytest.raises(WrongState):
        refuse_join_request(request=request, reason="Non.", by=manager, real_now=calendar.real_now())
    with pytest.raises(WrongState):
        accept(request, manager)
    assert Invitation.objects.count() == 1


def test_a_role_of_another_kind_of_structure_is_refused_whole(structure, manager):
    request = ask(structure, UserFactory())
    with pytest.raises(RoleNotHere):
        accept(request, manager, role="officer")
    request.refresh_from_db()
    assert request.state == "pending"


@pytest.mark.parametrize("signed_in", [True, False])
def test_asking_twice_or_from_inside_asks_nothing_more(structure, manager, signed_in):
    user = UserFactory(email="nour@exemple.test")
    who = user if signed_in else None
    ask(structure, who)
    inside = member(structure, email="dedans@exemple.test")
    for asker, address in ((who, "NOUR@exemple.test"), (inside if signed_in else None, "dedans@exemple.test")):
        if signed_in:
            with pytest.raises(JoinNotAsked):
                ask(structure, asker)
        else:
            assert ask(structure, email=address) is None
    assert (JoinRequest.objects.count(), len(told())) == (1, 1)


def test_an_address_asks_five_times_a_day_and_a_structure_is_asked_twenty_times(structure):
    for _ in range(5):
        assert ask(StructureFactory(ml=True))
    assert ask(structure) is None
    for number in range(20):
        ask(structure, email=f"p{number}@exemple.test")
    with pytest.raises(JoinNotAsked):
        ask(structure, email="encore@exemple.test")
    assert ask(structure, email="encore@exemple.test", real_now=calendar.real_now() + timedelta(days=2))


def test_what_was_answered_is_forgotten_after_three_months(structure, manager):
    accept(ask(structure), manager)
    assert forget_join_requests(real_now=calendar.real_now() + timedelta(days=80)) == 0
    assert forget_join_requests(real_now=calendar.real_now() + timedelta(days=91)) == 1


@pytest.mark.parametrize(
    "fields", [{"state": "refused"}, {"answered_at": calendar.real_now()}, {"state": "refused", "reason": ""}]
)
def test_the_database_refuses_half_an_answer(structure, fields):
    request = ask(structure)
    with pytest.raises(IntegrityError), transaction.atomic():
        JoinRequest.objects.filter(pk=request.pk).update(**fields)


def test_the_database_refuses_a_refusal_without_reason(structure, manager):
    request = ask(structure)
    answered = {"state": "refused", "answered_at": calendar.real_now(), "answered_by": manager}
    with pytest.raises(IntegrityError, match="join_request_refused_with_reason"), transaction.atomic():
        JoinRequest.objects.filter(pk=request.pk).update(**answered)
