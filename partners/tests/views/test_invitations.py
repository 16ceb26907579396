"""The pages of invitations: offered by the manager, answered by link or by account, never by reading."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core.models import JournalEntry, OutboxMail
from partners.models import Invitation, Membership
from partners.services import invite_member
from partners.tests.factories import StructureFactory, member

pytestmark = pytest.mark.django_db
PASSWORD = "quatre hibiscus sous la neige"
ACCOUNT = {
    "answer": "yes",
    "first_name": "Neuve",
    "last_name": "Personne",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture
def structure():
    return StructureFactory(ml=True)


@pytest.fixture
def manager(structure):
    return member(structure, "manager", password="demonstration")


@pytest.fixture
def proven(client, manager):
    """Sign the manager in as people do, so that her proof is fresh."""
    manager.set_password(PASSWORD)
    manager.save()
    client.post(reverse("account_login"), {"login": manager.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def form(**changes):
    return {"form_token": str(uuid.uuid4()), "email": "neuve@exemple.test", "role": "adviser"} | changes


def invited(structure, manager, email="neuve@exemple.test"):
    invitation = invite_member(structure=structure, email=email, role="adviser", ends_on=None, by=manager)
    return invitation, reverse("partners:invitation_link", args=[OutboxMail.objects.latest("created_at").secret])


def test_the_manager_invites_and_a_double_click_sends_nothing_more(proven, structure):
    address, once = reverse("partners:invite", args=[structure.pk]), form()
    assert proven.get(address).status_code == 200
    assert [proven.post(address, once).status_code for _click in range(2)] == [302, 302]
    assert (Invitation.objects.count(), OutboxMail.objects.count()) == (1, 1)
    page = proven.get(reverse("partners:members", args=[structure.pk])).content.decode()
    assert "neuve@exemple.test" in page


@pytest.mark.parametrize("role", ["officer", "admin", "dpo", "network", "pirate", ""])
def test_the_manager_offers_the_roles_of_her_structure_only(proven, structure, role):
    response = proven.post(reverse("partners:invite", args=[structure.pk]), form(role=role))
    assert response.context["form"].errors["role"]
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"ends_on": "hier"}, {"ends_on": "2001-01-01"}, {"email": "a\x00@b.test"}, {"email": ""}]
)
def test_nonsense_comes_back_with_its_message(proven, structure, changes):
    response = proven.post(reverse("partners:invite", args=[structure.pk]), form(**changes))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == list(changes)


def test_inviting_asks_for_a_fresh_proof(client, structure, manager):
    client.force_login(manager)
    response = client.post(reverse("partners:invite", args=[structure.pk]), form())
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert not Invitation.objects.exists()


def test_invitations_of_another_structure_are_404(client, structure, manager):
    invitation, _path = invited(structure, manager)
    client.force_login(member(StructureFactory(ml=True), "manager"))
    for act in ("invitation_resend", "invitation_revoke"):
        assert client.post(reverse(f"partners:{act}", args=[structure.pk, invitation.pk])).status_code == 404
        own = Membership.objects.get(user=client.get("/").wsgi_request.user).structure
        assert client.post(reverse(f"partners:{act}", args=[own.pk, invitation.pk])).status_code == 404
    invitation.refresh_from_db()
    assert invitation.state == "pending"


def test_the_manager_sends_again_then_takes_back(client, structure, manager):
    invitation, path = invited(structure, manager)
    client.force_login(manager)
    again = reverse("partners:invitation_resend", args=[structure.pk, invitation.pk])
    assert client.get(again).status_code == 405
    client.post(again)
    second = reverse("partners:invitation_link", args=[OutboxMail.objects.latest("created_at").secret])
    assert [Client().get(address).status_code for address in (path, second)] == [404, 200]
    client.post(reverse("partners:invitation_revoke", args=[structure.pk, invitation.pk]))
    assert Client().get(second).status_code == 404
    invitation.refresh_from_db()
    assert invitation.state == "revoked"


def test_reading_the_link_changes_nothing_and_tells_no_other_site(structure, manager):
    invitation, path = invited(structure, manager)
    before = JournalEntry.objects.count()
    response = Client().get(path)
    assert (response.status_code, response.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert structure.name in response.content.decode()
    invitation.refresh_from_db()
    assert (invitation.state, JournalEntry.objects.count()) == ("pending", before)


def test_somebody_new_opens_her_account_and_signs_in(structure, manager):
    _invitation, path = invited(structure, manager)
    browser = Client()
    assert browser.post(path, ACCOUNT).url == reverse("account_login")
    assert Membership.objects.get(user__email="neuve@exemple.test").structure == structure
    assert browser.post(path, ACCOUNT).status_code == 404
    signed = browser.post(reverse("account_login"), {"login": "neuve@exemple.test", "password": PASSWORD})
    assert signed.status_code == 302
    assert browser.get(structure.get_absolute_url()).wsgi_request.user.email == "neuve@exemple.test"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password1": "court", "password2": "court"}, "password1"),
        ({"password2": "autre chose de très long"}, "password2"),
        ({"first_name": " "}, "first_name"),
        ({"last_name": ""}, "last_name"),
    ],
)
def test_a_bad_answer_opens_nothing(structure, manager, changes, field):
    _invitation, path = invited(structure, manager)
    response = Client().post(path, ACCOUNT | changes)
    assert response.context["form"].errors[field]
    assert not User.objects.filter(email="neuve@exemple.test").exists()


def test_the_link_declines_without_account(structure, manager):
    invitation, path = invited(structure, manager)
    assert Client().post(path, {"answer": "no"}).status_code == 200
    invitation.refresh_from_db()
    assert invitation.state == "declined"


def test_who_has_an_account_is_sent_to_sign_in_and_answers_there(client, structure, manager):
    user = UserFactory(email="connue@exemple.test")
    invitation, path = invited(structure, manager, email=user.email)
    page = Client().post(path, ACCOUNT)
    assert (page.status_code, User.objects.filter(email=user.email).count()) == (200, 1)
    assert reverse("partners:my_invitations") in page.content.decode()
    client.force_login(user)
    assert structure.name in client.get(reverse("partners:my_invitations")).content.decode()
    response = client.post(reverse("partners:invitation_answer", args=[invitation.pk]), {"answer": "yes"})
    assert response.url == structure.get_absolute_url()
    assert Membership.objects.filter(user=user, structure=structure, role="adviser").exists()


def test_an_invitation_of_somebody_else_is_404(client, structure, manager):
    invitation, _path = invited(structure, manager)
    client.force_login(UserFactory())
    assert "neuve@exemple.test" not in client.get(reverse("partners:my_invitations")).content.decode()
    answer = reverse("partners:invitation_answer", args=[invitation.pk])
    assert client.post(answer, {"answer": "yes"}).status_code == 404


def test_nobody_declines_by_a_word_that_means_nothing_of_the_kind(client, structure, manager):
    user = UserFactory()
    invitation, _path = invited(structure, manager, email=user.email)
    client.force_login(user)
    client.post(reverse("partners:invitation_answer", args=[invitation.pk]), {"answer": "perhaps"})
    invitation.refresh_from_db()
    assert invitation.state == "pending"
