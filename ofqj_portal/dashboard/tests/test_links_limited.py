"""Every form that is open to nobody in particular: by a link, a guess opens nothing and guessing is slowed down."""

import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse

from ofqj_portal.core.access import Actor, declared_pages
from ofqj_portal.core.models import ActionLink
from ofqj_portal.dashboard.tests.urlconf import ADDRESSES

pytestmark = pytest.mark.django_db
BY_LINK = sorted(name for name, address in ADDRESSES.items() if "token" in address.parameters)
#: Counted in accounts/tests/test_limits.py and partners/tests/views/test_joining.py; the looks of a page harm nobody.
COUNTED_ELSEWHERE = {
    *("account_login", "account_reset_password", "account_reset_password_from_key", "mfa_login_webauthn"),
    *("partners:join", "core:appearance"),
}
PLACES = {"token": "a" * 43, "pk": 1, "kind": "access", "moment": "return", "file_id": uuid.UUID(int=1)}


def test_no_page_of_a_link_may_be_guessed_for_ever(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"link": "2/5m/ip"}
    seen = {}
    for name in BY_LINK:
        cache.clear()
        page = reverse(name, kwargs={key: PLACES[key] for key in ADDRESSES[name].parameters})
        ask = client.post if "GET" not in (ADDRESSES[name].methods or {"GET"}) else client.get
        seen[name] = [ask(page).status_code for _guess in range(3)]
    assert len(BY_LINK) > 15
    assert {name: answers for name, answers in seen.items() if answers != [404, 404, 429]} == {}
    assert ActionLink.objects.count() == 0


def test_every_form_open_to_visitors_has_its_limit():
    pages = declared_pages().items()
    forms = {name for name, page in pages if Actor.ANONYMOUS in page.reach and "POST" in page.methods}
    assert forms - set(BY_LINK) == COUNTED_ELSEWHERE
