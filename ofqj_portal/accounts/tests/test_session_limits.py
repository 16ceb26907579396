"""A session ends when nobody used it for two hours, and after twelve whatever happens; a reset bypasses nothing."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from ofqj_portal.accounts.emails import password_path
from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 24, 8, tzinfo=UTC)
PAGE = "account_profile"


@pytest.fixture
def user():
    return UserFactory(with_password=True)


def visit(client, minutes):
    """Open a page of one's own some minutes after the sign-in; return the status."""
    with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
        return client.get(reverse(PAGE)).status_code


@pytest.fixture
def signed_in(client, user):
    with time_machine.travel(START, tick=False):
        client.post(reverse("account_login"), {"login": user.email, "password": DEMO_PASSWORD})
    return client


@pytest.mark.parametrize(("minutes", "status"), [(119, 200), (121, 302)])
def test_two_idle_hours_end_a_session(signed_in, minutes, status):
    assert visit(signed_in, minutes) == status


def test_activity_keeps_it_and_twelve_hours_end_it_whatever_happens(signed_in):
    assert [visit(signed_in, minutes) for minutes in range(90, 720, 90)] == [200] * 7
    assert visit(signed_in, 721) == 302


def test_a_page_knows_what_is_left_and_the_sign_in_says_why_it_is_asked(signed_in):
    with time_machine.travel(START + timedelta(minutes=660), tick=False):
        assert signed_in.get(reverse(PAGE)).status_code == 302
    with time_machine.travel(START + timedelta(minutes=661), tick=False):
        page = signed_in.get(reverse("account_login")).content.decode()
    assert ("session est terminée" in page, "data-session-end" in page) == (True, False)


def test_the_warning_counts_what_is_left_of_both_limits(signed_in):
    for minutes, seconds in ((10, 7200), (100, 7200), (200, 7200), (300, 7200), (400, 7200), (500, 7200), (610, 6600)):
        with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
            assert f'data-seconds="{seconds}"' in signed_in.get(reverse(PAGE)).content.decode()


def test_a_session_that_is_used_is_written_once_a_minute(signed_in):
    with time_machine.travel(START + timedelta(seconds=30), tick=False):
        before = signed_in.session["seen_at"]
        signed_in.get(reverse(PAGE))
        assert signed_in.session["seen_at"] == before


def test_a_password_chosen_by_a_link_does_not_bypass_the_second_factor(client, user):
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    answer = client.get(password_path(user), follow=True)
    new = "quatre hibiscus sous la neige"
    client.post(answer.redirect_chain[-1][0], {"password1": new, "password2": new})
    user.refresh_from_db()
    assert (user.check_password(new), "_auth_user_id" in client.session) == (True, False)
    signed = client.post(reverse("account_login"), {"login": user.email, "password": new})
    assert (signed.url, "_auth_user_id" in client.session) == (reverse("mfa_authenticate"), False)
