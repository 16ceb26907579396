"""Who joins a structure, and who leaves it."""

from datetime import date, timedelta

import pytest

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import JournalEntry
from ofqj_portal.core.roles import Role, has_role
from partners.models import Membership
from partners.services import add_member, end_membership
from partners.services.leaving import LastManager
from partners.services.members import AlreadyMember, RoleNotHere
from partners.tests.factories import MembershipFactory, StructureFactory, member

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def structure():
    return StructureFactory(cje=True)


@pytest.fixture
def manager(structure):
    return member(structure, "manager")


def add(structure, by, **changes):
    fields = {"role": "adviser", "starts_on": TODAY, "ends_on": None}
    return add_member(
        structure=structure, by=by, **({"user": changes.pop("user", None) or UserFactory()} | fields | changes)
    )


def test_a_person_gets_a_role_and_the_journal_says_so(structure, manager):
    user = UserFactory()
    assert not has_role(user, Role.ADVISER)
    membership = add(structure, manager, user=user)
    assert (membership.user, has_role(user, Role.ADVISER)) == (user, True)
    entry = JournalEntry.objects.get(verb="membership.added")
    assert entry.facts == {"user": user.pk, "structure": structure.pk, "role": "adviser"}


def test_a_role_of_the_ofqj_is_not_given_elsewhere(structure, manager):
    with pytest.raises(RoleNotHere):
        add(structure, manager, role="officer")
    assert not Membership.objects.filter(role="officer").exists()


def test_the_same_role_twice_is_refused(structure, manager):
    adviser = member(structure)
    with pytest.raises(AlreadyMember):
        add(structure, manager, user=adviser)
    assert Membership.objects.filter(user=adviser).count() == 1


def test_an_access_ends_at_once(structure, manager):
    membership = MembershipFactory(structure=structure)
    end_membership(membership=membership, last_day=TODAY - timedelta(days=1), by=manager, on=TODAY)
    membership.refresh_from_db()
    assert (membership.ends_on, membership.is_current(TODAY)) == (date(2026, 11, 19), False)
    assert not has_role(User.objects.get(pk=membership.user_id), Role.ADVISER)


def test_an_access_given_today_by_mistake_goes_and_the_journal_keeps_it(structure, manager):
    membership = add(structure, manager)
    end_membership(membership=membership, last_day=TODAY - timedelta(days=1), by=manager, on=TODAY)
    assert not Membership.objects.filter(user=membership.user).exists()
    entry = JournalEntry.objects.get(verb="membership.ended")
    assert entry.object_id == str(membership.pk)
    assert add(structure, manager).structure == structure


def test_an_access_ends_at_a_date(structure, manager):
    membership = MembershipFactory(structure=structure)
    end_membership(membership=membership, last_day=date(2026, 12, 31), by=manager, on=TODAY)
    membership.refresh_from_db()
    assert [membership.is_current(day) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [True, False]


def test_an_ended_access_does_not_end_again(structure, manager):
    membership = MembershipFactory(structure=structure, ended=True)
    with pytest.raises(WrongState):
        end_membership(membership=membership, last_day=TODAY, by=manager, on=TODAY)


def test_the_last_manager_stays_until_another_comes(structure, manager):
    last = Membership.objects.get(user=manager)
    with pytest.raises(LastManager):
        end_membership(membership=last, last_day=TODAY, by=manager, on=TODAY)
    member(structure, "manager")
    end_membership(membership=last, last_day=TODAY, by=manager, on=TODAY)
    last.refresh_from_db()
    assert last.ends_on == TODAY
