"""A role that is offered: to one address, for fourteen days, answered once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar, links
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import ActionLink, JournalEntry, JournalPersonal, OutboxMail
from partners.models import Invitation, Membership
from partners.queries.invitations import INVITATION_LINK, invitation_of
from partners.services import (
    accept_invitation,
    decline_invitation,
    end_membership,
    invite_member,
    resend_invitation,
    revoke_invitation,
)
from partners.services.invitations import InvitationRefused, NewAccount, NotYours
from partners.tests.factories import MembershipFactory, StructureFactory, member

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
PASSWORD = "quatre hibiscus sous la neige"


@pytest.fixture
def structure():
    return StructureFactory(cje=True)


@pytest.fixture
def manager(structure):
    return member(structure, "manager")


def offer(structure, by, **changes):
    fields = {"email": "Neuve@Exemple.test", "role": "adviser", "ends_on": None}
    return invite_member(structure=structure, by=by, **(fields | changes))


def link_of(invitation):
    return links.links_of(INVITATION_LINK, [invitation]).first()


def accept_by_link(invitation, link=None):
    account = NewAccount("Neuve", "Personne", PASSWORD)
    return accept_invitation(
        invitation=invitation, by=None, on=TODAY, link=link or link_of(invitation), account=account
    )


def test_an_invitation_leaves_by_mail_with_a_secret_link_and_the_journal_has_no_address(structure, manager):
    invitation = offer(structure, manager)
    mail = OutboxMail.objects.get()
    assert (mail.to_email, mail.shore, invitation.email) == ("neuve@exemple.test", "qc", "neuve@exemple.test")
    assert "/lien/invitation/" in mail.text
    assert mail.secret not in mail.text
    entry = JournalEntry.objects.get(verb="invitation.sent")
    assert entry.facts == {"invitation": invitation.pk, "role": "adviser", "link": link_of(invitation).pk}
    assert JournalPersonal.objects.get(entry=entry).data == {"email": "neuve@exemple.test"}
    assert not User.objects.filter(email="neuve@exemple.test").exists()


def test_who_has_no_account_opens_one_by_the_link_and_becomes_a_member(structure, manager):
    invitation = offer(structure, manager, ends_on=date(2027, 6, 30))
    membership = accept_by_link(invitation)
    user = membership.user
    assert (user.email, str(user), user.check_password(PASSWORD)) == ("neuve@exemple.test", "Neuve Personne", True)
    assert (membership.role, membership.starts_on, membership.ends_on) == ("adviser", TODAY, date(2027, 6, 30))
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == ("accepted", user)
    assert OutboxMail.objects.get(kind="partners.invitation_answered").to_email == manager.email


def test_a_link_serves_once(structure, manager):
    invitation = offer(structure, manager)
    link = link_of(invitation)
    accept_by_link(invitation, link)
    with pytest.raises(WrongState):
        accept_by_link(invitation, link)
    assert Membership.objects.filter(structure=structure, role="adviser").count() == 1


def test_an_account_answers_only_what_is_addressed_to_it(structure, manager):
    invited, other = UserFactory(email="connue@exemple.test"), UserFactory()
    invitation = offer(structure, manager, email="CONNUE@exemple.test")
    with pytest.raises(NotYours):
        accept_invitation(invitation=invitation, by=other, on=TODAY)
    with pytest.raises(NotYours):
        decline_invitation(invitation=invitation, by=other)
    assert accept_invitation(invitation=invitation, by=invited, on=TODAY).user == invited


def test_the_link_opens_no_second_account_and_enters_no_one_else_s(structure, manager):
    UserFactory(email="connue@exemple.test")
    invitation = offer(structure, manager, email="connue@exemple.test")
    with pytest.raises(NotYours):
        accept_by_link(invitation)
    assert not Membership.objects.filter(structure=structure, role="adviser").exists()
    assert User.objects.filter(email="connue@exemple.test").count() == 1


def test_without_link_nor_account_nobody_accepts(structure, manager):
    invitation = offer(structure, manager)
    with pytest.raises(NotYours):
        accept_invitation(invitation=invitation, by=None, on=TODAY, account=NewAccount("N", "P", PASSWORD))
    assert not User.objects.filter(email="neuve@exemple.test").exists()


def test_declining_opens_nothing_and_tells_the_manager(structure, manager):
    invitation = offer(structure, manager)
    decline_invitation(invitation=invitation, by=None, link=link_of(invitation))
    invitation.refresh_from_db()
    assert (invitation.state, User.objects.filter(email="neuve@exemple.test").exists()) == ("declined", False)
    assert "décliné" in OutboxMail.objects.get(kind="partners.invitation_answered").subject
    assert JournalEntry.objects.get(verb="invitation.declined").facts["by_link"] == link_of(invitation).pk


def test_a_revoked_invitation_opens_nothing_and_its_mail_stays(structure, manager):
    invitation = offer(structure, manager)
    revoke_invitation(invitation=invitation, by=manager)
    assert OutboxMail.objects.get().state == "withdrawn"
    assert link_of(invitation).revoked_at is not None
    with pytest.raises(WrongState):
        accept_by_link(invitation)
    with pytest.raises(links.LinkRefused):
        invitation_of(link_of(invitation))


def test_a_new_link_closes_the_former(structure, manager):
    invitation = offer(structure, manager)
    first = link_of(invitation)
    resend_invitation(invitation=invitation, by=manager)
    assert [
        link.is_living(calendar.real_now()) for link in (ActionLink.objects.get(pk=first.pk), link_of(invitation))
    ] == [
        False,
        True,
    ]


def test_five_messages_a_day_to_one_address_are_enough(structure, manager):
    invitation = offer(structure, manager)
    for _time in range(4):
        resend_invitation(invitation=invitation, by=manager)
    with pytest.raises(InvitationRefused):
        resend_invitation(invitation=invitation, by=manager)
    assert ActionLink.objects.filter(purpose=INVITATION_LINK).count() == 5


def test_the_same_role_is_offered_once_to_an_address(structure, manager):
    invitation = offer(structure, manager)
    with pytest.raises(InvitationRefused):
        offer(structure, manager, email="neuve@exemple.test")
    assert offer(structure, manager, role="manager") != invitation
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            structure=structure,
            email="NEUVE@exemple.test",
            role="adviser",
            invited_by=manager,
            invited_at=calendar.real_now(),
        )


@pytest.mark.parametrize("role", ["officer", "network", "pirate"])
def test_a_role_that_is_not_of_the_structure_is_not_offered(structure, manager, role):
    with pytest.raises(InvitationRefused):
        offer(structure, manager, role=role)
    assert not Invitation.objects.exists()


def test_a_present_member_is_not_invited_again_but_a_former_one_is(structure, manager):
    present = member(structure)
    with pytest.raises(InvitationRefused):
        offer(structure, manager, email=present.email)
    former = MembershipFactory(structure=structure, ended=True).user
    assert offer(structure, manager, email=former.email).email == former.email


def test_a_removed_member_does_not_return_by_an_old_invitation(structure, manager):
    leaving = member(structure)
    waiting = offer(structure, manager, email=leaving.email, role="manager")
    membership = Membership.objects.get(user=leaving)
    end_membership(membership=membership, last_day=TODAY - timedelta(days=1), by=manager, on=TODAY)
    with pytest.raises(WrongState):
        accept_invitation(invitation=waiting, by=leaving, on=TODAY)
    waiting.refresh_from_db()
    assert waiting.state == "revoked"


def test_what_a_manager_offered_goes_with_her(structure, manager):
    other = member(structure, "manager")
    hers, others = offer(structure, manager), offer(structure, other, email="autre@exemple.test")
    membership = Membership.objects.get(user=manager)
    end_membership(membership=membership, last_day=TODAY - timedelta(days=1), by=other, on=TODAY)
    states = dict(Invitation.objects.values_list("pk", "state"))
    assert (states[hers.pk], states[others.pk]) == ("revoked", "pending")


@pytest.mark.parametrize("late", ["ends_on", "structure"])
def test_what_no_longer_holds_is_not_accepted(structure, manager, late):
    invitation = offer(structure, manager, ends_on=TODAY - timedelta(days=1) if late == "ends_on" else None)
    if late == "structure":
        structure.is_active = False
        structure.save()
    with pytest.raises((WrongState, InvitationRefused)):
        accept_by_link(invitation)
    assert not User.objects.filter(email="neuve@exemple.test").exists()
