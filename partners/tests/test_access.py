"""Where roles come from, and what they let people see."""

import pytest

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core.roles import Role, RoleGrant, grants_of, needs_second_factor, parties_of, sections_of
from partners.models import Agreement, Structure
from partners.tests.factories import AgreementFactory, MembershipFactory, NetworkFactory, StructureFactory, member

pytestmark = pytest.mark.django_db


def test_a_membership_grants_its_role_over_its_structure():
    membership = MembershipFactory()
    assert grants_of(membership.user) == {RoleGrant(Role.ADVISER, structure_id=membership.structure_id)}
    assert not needs_second_factor(membership.user)


def test_an_officer_s_role_is_over_her_section():
    officer = MembershipFactory(officer_qc=True).user
    assert (sections_of(officer, Role.OFFICER), parties_of(officer)) == ({"qc"}, {"ofqj"})
    assert needs_second_factor(officer)


@pytest.mark.parametrize(("trait", "parties"), [("unml", {"unml"}), ("rcjeq", {"rcjeq"}), ("arml", set())])
def test_a_network_speaks_for_its_party_and_an_arml_for_none(trait, parties):
    assert parties_of(MembershipFactory(**{trait: True}).user, Role.NETWORK) == parties


def test_an_ended_membership_grants_nothing():
    assert grants_of(MembershipFactory(ended=True).user) == frozenset()


def test_a_closed_account_has_no_role():
    membership = MembershipFactory()
    membership.user.is_active = False
    assert grants_of(membership.user) == frozenset()


def test_the_directory_is_open_and_a_closed_structure_shows_to_its_own_and_the_ofqj(django_user_model):
    from django.contrib.auth.models import AnonymousUser

    open_one, closed = StructureFactory(ml=True), StructureFactory(ml=True, inactive=True)
    adviser, stranger = member(closed), member(open_one)
    officer = MembershipFactory(officer_fr=True).user
    seen = [closed in Structure.objects.visible_to(user) for user in (AnonymousUser(), stranger, adviser, officer)]
    assert seen == [False, False, True, True]
    assert open_one in Structure.objects.visible_to(AnonymousUser())


def test_a_network_gathers_the_members_of_its_whole_tree():
    national = MembershipFactory(unml=True)
    regional = MembershipFactory(arml=True)
    of_unml = StructureFactory(ml=True)
    of_arml = StructureFactory(ml=True, network=NetworkFactory(arml_aura=True))
    StructureFactory(cje=True)
    members = [set(Structure.objects.in_networks_of(row.user)) for row in (national, regional)]
    assert members == [{of_unml, of_arml}, {of_arml}]
    assert not Structure.objects.in_networks_of(member(of_unml)).exists()


def test_an_entente_not_yet_confirmed_shows_to_its_two_sides():
    agreement = AgreementFactory(unconfirmed=True)
    first, second = member(agreement.first_structure), member(agreement.second_structure)
    stranger = MembershipFactory().user
    seen = [
        list(Agreement.objects.visible_to(user)) == [agreement] for user in (first, second, stranger, UserFactory())
    ]
    assert seen == [True, True, False, False]
    agreement.confirmed_on = agreement.starts_on
    agreement.save()
    assert list(Agreement.objects.visible_to(stranger)) == [agreement]
