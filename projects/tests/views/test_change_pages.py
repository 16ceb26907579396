"""The pages of what changes after the answer, in each reader's eyes."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ofqj_portal.core import calendar
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.enums import ChangeState
from projects.models import BudgetLine, ChangeRequest, Project
from projects.tests.factories import ChangeRequestFactory, ProjectFactory
from projects.tests.money_factories import awarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted():
    days = {"departs_on": calendar.today() + timedelta(days=40), "returns_on": calendar.today() + timedelta(days=50)}
    project = ProjectFactory(accepted=True, **days)
    awarded(project)
    return project


@pytest.fixture
def adviser_client(client, accepted):
    client.force_login(member(accepted.carrier))
    return client


@pytest.fixture
def officer_client(client, accepted):
    client.force_login(MembershipFactory(officer_fr=True).user)
    return client


def url(name, project, *more):
    return reverse(f"projects:{name}", args=[project.number, *more])


def as_it_stands(project, **changed):
    """Fill in the form as the page shows it, but for what is `changed`."""
    lines = {f"line_{line.pk}": str(line.amount) for line in BudgetLine.objects.filter(project=project)}
    days = {"departs_on": project.departs_on.isoformat(), "returns_on": project.returns_on.isoformat()}
    return {**days, "places": "8", "leaves": "", "joins": "", "reason": "Le vol est déplacé.", **lines, **changed}


def test_a_carrier_asks_and_the_officer_reads_the_difference_and_grants(client, accepted):
    client.force_login(member(accepted.carrier))
    day = accepted.returns_on + timedelta(days=2)
    sent = client.post(url("ask_change", accepted), as_it_stands(accepted, returns_on=day.isoformat()))
    assert sent.headers["Location"] == url("changes", accepted)
    change = ChangeRequest.objects.get()
    client.force_login(MembershipFactory(officer_fr=True).user)
    page = client.get(url("answer_change", accepted, change.pk)).content.decode()
    assert "Date de retour" in page
    assert "les dates bougent de 2 jours" in page.replace("Les dates", "les dates")
    client.post(url("answer_change", accepted, change.pk), {"outcome": "granted"})
    accepted.refresh_from_db()
    assert accepted.returns_on == day


def test_the_form_starts_with_what_stands_and_sent_as_is_asks_nothing(adviser_client, accepted):
    assert adviser_client.get(url("ask_change", accepted)).status_code == 200
    page = adviser_client.post(url("ask_change", accepted), as_it_stands(accepted))
    assert "Rien ne change par rapport au dossier" in page.content.decode()
    assert not ChangeRequest.objects.exists()


def test_a_refusal_keeps_what_was_typed(adviser_client, accepted):
    page = adviser_client.post(url("ask_change", accepted), as_it_stands(accepted, places="1", reason="Un seul reste."))
    assert (page.status_code, "Un seul reste." in page.content.decode()) == (200, True)


def test_a_partner_is_named_as_in_the_directory(adviser_client, accepted):
    one = StructureFactory(cje=True, name="Carrefour du Lac")
    StructureFactory(cje=True, name="Carrefour du Lac-Saint-Jean")
    old = accepted.structures.get(is_lead=False).structure
    several = adviser_client.post(url("ask_change", accepted), as_it_stands(accepted, joins="carrefour lac"))
    assert "Plusieurs structures répondent" in several.content.decode()
    none = adviser_client.post(url("ask_change", accepted), as_it_stands(accepted, joins="zzzzzz"))
    assert "Aucune structure de ce nom" in none.content.decode()
    letter = SimpleUploadedFile("lettre.pdf", b"%PDF-1.4\n")
    named = {"joins": "Carrefour du Lac", "leaves": str(old.pk), "letter": letter}
    adviser_client.post(url("ask_change", accepted), as_it_stands(accepted, **named))
    change = ChangeRequest.objects.get()
    assert change.proposed == {"partner": {"leaves": old.pk, "joins": one.pk}}
    assert b"".join(adviser_client.get(change.letter.get_absolute_url()).streaming_content) == b"%PDF-1.4\n"


def test_the_letter_of_a_partner_is_not_for_strangers(client, adviser_client, accepted):
    letter = SimpleUploadedFile("lettre.pdf", b"%PDF-1.4\n")
    joins = StructureFactory(cje=True, name="Carrefour unique")
    adviser_client.post(url("ask_change", accepted), as_it_stands(accepted, joins=joins.name, letter=letter))
    file = ChangeRequest.objects.get().letter
    client.force_login(member(StructureFactory(ml=True)))
    assert client.get(file.get_absolute_url()).status_code == 404


def test_a_no_without_words_is_not_sent(officer_client, accepted):
    change = ChangeRequestFactory(project=accepted)
    page = officer_client.post(url("answer_change", accepted, change.pk), {"outcome": "refused", "motive": ""})
    assert "Dites pourquoi" in page.content.decode()
    change.refresh_from_db()
    assert change.state == ChangeState.ASKED


def test_what_was_sent_back_says_why_and_starts_with_what_was_asked(adviser_client, accepted):
    change = ChangeRequestFactory(project=accepted, sent_back=True)
    page = adviser_client.get(url("ask_change", accepted)).content.decode()
    assert "Dites ce que devient le budget." in page
    assert 'name="places" value="6"' in page
    adviser_client.post(url("drop_change", accepted, change.pk))
    change.refresh_from_db()
    assert change.state == ChangeState.DROPPED


def test_while_it_waits_nothing_else_is_asked(adviser_client, accepted):
    ChangeRequestFactory(project=accepted)
    assert adviser_client.get(url("ask_change", accepted)).status_code == 409


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_it_holds(adviser_client, accepted, count, django_assert_num_queries):
    for n in range(count):
        ended = {"state": ChangeState.DROPPED, "ended_at": calendar.now(), "asked_at": calendar.now()}
        ChangeRequestFactory(project=accepted, proposed={"places": 4 + n}, **ended)
    with django_assert_num_queries(6):
        adviser_client.get(url("changes", accepted))


def test_the_list_says_who_has_the_ball(adviser_client, accepted):
    ChangeRequestFactory(project=accepted)
    assert "OFQJ France" in adviser_client.get(reverse("projects:list")).content.decode()
    assert Project.objects.get().state == "accepted"
