"""The second factor: installed, asked for, enforced for the roles that see many people or decide."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD, UserFactory
from ofqj_portal.core import roles
from ofqj_portal.core.roles import RoleGrant, register_role_source

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret: str = SECRET, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def officer(monkeypatch):
    """A person whose role demands a second factor."""
    user = UserFactory(with_password=True)
    monkeypatch.setattr(roles, "_sources", [])
    register_role_source(
        lambda person, on: [RoleGrant(roles.Role.OFFICER, section="fr")] if person.pk == user.pk else []
    )
    return user


def sign_in(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": DEMO_PASSWORD})


def test_whoever_has_a_second_factor_is_asked_for_it(client):
    user = UserFactory(with_password=True)
    TOTP.activate(user, SECRET)
    assert sign_in(client, user).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": code_now()}).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_code_of_the_step_before_still_gets_in_and_no_older_one(client):
    user = UserFactory(with_password=True)
    TOTP.activate(user, SECRET)
    sign_in(client, user)
    assert client.post(reverse("mfa_authenticate"), {"code": code_now(steps=-3)}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": code_now(steps=-1)}).status_code == 302


def test_a_recovery_code_gets_in_once(client):
    user = UserFactory(with_password=True)
    TOTP.activate(user, SECRET)
    code = RecoveryCodes.activate(user).generate_codes()[0]
    sign_in(client, user)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    other = Client()
    sign_in(other, user)
    assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_the_secret_is_unreadable_in_the_database():
    TOTP.activate(UserFactory(), SECRET)
    assert SECRET not in str(Authenticator.objects.get().data)


@pytest.mark.django_db(transaction=True)
def test_an_officer_without_second_factor_can_only_install_it(client, officer, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, officer)
    assert client.get(reverse("account_profile")).url == reverse("mfa_activate_totp")
    assert client.get(reverse("usersessions_list")).url == reverse("mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    code = code_now(page.context["form"].secret)
    response = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert response.url == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("account_profile")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_installing_it_ends_the_sessions_opened_without_it(client, officer):
    elsewhere = Client()
    sign_in(elsewhere, officer)
    sign_in(client, officer)
    page = client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": code_now(page.context["form"].secret)})
    assert client.get(reverse("account_profile")).status_code == 200
    assert elsewhere.get(reverse("account_profile")).status_code == 302


def test_a_session_opened_without_the_code_is_asked_for_it(client, officer, settings):
    TOTP.activate(officer, SECRET)
    client.force_login(officer)  # a session that never gave the code
    settings.SECOND_FACTOR_REQUIRED = True
    response = client.get(reverse("account_profile"))
    assert response.url == reverse("mfa_reauthenticate") + "?next=%2Fcompte%2F"
    assert client.post(response.url, {"code": code_now(), "next": "/compte/"}).url == "/compte/"
    assert client.get(reverse("account_profile")).status_code == 200


def test_an_officer_never_takes_it_off(client, officer, settings):
    TOTP.activate(officer, SECRET)
    sign_in(client, officer)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    settings.SECOND_FACTOR_REQUIRED = True
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=officer, type="totp").count() == 1


def test_an_adviser_is_not_obliged(client, officer, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(UserFactory())
    assert client.get(reverse("account_profile")).status_code == 200


def test_a_new_password_does_not_get_around_the_second_factor(client):
    user = UserFactory(with_password=True)
    TOTP.activate(user, SECRET)
    user.set_password("cerise-traversier-lundi-mousse")
    user.save()
    form = {"login": user.email, "password": "cerise-traversier-lundi-mousse"}
    assert client.post(reverse("account_login"), form).url == reverse("mfa_authenticate")


@step_up_required
def sensitive(request):
    return HttpResponse("fait")


def test_a_sensitive_act_asks_again_even_right_after_sign_in(client, settings):
    user = UserFactory(with_password=True)
    sign_in(client, user)
    settings.ROOT_URLCONF = "ofqj_portal.accounts.tests.urls_step_up"
    response = client.post("/sensible/", {"montant": "12"})
    assert response.url == reverse("account_reauthenticate") + "?next=%2Fsensible%2F"
    done = client.post(response.url, {"password": DEMO_PASSWORD, "next": "/sensible/"})
    assert done.content.decode() == "fait"  # what was posted went on by itself
    assert client.post("/sensible/").content.decode() == "fait"  # one proof counts for a while


def test_a_step_up_asks_for_the_second_factor_of_whoever_has_one_but_not_in_the_demo(client, settings):
    user = UserFactory(with_password=True)
    TOTP.activate(user, SECRET)
    client.force_login(user)
    settings.ROOT_URLCONF = "ofqj_portal.accounts.tests.urls_step_up"
    assert client.post("/sensible/").url.startswith(reverse("mfa_reauthenticate"))
    settings.STEP_UP_WITH_PASSWORD_ONLY = True
    assert client.post("/sensible/").url.startswith(reverse("account_reauthenticate"))
