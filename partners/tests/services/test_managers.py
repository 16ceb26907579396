"""Never a structure without a manager: noticed, told once, proposed to somebody who accepts."""

from datetime import date, timedelta

import pytest

from ofqj_portal.accounts.services import close_account
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import OutboxMail
from partners.models import Invitation, Membership
from partners.queries.managers import unmanaged_lines, watched_by, without_manager
from partners.services import accept_invitation, end_membership, propose_manager
from partners.services.leaving import LastManager
from partners.services.managers import tell_of_missing_managers
from partners.tests.factories import MembershipFactory, StructureFactory, member

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def of(user, structure):
    return Membership.objects.get(user=user, structure=structure)


@pytest.fixture
def structure():
    return StructureFactory(ml=True)


@pytest.fixture
def left(structure):
    """A structure whose manager closed her account, with two advisers."""
    MembershipFactory(structure=structure, starts_on=date(2024, 1, 1))
    MembershipFactory(structure=structure, starts_on=date(2021, 1, 1))
    close_account(user=member(structure, "manager"), by=None)
    return structure


def test_a_structure_is_noticed_when_its_last_manager_goes(structure):
    StructureFactory(ml=True)  # nobody ever worked there
    first = member(structure, "manager")
    assert list(without_manager(TODAY)) == []
    Membership.objects.filter(user=first).update(ends_on=TODAY + timedelta(days=60))
    assert list(without_manager(TODAY)) == []
    Membership.objects.filter(user=first).update(ends_on=TODAY + timedelta(days=10))
    assert list(without_manager(TODAY)) == [structure]
    member(structure, "manager")
    assert list(without_manager(TODAY)) == []


def test_the_longest_there_is_proposed_first(left):
    (line,) = unmanaged_lines(without_manager(TODAY), on=TODAY)
    assert [each.starts_on.year for each in line.candidates] == [2021, 2024]
    assert (line.successor.starts_on.year, line.is_late, line.asked) == (2021, True, "")


def test_the_network_is_told_once(left):
    network = MembershipFactory(unml=True).user
    assert [tell_of_missing_managers(on=TODAY), tell_of_missing_managers(on=TODAY + timedelta(days=1))] == [1, 0]
    assert OutboxMail.objects.get().to_email == network.email


def test_the_role_is_proposed_and_taken(left):
    network = MembershipFactory(unml=True).user
    candidate = unmanaged_lines(without_manager(TODAY), on=TODAY)[0].successor
    propose_manager(membership=candidate, by=network, on=TODAY)
    assert unmanaged_lines(without_manager(TODAY), on=TODAY)[0].asked == candidate.user.email
    accept_invitation(invitation=Invitation.objects.get(), by=candidate.user, on=TODAY)
    assert list(without_manager(TODAY)) == []
    with pytest.raises(WrongState):
        propose_manager(membership=candidate, by=network, on=TODAY)


def test_the_role_is_not_proposed_to_somebody_who_left(left):
    candidate = unmanaged_lines(without_manager(TODAY), on=TODAY)[0].successor
    close_account(user=candidate.user, by=None)
    with pytest.raises(WrongState):
        propose_manager(membership=candidate, by=MembershipFactory(unml=True).user, on=TODAY)
    assert not Invitation.objects.exists()


def test_the_last_manager_does_not_leave_without_another(structure):
    manager = member(structure, "manager")
    leaving = {"last_day": TODAY, "by": manager, "on": TODAY}
    with pytest.raises(LastManager):
        end_membership(membership=of(manager, structure), **leaving)
    member(structure, "manager")
    end_membership(membership=of(manager, structure), **leaving)
    assert of(manager, structure).ends_on == TODAY


def test_each_looks_after_her_own(left):
    abroad = StructureFactory(cje=True)
    member(abroad)
    seen = {
        "unml": [left],
        "rcjeq": [abroad],
        "officer_fr": [left],
        "decider_qc": [abroad],
        "admin": [left, abroad],
        "finance": [],
    }
    for who, structures in seen.items():
        user = MembershipFactory(**{who: True}).user
        assert list(watched_by(user, TODAY).order_by("pk")) == structures, who
