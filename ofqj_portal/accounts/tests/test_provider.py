"""Signing in by an identity provider: linked by a verified address, never opening an account, its word checked."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ofqj_portal.accounts.models import SignIn, User
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.accounts.tests.identity_provider import identity_provider
from ofqj_portal.accounts.tests.test_second_factor import SECRET, code_now, officer
from ofqj_portal.core.models import JournalEntry, OutboxMail

__all__ = ["officer"]
pytestmark = pytest.mark.django_db
START, BACK = "openid_connect_login", "openid_connect_callback"


@pytest.fixture(scope="module")
def started():
    with identity_provider() as provider:
        yield provider


@pytest.fixture
def provider(started, settings):
    """A provider where Ana is signed in, and which says nothing wrong."""
    cache.clear()
    started.person = {"sub": "ana-1", "email": "ANA@exemple.test", "email_verified": True}
    started.changes, started.session, started.userinfo, started.signs_userinfo = {}, {}, {}, False
    started.signs_with = started.key
    settings.SOCIALACCOUNT_PROVIDERS = started.settings
    return started


@pytest.fixture
def user():
    return UserFactory(email="ana@exemple.test", with_password=True)


def come_by(client, provider, next_path="", **changed):
    """Go to the provider and come back with its answer."""
    path = reverse(START, args=["fournisseur"]) + (f"?next={next_path}" if next_path else "")
    there = urlsplit(client.get(path).url)
    asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    assert asked["code_challenge_method"] == "S256"
    _status, back, _body = provider.answer(there.path, asked | changed)
    return client.get(back)


def is_in(client):
    return "_auth_user_id" in client.session


def words_of(client, answer):
    return " ".join(str(message) for message in get_messages(client.get(answer.url).wsgi_request))


def test_the_first_time_links_the_account_of_the_address_and_tells_the_person(client, user, provider):
    page = client.get(reverse("account_login") + "?next=/structures/").content.decode()
    assert ("Fournisseur d’essai" in page, "next=%2Fstructures%2F" in page) == (True, True)
    assert come_by(client, provider, "/structures/").url == "/structures/"
    link = SocialAccount.objects.get()
    assert (link.user, link.uid, link.extra_data) == (user, "ana-1", {})
    assert OutboxMail.objects.filter(text__contains="fournisseur d’identité").count() == 1
    assert JournalEntry.objects.filter(verb="account.provider_linked").count() == 1
    assert SignIn.objects.get().way == SignIn.Way.PROVIDER
    provider.person |= {"email": "autre@exemple.test"}  # the address changes over there, not the person
    again = Client()
    come_by(again, provider)
    assert (is_in(again), SocialAccount.objects.count(), OutboxMail.objects.count()) == (True, 1, 1)


@pytest.mark.parametrize(
    "person", [{"email": "inconnue@exemple.test"}, {"email_verified": False}, {"email": ""}, {"email_verified": None}]
)
def test_no_account_is_opened_and_no_unverified_address_opens_one(client, user, provider, person):
    provider.person |= person
    answer = come_by(client, provider)
    assert "Demandez une invitation" in words_of(client, answer)
    assert (is_in(client), User.objects.count(), SocialAccount.objects.count()) == (False, 1, 0)


def test_a_closed_account_does_not_get_in(client, user, provider):
    user.is_active = False
    user.save()
    assert come_by(client, provider).url == reverse("account_inactive")
    assert not is_in(client)


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "autre"},
        {"iss": "https://ailleurs.test"},
        {"exp": 1},
        {"nonce": "rejouée"},
        {"sub": "zoe-2"},
    ],
)
def test_a_token_that_says_something_wrong_opens_nothing(client, user, provider, wrong):
    provider.changes = wrong
    answer = come_by(client, provider)
    assert (answer.url, is_in(client)) == (reverse("account_login"), False)


def test_a_token_signed_by_somebody_else_opens_nothing(client, user, provider):
    provider.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert (come_by(client, provider).url, is_in(client)) == (reverse("account_login"), False)


def test_an_answer_that_nobody_asked_for_opens_nothing(client, user, provider):
    come_by(client, provider)
    stranger = Client()
    answer = stranger.get(reverse(BACK, args=["fournisseur"]), {"code": "code", "state": "inventé"})
    assert (answer.url, is_in(stranger)) == (reverse("account_login"), False)
    answer = stranger.get(reverse(BACK, args=["fournisseur"]), {"error": "access_denied"})
    assert "a refusé" in words_of(stranger, answer)


def test_a_signed_userinfo_is_read_and_its_signature_checked(client, user, provider):
    provider.signs_userinfo = True
    come_by(client, provider)
    assert is_in(client)
    other = Client()
    provider.userinfo = {"sub": "zoe-2"}
    assert (come_by(other, provider).url, is_in(other)) == (reverse("account_login"), False)
    provider.userinfo = {}
    provider.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert (come_by(other, provider).url, is_in(other)) == (reverse("account_login"), False)


def test_the_second_factor_is_asked_unless_the_provider_says_that_it_did(client, officer, provider, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    provider.person |= {"email": officer.email}
    come_by(client, provider)
    assert client.get(reverse("account_profile")).url == reverse("mfa_activate_totp")
    TOTP.activate(officer, SECRET)
    second = Client()
    assert come_by(second, provider).url == reverse("mfa_authenticate")
    second.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert second.get(reverse("account_profile")).status_code == 200
    provider.session = {"amr": ["pwd", "mfa"]}
    third = Client()
    come_by(third, provider)
    assert third.get(reverse("account_profile")).status_code == 200


def test_leaving_the_portal_leaves_the_provider(client, user, provider):
    come_by(client, provider)
    page = client.post(reverse("account_logout"), follow=True)
    assert not is_in(client)
    assert f"{provider.issuer}/end_session?id_token_hint=" in page.content.decode()
    assert client.get(reverse("account_leave_provider")).url == "/"


def test_without_a_provider_there_is_no_door_and_one_that_is_away_says_so(client, settings, provider):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] |= dict.fromkeys(("issuer", "server_url"), "http://127.0.0.1:9")
    answer = client.get(reverse(START, args=["fournisseur"]))
    assert "n’a pas répondu" in words_of(client, answer)
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert client.get(reverse(START, args=["fournisseur"])).status_code == 404
    assert "fournisseur" not in client.get(reverse("account_login")).content.decode()
