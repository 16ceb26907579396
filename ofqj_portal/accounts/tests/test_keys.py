"""Passkeys: added, used to sign in, as second factor, before a sensitive act, taken off; whatever is sent instead."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from ofqj_portal.accounts.keys import MOST
from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD, UserFactory
from ofqj_portal.accounts.tests.soft_key import SoftKey
from ofqj_portal.accounts.tests.test_second_factor import SECRET, officer, sign_in
from ofqj_portal.core.models import JournalEntry, OutboxMail

__all__ = ["officer"]
pytestmark = pytest.mark.django_db
ADD, SIGN_IN, CODE = "mfa_add_webauthn", "mfa_login_webauthn", "mfa_authenticate"
CONFIRM = "mfa_reauthenticate_webauthn"


@pytest.fixture
def user():
    return UserFactory(with_password=True, email="ana@exemple.test")


def add(client, key=None, **fields):
    """Add a key to the account that is signed in; return the key and the answer."""
    key = key or SoftKey()
    options = json.loads(client.get(reverse(ADD)).context["options"])
    sent = {"name": "Téléphone", "passwordless": "on", "credential": key.made(options)} | fields
    return key, client.post(reverse(ADD), sent)


def sign_in_by_key(client, key, **fields):
    options = client.get(reverse(SIGN_IN)).json()
    return client.post(reverse(SIGN_IN), {"credential": key.signed(options)} | fields)


def confirm(client, key):
    """Prove who one is by the key."""
    options = json.loads(client.get(reverse(CONFIRM)).context["options"])
    return client.post(reverse(CONFIRM), {"credential": key.signed(options)})


@pytest.fixture
def key(client, user):
    """A key of `user`, added right after she signed in; nobody is signed in any more."""
    sign_in(client, user)
    key, _answer = add(client)
    client.logout()
    return key


def test_a_key_is_added_with_recovery_codes_a_mail_and_a_line_of_journal(client, user):
    sign_in(client, user)
    key, answer = add(client)
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert OutboxMail.objects.filter(text__contains="Une clé d’accès a été ajoutée").count() == 1
    assert JournalEntry.objects.filter(verb="account.webauthn_added", by=user).count() == 1
    page = client.get(reverse("mfa_index")).content.decode()
    assert "Téléphone" in page
    assert client.get(answer.url).status_code == 200, "the key itself was proof enough to read the codes"
    assert add(client, name="")[1].url == reverse("mfa_index")
    client.logout()
    sign_in_by_key(client, key)
    assert client.get(reverse(ADD)).url.startswith(reverse(CONFIRM)), "one more is a sensitive act"
    assert [held.wrap().name for held in Authenticator.objects.filter(type="webauthn").order_by("pk")][1:] == ["Clé 2"]


def test_a_key_signs_in_alone_and_leads_to_the_page_that_asked(client, user, key):
    answer = sign_in_by_key(client, key, next="/structures/")
    assert (answer.url, client.session["_auth_user_id"]) == ("/structures/", str(user.pk))
    assert sign_in_by_key(Client(), key, next="https://ailleurs.test/").url == "/"


def test_a_closed_account_does_not_get_in_by_its_key(client, user, key):
    user.is_active = False
    user.save()
    assert sign_in_by_key(client, key).url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_a_key_that_did_not_check_who_holds_it_is_no_sign_in_but_a_second_factor(client, user):
    sign_in(client, user)
    weak, _answer = add(client, SoftKey(verified=False))
    assert not Authenticator.objects.filter(type="webauthn").exists(), "asked to open alone, it has to check"
    weak, _answer = add(client, SoftKey(verified=False), passwordless="")
    client.logout()
    assert "n’ouvre pas ce compte" in sign_in_by_key(client, weak).content.decode()
    assert "_auth_user_id" not in client.session
    assert sign_in(client, user).url == reverse(CODE)
    page = client.get(reverse(CODE))
    assert (page.context["has_key"], page.context["has_codes"]) == (True, False)
    said = {"credential": weak.signed(json.loads(page.context["options"]))}
    assert client.post(reverse(CODE), said).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_answer_serves_once_and_a_stranger_s_key_opens_nothing(client, user, key):
    options = client.get(reverse(SIGN_IN)).json()
    said = {"credential": key.signed(options)}
    client.post(reverse(SIGN_IN), said)
    client.logout()
    client.get(reverse(SIGN_IN))
    client.post(reverse(SIGN_IN), said)
    assert "_auth_user_id" not in client.session
    stranger = SoftKey()
    stranger.id, stranger.user_handle = key.id, key.user_handle  # it knows the names, not the secret
    sign_in_by_key(client, stranger)
    elsewhere = SoftKey(place="ailleurs.test")
    elsewhere.private, elsewhere.id, elsewhere.user_handle = key.private, key.id, key.user_handle
    sign_in_by_key(client, elsewhere)
    assert "_auth_user_id" not in client.session


HOSTILE = ["", "{", "null", "[]", "12", '"x"', "{}", '{"id": "a", "rawId": "b"}', "[" * 15_000, "é" * 30_000]
HOSTILE += ['{"a": "\\u0000"}', '{"type": "public-key", "id": "YQ", "rawId": "YQ", "response": {}}', "\0"]


@pytest.mark.parametrize("place", [ADD, SIGN_IN, CONFIRM, CODE])
def test_whatever_is_sent_instead_of_an_answer_is_refused_in_words(client, user, key, place, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    known = sign_in_by_key(client, key) if place in (ADD, CONFIRM) else sign_in(client, user)
    assert known.status_code == 302
    if place == ADD:
        confirm(client, key)
    made = json.loads(key.signed({"publicKey": {"challenge": "YQ"}}))
    broken = [json.dumps(made | {"response": made["response"] | {name: "YQ"}}) for name in made["response"]]
    for said in [*HOSTILE, *broken]:
        answer = (Client() if place == SIGN_IN else client).post(reverse(place), {"credential": said})
        assert answer.status_code == 200, said[:40]
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_a_key_confirms_before_a_sensitive_act(client, user, key, settings):
    sign_in_by_key(client, key)
    settings.ROOT_URLCONF = "ofqj_portal.accounts.tests.urls_step_up"
    asked = client.post("/sensible/", {"montant": "12"}).url
    assert asked.startswith(reverse(CONFIRM))
    page = client.get(asked)
    assert "Avec un code" in page.content.decode(), "recovery codes stay at hand"
    said = {"credential": key.signed(json.loads(page.context["options"])), "next": "/sensible/"}
    assert client.post(asked, said).content.decode() == "fait"


def test_a_key_is_renamed_and_removed_by_its_owner_alone_and_other_sessions_end(client, user, key):
    elsewhere = Client()
    sign_in_by_key(elsewhere, key)
    sign_in_by_key(client, key)
    held = Authenticator.objects.get(type="webauthn")
    rename, remove = (reverse(name, args=[held.pk]) for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"))
    stranger = Client()
    sign_in(stranger, UserFactory(with_password=True))
    stranger.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})
    assert [stranger.post(path, {"name": "x"}).status_code for path in (rename, remove)] == [404, 404]
    assert client.post(remove).url.startswith(reverse(CONFIRM)), "removing is a sensitive act"
    confirm(client, key)
    client.post(rename, {"name": "Ordinateur"})
    assert "Ordinateur" in client.get(remove).content.decode()
    client.post(remove)
    assert not Authenticator.objects.filter(user=user).exists(), "recovery codes go with the last factor"
    assert elsewhere.get(reverse("account_profile")).status_code == 302
    assert client.get(reverse("account_profile")).status_code == 200
    assert OutboxMail.objects.filter(text__contains="Une clé d’accès a été retirée").count() == 1
    assert sign_in_by_key(Client(), key).status_code == 200


def test_whoever_must_have_a_second_factor_installs_a_key_and_keeps_it(client, officer, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, officer)
    assert client.get(reverse("account_profile")).url == reverse("mfa_activate_totp")
    add(client)
    assert client.get(reverse("account_profile")).status_code == 200
    remove = reverse("mfa_remove_webauthn", args=[Authenticator.objects.get(type="webauthn").pk])
    answer = client.post(remove, follow=True)
    assert "Votre rôle demande une double authentification" in answer.content.decode()
    TOTP.activate(officer, SECRET)
    client.post(remove)
    assert not Authenticator.objects.filter(type="webauthn").exists(), "the application is a second factor too"


def test_a_person_keeps_no_endless_list_of_keys(client, user):
    sign_in(client, user)
    add(client)
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type="webauthn", data=Authenticator.objects.get(type="webauthn").data)
        for _n in range(MOST - 1)
    )
    _other, answer = add(client)
    assert f"déjà {MOST} clés" in answer.content.decode()
