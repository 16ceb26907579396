"""Who came in is written and told; a known browser gets through the limits, a trusted one is spared the code."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.conf import settings as portal
from django.core.cache import cache
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ofqj_portal.accounts.devices import network_of
from ofqj_portal.accounts.models import SignIn, TrustedDevice
from ofqj_portal.accounts.sign_ins import forget_old_sign_ins
from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD, UserFactory
from ofqj_portal.accounts.tests.test_second_factor import SECRET, code_now, officer
from ofqj_portal.core import roles
from ofqj_portal.core.calendar import real_now
from ofqj_portal.core.classification import unclassified_columns
from ofqj_portal.core.models import JournalEntry, OutboxMail

__all__ = ["officer"]
pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1"
OFFICE, AWAY = "203.0.113.9", "198.51.100.7"


@pytest.fixture
def user():
    return UserFactory(email="ana@exemple.test", with_password=True)


def browser(agent=FIREFOX, address=OFFICE):
    return Client(headers={"user-agent": agent}, REMOTE_ADDR=address)


def sign_in(client, password=DEMO_PASSWORD, login="ana@exemple.test"):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def give_code(client, **fields):
    return client.post(reverse("mfa_authenticate"), {"code": code_now()} | fields)


def history():
    return list(SignIn.objects.order_by("pk").values_list("outcome", "way", "device", "network"))


def test_entries_and_refusals_are_written_without_the_end_of_the_address(user):
    TOTP.activate(user, SECRET)
    client = browser()
    sign_in(client, password="pas-le-bon-mot-de-passe")
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    give_code(client)
    here = ("Firefox sur Windows", "203.0.113.x")
    assert history() == [
        ("wrong_password", "password", *here),
        ("wrong_factor", "code", *here),
        ("in", "code", *here),
    ]
    page = client.get(reverse("usersessions_list")).content.decode()
    assert (str(SignIn.Outcome.WRONG_FACTOR.label) in page, "203.0.113.x" in page, OFFICE in page) == (
        True,
        True,
        False,
    )
    stranger = browser()
    stranger.force_login(UserFactory())
    assert "Refusée" not in stranger.get(reverse("usersessions_list")).content.decode()


def test_an_unknown_address_is_the_same_work_and_names_nobody(user):
    counts = []
    for login in ("ana@exemple.test", "inconnue@exemple.test"):
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            sign_in(browser(), password="pas-le-bon-mot-de-passe", login=login)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert list(SignIn.objects.order_by("pk").values_list("user", flat=True)) == [user.pk, None]


@pytest.mark.parametrize(
    ("address", "written"),
    [("203.0.113.9", "203.0.113.x"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"), ("", ""), ("nulle part", "")],
)
def test_an_address_is_written_without_its_end(address, written):
    assert network_of(address) == written


def test_a_new_device_is_told_once_and_the_first_one_never(user):
    sign_in(browser())
    assert not OutboxMail.objects.exists()
    sign_in(browser())  # cookies wiped, the same sort of browser at the same place
    assert not OutboxMail.objects.exists()
    phone = browser(SAFARI, AWAY)
    sign_in(phone)
    mail = OutboxMail.objects.get()
    assert ("Safari sur iPhone" in mail.text, "nouvelle connexion" in mail.subject) == (True, True)
    assert JournalEntry.objects.filter(verb="account.new_device").count() == 1
    phone.post(reverse("account_logout"))
    phone.defaults["REMOTE_ADDR"] = "192.0.2.40"  # it moves, and remembers the account
    sign_in(phone)
    assert OutboxMail.objects.count() == 1


def test_a_known_browser_gets_through_what_others_tried(user, settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/5m/key"}
    known = browser()
    sign_in(known)
    known.post(reverse("account_logout"))
    stranger = browser(SAFARI, AWAY)
    for _attempt in range(3):
        sign_in(stranger, password="pas-le-bon-mot-de-passe")
    assert sign_in(browser()).status_code == 200, "locked from anywhere else"
    forged = browser()
    forged.cookies[portal.KNOWN_DEVICE_COOKIE] = known.cookies[portal.KNOWN_DEVICE_COOKIE].value[:-2] + "xx"
    assert sign_in(forged).status_code == 200, "a forged cookie is no pass"
    assert sign_in(known).status_code == 302
    known.post(reverse("account_logout"))
    for _attempt in range(3):
        sign_in(known, password="pas-le-bon-mot-de-passe")
    assert sign_in(known).status_code == 200, "nor does a known one try without end"
    assert "ana" not in known.cookies[portal.KNOWN_DEVICE_COOKIE].value


@pytest.fixture
def trusting(user):
    """A browser that Ana trusts, signed out."""
    TOTP.activate(user, SECRET)
    client = browser()
    sign_in(client)
    give_code(client, trust="1")
    client.post(reverse("account_logout"))
    return client


def is_spared(client):
    """Sign in; say whether the code was spared, and leave."""
    spared = sign_in(client).url != reverse("mfa_authenticate")
    client.post(reverse("account_logout"))
    return spared


def test_a_trusted_browser_is_spared_the_code_for_a_month_and_no_other_one(user, trusting):
    assert (is_spared(trusting), is_spared(browser())) == (True, False)
    assert SignIn.objects.filter(way="trusted").count() == 1
    with time_machine.travel(real_now() + timedelta(days=31)):
        assert not is_spared(trusting)
        forget_old_sign_ins()
    assert not TrustedDevice.objects.exists()


def test_trust_is_never_asked_for_another_account(trusting):
    other = UserFactory(email="zoe@exemple.test", with_password=True)
    TOTP.activate(other, SECRET)
    assert sign_in(trusting, login=other.email).url == reverse("mfa_authenticate")


@pytest.mark.parametrize("change", ["password", "factor", "role", "off", "forgotten"])
def test_trust_dies_with_what_it_rests_on(user, trusting, change, settings, monkeypatch):
    if change == "password":
        user.set_password(DEMO_PASSWORD)  # another salt: a password chosen again
        user.save()
    if change == "factor":
        user.authenticator_set.all().delete()
        TOTP.activate(user, SECRET)
    if change == "role":
        monkeypatch.setattr(roles, "_sources", [lambda who, on: [roles.RoleGrant(roles.Role.OFFICER, section="fr")]])
    if change == "off":
        settings.TRUSTED_DEVICE_DAYS = 0
    if change == "forgotten":
        TrustedDevice.objects.all().delete()
    assert not is_spared(trusting)


def test_a_trusted_browser_counts_where_the_factor_is_owed_and_is_asked_before_a_sensitive_act(officer, settings):
    TOTP.activate(officer, SECRET)
    settings.SECOND_FACTOR_REQUIRED = True
    client = browser()
    sign_in(client, login=officer.email)
    give_code(client, trust="1")
    client.post(reverse("account_logout"))
    sign_in(client, login=officer.email)
    assert client.get(reverse("account_profile")).status_code == 200
    settings.ROOT_URLCONF = "ofqj_portal.accounts.tests.urls_step_up"
    assert client.post("/sensible/").url.startswith(reverse("mfa_reauthenticate"))


def test_its_owner_alone_stops_trusting_it_and_her_other_sessions_end(user, trusting):
    elsewhere, here = browser(), browser()
    codes = RecoveryCodes.activate(user).get_unused_codes()
    for client, code in zip((elsewhere, here), codes, strict=False):
        sign_in(client)
        give_code(client, code=code)
    path = reverse("account_forget_device", args=[TrustedDevice.objects.get().pk])
    stranger = Client()
    stranger.force_login(UserFactory())
    assert (stranger.post(path).status_code, here.get(path).status_code) == (404, 405)
    assert "Firefox sur Windows" in here.get(reverse("usersessions_list")).content.decode()
    here.post(path)
    assert elsewhere.get(reverse("account_profile")).status_code == 302
    assert here.get(reverse("account_profile")).status_code == 200
    assert not is_spared(trusting)
    verbs = JournalEntry.objects.filter(verb__startswith="account.device").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["account.device_trusted", "account.device_forgotten"]


def test_what_was_kept_long_enough_is_forgotten(user):
    sign_in(browser())
    with time_machine.travel(real_now() + timedelta(days=179)):
        forget_old_sign_ins()
        assert SignIn.objects.count() == 1
    with time_machine.travel(real_now() + timedelta(days=181)):
        forget_old_sign_ins()
    assert not SignIn.objects.exists()


def test_the_database_refuses_a_trust_that_is_over_before_it_begins(user):
    with pytest.raises(IntegrityError, match="trusted_device_ends"):
        TrustedDevice.objects.create(user=user, token_hash="0", bound_to="", device="", expires_at="2020-01-01T00:00Z")


def test_every_column_of_the_accounts_has_its_class():
    assert unclassified_columns("accounts", apps.get_app_config("accounts").get_models()) == []
