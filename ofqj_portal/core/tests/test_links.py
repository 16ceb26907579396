from datetime import timedelta

import pytest

from ofqj_portal.core import calendar, links
from ofqj_portal.core.models import ActionLink, NumberSequence

pytestmark = pytest.mark.django_db


@pytest.fixture
def target():
    return NumberSequence.objects.create(name="chose", last_value=1)


@pytest.fixture
def issued(target):
    return links.issue_link(
        "accord", target, email="ada@exemple.test", expires_at=calendar.real_now() + timedelta(days=7), by=None
    )


def test_a_link_opens_its_object_for_its_purpose_and_keeps_no_token(issued, target):
    link, token = issued

    assert len(token) >= 43
    assert token not in str(ActionLink.objects.values().get())
    assert links.find_link(token, "accord") == link
    assert links.target_of(link) == target
    assert ActionLink.objects.get().views_count == 1
    assert ActionLink.objects.get().used_at is None


@pytest.mark.parametrize(("token", "purpose"), [("faux", "accord"), ("", "accord"), (None, "avis")])
def test_another_token_or_another_purpose_opens_nothing(issued, token, purpose):
    with pytest.raises(links.LinkRefused, match="pas valable"):
        links.find_link(issued[1] if token is None else token, purpose)


def test_a_link_acts_once(issued):
    link, token = issued
    links.consume(link)

    with pytest.raises(links.LinkRefused, match="déjà servi"):
        links.consume(ActionLink.objects.get())
    with pytest.raises(links.LinkRefused, match="déjà servi"):
        links.find_link(token, "accord")


def test_a_link_can_be_revoked(issued):
    link, token = issued
    links.revoke(link)

    with pytest.raises(links.LinkRefused):
        links.consume(link)
    with pytest.raises(links.LinkRefused, match="pas valable"):
        links.find_link(token, "accord")


def test_a_link_expires(issued):
    link, token = issued
    ActionLink.objects.update(expires_at=calendar.real_now())

    with pytest.raises(links.LinkRefused, match="délai est passé"):
        links.find_link(token, "accord")
    with pytest.raises(links.LinkRefused):
        links.consume(link)


def test_a_link_to_something_gone_says_so(issued, target):
    target.delete()

    with pytest.raises(links.LinkRefused, match="n’existe plus"):
        links.target_of(issued[0])
