"""The account of a request is read by SQL written once: it says what Django's own query says, whoever asks and when."""

from datetime import date, timedelta

import pytest

from conventions.tests.factories import MandateFactory
from ofqj_portal.accounts.backend import AccountBackend, account_with_facts
from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from ofqj_portal.core.prepared import PreparedObject
from partners.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def facts_of(user):
    return {name: value for name, value in vars(user).items() if name != "_state"}


def test_an_account_and_its_facts_are_those_that_django_reads(django_assert_num_queries):
    seat = MandateFactory()
    people = [UserFactory(), MembershipFactory(officer_fr=True).user, seat.user]
    backend = AccountBackend()
    expected = [
        facts_of(account_with_facts(user_id=user.pk, now=calendar.real_now(), today=calendar.today()).get())
        for user in people
    ]

    for user, facts in zip(people, expected, strict=True):
        with django_assert_num_queries(1):
            assert facts_of(backend.get_user(user.pk)) == facts
    assert expected[2]["seats_held"] == [{"party": seat.party, "section": seat.section}]


def test_another_day_reads_other_facts(monkeypatch):
    seat = MandateFactory()
    backend = AccountBackend()
    assert backend.get_user(seat.user_id).seats_held
    monkeypatch.setattr(calendar, "today", lambda: seat.starts_on - timedelta(days=1))

    assert backend.get_user(seat.user_id).seats_held == []


def test_nobody_is_found_where_there_is_nobody_or_the_account_is_closed():
    closed = UserFactory(is_active=False)

    assert [AccountBackend().get_user(pk) for pk in (closed.pk, 0)] == [None, None]


def test_a_value_that_the_query_does_not_ask_for_is_told():
    prepared = PreparedObject(lambda *, user_id, on: User.objects.filter(pk=user_id), user_id=int, on=date)

    with pytest.raises(LookupError, match="asks nothing of"):
        prepared.get(user_id=1, on=date(2026, 1, 1))
