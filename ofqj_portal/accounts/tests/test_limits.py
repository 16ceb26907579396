"""How often one may try, form by form: counted in the database before any password is hashed, the same for nobody's."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD, UserFactory
from ofqj_portal.accounts.tests.test_second_factor import SECRET

pytestmark = pytest.mark.django_db
WRONG = "pas le bon mot de passe"
CHANGE = {"oldpassword": WRONG, "password1": "cerise traversier lundi", "password2": "cerise traversier lundi"}


class CountingHasher(MD5PasswordHasher):
    """The hasher of the tests, which counts what it computes."""

    computed = 0

    def encode(self, password, salt):
        CountingHasher.computed += 1
        return super().encode(password, salt)


@pytest.fixture
def hashed(settings):
    """Give how many hashes an act computes."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]

    def count(act, *said):
        before = CountingHasher.computed
        act(*said)
        return CountingHasher.computed - before

    return count


@pytest.fixture
def ana():
    cache.clear()
    return UserFactory(email="ana@exemple.test", with_password=True)


def from_place(number):
    return Client(REMOTE_ADDR=f"203.0.113.{number}")


def sign_in(client, login="ana@exemple.test", password=WRONG):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def tries(act):
    """Count the tries that were judged before the first that was not."""
    for number in range(60):
        answer = act(number)
        if answer.status_code == 429 or "Trop d’essais" in answer.text:
            return number
    raise AssertionError("nothing ends the tries")


def post_as(user, page, fields):
    client = Client()
    client.force_login(user)
    return lambda number: client.post(reverse(page), fields)


def code_of(user):
    TOTP.activate(user, SECRET)
    client = Client()
    sign_in(client, user.email, DEMO_PASSWORD)
    return lambda number: client.post(reverse("mfa_authenticate"), {"code": "000000"})


def link_for(login, place):
    client = Client(REMOTE_ADDR=place)
    return client.post(reverse("account_reset_password"), {"email": login})


def guess_link(number):
    page = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": f"abc-{number:032d}"})
    return from_place(1).post(page, {"password1": WRONG, "password2": WRONG})


@pytest.mark.parametrize(
    ("judged", "act"),
    [
        pytest.param(5, lambda ana: lambda n: sign_in(from_place(n)), id="one account, from everywhere"),
        pytest.param(
            10, lambda ana: lambda n: sign_in(from_place(1), f"personne-{n}@exemple.test"), id="all accounts, one place"
        ),
        pytest.param(5, code_of, id="code of the second factor"),
        pytest.param(
            5, lambda ana: lambda n: link_for("ana@exemple.test", f"203.0.113.{n}"), id="link for one account"
        ),
        pytest.param(5, lambda ana: lambda n: link_for("nul@exemple.test", f"203.0.113.{n}"), id="link for nobody"),
        pytest.param(
            20, lambda ana: lambda n: link_for(f"personne-{n}@exemple.test", "203.0.113.1"), id="links, one place"
        ),
        pytest.param(20, lambda ana: guess_link, id="guessed link to a new password"),
        pytest.param(5, lambda ana: post_as(ana, "account_reauthenticate", {"password": WRONG}), id="step-up"),
        pytest.param(5, lambda ana: post_as(ana, "account_change_password", CHANGE), id="change of password"),
        pytest.param(
            30, lambda ana: lambda n: Client().post(reverse("mfa_login_webauthn"), {"credential": "{}"}), id="passkey"
        ),
    ],
)
def test_each_form_judges_so_many_tries_and_no_more(ana, judged, act):
    assert tries(act(ana)) == judged


def test_the_work_for_somebody_and_for_nobody_is_the_same(ana, hashed):
    UserFactory(email="fermee@exemple.test", with_password=True, is_active=False)
    UserFactory(email="sans@exemple.test", password="!")
    addresses = [f"{name}@exemple.test" for name in ("ana", "inconnue", "fermee", "sans")]
    assert [hashed(sign_in, from_place(9), address) for address in addresses] == [1] * 4
    assert [hashed(link_for, address, "203.0.113.9") for address in addresses] == [0] * 4


@pytest.mark.parametrize("login", ["ana@exemple.test", "inconnue@exemple.test"])
def test_past_the_limit_nothing_is_hashed_whoever_asks(ana, hashed, login):
    for number in range(5):
        sign_in(from_place(number), login)
    assert hashed(sign_in, from_place(9), login, DEMO_PASSWORD) == 0
