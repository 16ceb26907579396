"""Notices and disputes in the browser: two steps before an end, and a dispute that is there for its readers alone."""

import re

import pytest
from django.urls import reverse

from conventions.models import Convention, Dispute, FormalNotice
from conventions.tests.factories import convention

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"conventions:{name}", args=[convention().slug, *args])


def test_a_notice_is_prepared_sent_and_confirmed_in_two_steps(people, knock):
    member = people.member_unml
    data = {"kind": "formal_notice", "against": "rcjeq", "grounds": "Aucune contribution remise."}
    assert knock(people.officer_fr, address("notice_new"), data).status_code == 403
    assert knock(member, address("notice_new"), data | {"against": "unml"}).status_code == 200
    knock(member, address("notice_new"), data)
    row = FormalNotice.objects.get().deliveries.get()
    letter = {"registered_number": "1A 234", "sent_on": "2026-11-01", "received_on": ""}
    assert knock(people.member_rcjeq, address("notice_delivery", 1, row.pk), letter).status_code == 403
    assert knock(member, address("notice_delivery", 1, row.pk), letter).status_code == 302
    url = address("notice_end", 1)
    looked = knock(member, url, {"ends_on": "2026-11-30", "look": "1"}).content.decode()
    assert "Ce que cela entraîne" in looked
    assert Convention.objects.get().ended_on is None
    seen = re.search(r'name="seen_effects" value="(\w+)"', looked)[1]
    assert knock(member, url, {"ends_on": "2026-11-30", "confirmed": "1", "seen_effects": "x"}).status_code == 409
    assert knock(member, url, {"ends_on": "2026-11-30", "confirmed": "1", "seen_effects": seen}).status_code == 302
    assert Convention.objects.get().ended_on.isoformat() == "2026-11-30"
    assert knock(member, url).status_code == 409
    assert "30\u00a0novembre 2026" in knock(people.officer_fr, address("notice", 1)).content.decode()


def test_a_dispute_is_there_for_its_readers_alone(people, knock):
    data = {"title": "Partage des frais", "text": "Rien ne va.", "readers": [people.member_rcjeq.pk]}
    assert knock(people.member_unml, address("dispute_new"), data).status_code == 302
    url = Dispute.objects.get().get_absolute_url()
    readers = {role: knock(getattr(people, role), url).status_code for role in ("member_unml", "member_rcjeq")}
    others = ("member_fr", "officer_fr", "decider_fr", "dpo", "unml", "adviser", "admin")
    assert readers == {"member_unml": 200, "member_rcjeq": 200}
    assert {role: knock(getattr(people, role), url).status_code for role in others} == dict.fromkeys(others, 404)
    assert "Partage des frais" not in knock(people.member_fr, address("notices")).content.decode()
    assert "Partage des frais" in knock(people.member_rcjeq, address("notices")).content.decode()
    knock(people.member_rcjeq, url, {"text": "Parlons-en."})
    assert "Parlons-en." in knock(people.member_unml, url).content.decode()
