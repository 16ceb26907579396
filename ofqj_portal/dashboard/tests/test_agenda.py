"""A calendar reads one's dossiers by a secret address: with today's rights, until it is renewed or closed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ofqj_portal.accounts.services import close_account
from ofqj_portal.core import calendar
from ofqj_portal.core.models import ActionLink
from partners.models import Membership
from partners.tests.factories import StructureFactory, member
from projects.models import Project
from projects.tests.factories import InformationRequestFactory, ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def carrier():
    return StructureFactory(ml=True)


@pytest.fixture
def adviser(carrier):
    return member(carrier)


def take(client, **said):
    answer = client.post(reverse("dashboard:agenda"), {"scope": "moi"} | said)
    return answer.context["address"].removeprefix("http://testserver")


def read(address):
    answer = Client().get(address)
    return answer.status_code, answer.content.decode().replace("\r\n ", "").replace("\\,", ",")


def test_a_calendar_reads_stays_and_deadlines_at_both_hours(client, carrier, adviser):
    project = ProjectFactory(incomplete=True, carrier=carrier, title="Haies vives")
    InformationRequestFactory(project=project)
    ProjectFactory(closed=True, carrier=carrier, title="Fini")
    ProjectFactory(carrier=StructureFactory(ml=True), title="Autre structure")
    client.force_login(adviser)
    status, content = read(take(client))
    assert (status, content.count("BEGIN:VEVENT")) == (200, 2)
    assert content.count("Haies vives") == 2
    assert "Montréal" in content
    assert not [title for title in ("Fini", "Autre structure") if title in content]


def test_a_new_address_ends_the_former_and_one_may_close_it(client, carrier, adviser):
    client.force_login(adviser)
    first, second = take(client), take(client)
    assert (read(first)[0], read(second)[0]) == (404, 200)
    client.post(reverse("dashboard:agenda_close", args=[ActionLink.objects.latest("pk").pk]))
    assert read(second)[0] == 404


def test_an_address_shows_one_structure_or_one_dossier(client, carrier, adviser):
    other = StructureFactory(ml=True)
    Membership.objects.create(user=adviser, structure=other, role="adviser", starts_on=calendar.today())
    ProjectFactory(accepted=True, carrier=carrier, title="Haies vives")
    second = ProjectFactory(accepted=True, carrier=other, title="Rivière")
    client.force_login(adviser)
    assert "Rivière" not in read(take(client, scope=str(carrier.pk)))[1]
    assert "Haies vives" not in read(take(client, number=second.number.lower()))[1]
    strangers = ProjectFactory(carrier=StructureFactory(ml=True))
    refused = client.post(reverse("dashboard:agenda"), {"scope": "moi", "number": strangers.number})
    assert refused.context["form"].errors["number"]
    stranger = client.post(reverse("dashboard:agenda"), {"scope": str(strangers.carrier.pk)})
    assert stranger.context["form"].errors["scope"]


def test_rights_are_those_of_the_day_it_is_read(client, carrier, adviser):
    ProjectFactory(accepted=True, carrier=carrier, title="Haies vives")
    client.force_login(adviser)
    address = take(client)
    assert "Haies vives" in read(address)[1]
    Membership.objects.update(ends_on=calendar.today() - timedelta(days=1))
    assert "Haies vives" not in read(address)[1]
    close_account(user=adviser, by=None)
    assert read(address)[0] == 404


def test_an_answer_that_is_not_announced_changes_nothing(client, carrier, adviser):
    project = ProjectFactory(refused=True, carrier=carrier, title="Haies vives")
    client.force_login(adviser)
    address = take(client)
    assert "Haies vives" not in read(address)[1]
    Project.objects.filter(pk=project.pk).update(announced_at=calendar.real_now() + timedelta(minutes=5))
    assert "Haies vives" in read(address)[1]


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same(client, carrier, adviser, count, django_assert_num_queries):
    for _ in range(count):
        ProjectFactory(accepted=True, carrier=carrier)
    client.force_login(adviser)
    address = take(client)
    with django_assert_num_queries(16):  # the limit on addresses is counted in the database
        assert Client().get(address).content.count(b"BEGIN:VEVENT") == 2 * count
