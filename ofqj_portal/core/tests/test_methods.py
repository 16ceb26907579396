"""A method that a page does not take is told to who may reach the page, and to nobody else."""

from http import HTTPMethod

import pytest
from django.test import Client
from django.urls import reverse

from ofqj_portal.accounts.tests.factories import UserFactory
from partners.tests.factories import StructureFactory, member
from projects.models import Project
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
NEVER_TAKEN = [HTTPMethod.PUT, HTTPMethod.PATCH, HTTPMethod.DELETE, HTTPMethod.OPTIONS]


@pytest.fixture
def dossier():
    return ProjectFactory(carrier=StructureFactory(ml=True))


def browser_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("method", [*NEVER_TAKEN, HTTPMethod.POST])
def test_a_reader_is_told_that_a_page_only_reads(dossier, method):
    client = browser_of(member(dossier.carrier, "adviser"))
    answer = client.generic(method, dossier.get_absolute_url())
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert "Cette adresse ne s’ouvre pas ainsi" in answer.content.decode()


@pytest.mark.parametrize("method", [*NEVER_TAKEN, HTTPMethod.POST])
def test_a_stranger_finds_nothing_by_any_method(dossier, method):
    assert browser_of(UserFactory()).generic(method, dossier.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("method", [*NEVER_TAKEN, HTTPMethod.POST])
def test_nobody_signed_in_is_asked_to_sign_in_first(dossier, method):
    answer = Client().generic(method, dossier.get_absolute_url())
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize(
    ("role", "status"), [("adviser", 405), ("finance", 404)], ids=["one of its own", "somebody else"]
)
def test_what_only_acts_says_so_behind_its_door(dossier, role, status):
    own = member(dossier.carrier, role) if role == "adviser" else UserFactory()
    row = dossier.structures.get(is_lead=True)
    address = reverse("projects:remove_partner", args=[dossier.number, row.pk])
    answer = browser_of(own).get(address)
    assert (answer.status_code, answer.headers.get("Allow")) == (status, "POST" if status == 405 else None)


def test_head_is_taken_wherever_get_is_even_by_a_form(dossier):
    client = browser_of(member(dossier.carrier, "adviser"))
    answer = client.head(reverse("projects:section", args=[dossier.number, "projet"]))
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_method_that_is_not_taken_changes_nothing(dossier):
    client = browser_of(member(dossier.carrier, "adviser"))
    client.put(reverse("projects:section", args=[dossier.number, "projet"]), {"title": "Autre"}, "application/json")
    assert Project.objects.get(pk=dossier.pk).title == dossier.title


def test_the_administration_keeps_its_own_manners():
    assert Client().put("/administration/").status_code == 302
