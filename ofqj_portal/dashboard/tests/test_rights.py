"""The permission matrix that staff reads says what the code declares, which the access matrix tries cell by cell."""

import pytest
from django.urls import reverse

from ofqj_portal.core.access import Actor, declared_pages
from ofqj_portal.dashboard.queries.rights import ACTORS, right_rows
from partners.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_every_declared_page_has_its_row_and_every_actor_her_column():
    rows = {row.name: row for row in right_rows()}
    assert rows.keys() == declared_pages().keys()
    assert list(ACTORS) == list(Actor)
    assert [row.name for row in rows.values() if not row.path.startswith("/")] == []


def test_each_row_says_what_its_page_declares():
    wrong = []
    for row in right_rows():
        page, said = declared_pages()[row.name], dict(zip(ACTORS, row.cells, strict=True))
        opens = {actor for actor, cell in said.items() if cell == "oui"}
        refuses = {actor for actor, cell in said.items() if cell == "refusé"}
        if (opens, refuses, row.acts) != (page.reach, page.refused - page.reach, "POST" in page.methods):
            wrong.append(row.name)
    assert wrong == []


def test_a_role_filters_what_opens_to_it(client):
    client.force_login(MembershipFactory(dpo=True).user)
    answer = client.get(reverse("dashboard:rights"), {"actor": "finance", "app": "projects"})
    assert {row.name for row in answer.context["page"].paginator.object_list} == {
        name for name, page in declared_pages().items() if Actor.FINANCE in page.reach and name.startswith("projects:")
    }
    for query in ({"actor": "pirate"}, {"app": "\x00"}, {"page": "-1"}):
        assert client.get(reverse("dashboard:rights"), query).status_code == 200
