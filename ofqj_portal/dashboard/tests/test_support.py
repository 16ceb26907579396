"""Support sees the portal as somebody: with her rights, for a reason, without an act, without what speaks of people."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from ofqj_portal.accounts.services import close_account
from ofqj_portal.accounts.support import CLOSED, may_be_looked_at
from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD
from ofqj_portal.core import calendar
from ofqj_portal.core.access import declared_pages
from ofqj_portal.core.models import JournalEntry
from ofqj_portal.dashboard.tests.access_cells import writes
from partners.models import Membership
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def carrier():
    return StructureFactory(ml=True)


@pytest.fixture
def adviser(carrier):
    return member(carrier)


@pytest.fixture
def admin():
    return MembershipFactory(admin=True).user


def sign_in(client, user):
    user.set_password(DEMO_PASSWORD)
    user.save()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})


def look_as(client, person, reason="Page blanche signalée"):
    return client.post(reverse("account_see_as"), {"email": person.email, "reason": reason})


def test_support_sees_her_pages_with_a_banner_and_both_journals_say_so(client, carrier, adviser, admin):
    project = ProjectFactory(carrier=carrier, title="Haies vives")
    sign_in(client, admin)
    assert client.get(project.get_absolute_url()).status_code == 404
    assert look_as(client, adviser).status_code == 302
    page = client.get(project.get_absolute_url()).content.decode()
    assert ("Haies vives" in page, f"à la place de {adviser}" in page) == (True, True)
    entries = JournalEntry.objects.filter(verb__startswith="support.").order_by("id")
    assert [(entry.verb, entry.object_id, entry.by_id) for entry in entries] == [
        ("support.saw_as", str(admin.pk), admin.pk),
        ("support.seen_by", str(adviser.pk), admin.pk),
    ]
    client.post(reverse("account_see_as_end"))
    assert client.get(project.get_absolute_url()).status_code == 404
    client.force_login(adviser)
    assert "Page blanche signalée" in client.get(reverse("usersessions_list")).content.decode()


def test_no_page_of_people_of_letters_or_of_files_is_looked_at():
    closed = ("participants:", "privacy:", "notifications:", "core:", "account_", "mfa_", "usersessions_")
    pages = declared_pages()
    assert [name for name in pages if name.startswith(closed) and may_be_looked_at(name)] == []
    assert not any(may_be_looked_at(name) for name in ("projects:bank_details", "dashboard:search", "admin:index", ""))
    assert pages.keys() >= CLOSED  # a page that changed its name is not opened for that


def test_nothing_is_posted_nor_written_and_no_page_of_people_opens(client, carrier, adviser, admin):
    project = ProjectFactory(accepted=True, carrier=carrier)
    sign_in(client, admin)
    look_as(client, adviser)
    number = [project.number]
    acts = ("projects:cancel", "projects:withdraw", "projects:section", "partners:switch", "account_profile")
    addresses = [reverse(name, args=[*number, "projet"] if name == "projects:section" else number) for name in acts[:3]]
    addresses += [reverse(name) for name in acts[3:]]
    assert [client.post(address, {"title": "Autre"}).status_code for address in addresses] == [403] * 5
    closed = [reverse("participants:group", args=number), reverse("projects:messages", args=number), "/compte/"]
    assert [client.get(address).status_code for address in closed] == [403] * 3
    with writes() as tables:
        assert client.get(project.get_absolute_url()).status_code == 200
    assert tables == set()


@pytest.mark.parametrize("who", ["admin", "dpo"])
def test_nobody_borrows_the_eyes_of_those_who_keep_the_portal(client, admin, who):
    other = MembershipFactory(**{who: True}).user
    sign_in(client, admin)
    assert look_as(client, other).status_code == 200
    assert not JournalEntry.objects.filter(verb__startswith="support.").exists()


@pytest.mark.parametrize("said", [{"email": "x"}, {"email": "personne@exemple.test"}, {"reason": ""}])
def test_an_account_and_a_reason_are_needed(client, adviser, admin, said):
    sign_in(client, admin)
    answer = client.post(reverse("account_see_as"), {"email": adviser.email, "reason": "Essai"} | said)
    assert list(answer.context["form"].errors) == list(said)


@pytest.mark.parametrize("ending", ["time", "right", "account"])
def test_it_ends_by_itself(client, adviser, admin, ending):
    sign_in(client, admin)
    look_as(client, adviser)
    later = calendar.real_now()
    if ending == "time":
        later += timedelta(minutes=31)
    elif ending == "right":
        Membership.objects.filter(user=admin).update(ends_on=calendar.today() - timedelta(days=1))
    else:
        close_account(user=adviser, by=None)
    with time_machine.travel(later, tick=False):
        assert client.get("/").wsgi_request.user == admin


def test_who_is_no_administrator_does_not_even_see_the_page(client, adviser):
    client.force_login(adviser)
    assert client.get(reverse("account_see_as")).status_code == 403
