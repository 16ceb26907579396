"""Each step of a dossier says its state, and the next empty field is one click away."""

import pytest
from django.urls import reverse

from partners.tests.factories import member
from projects.models import Project
from projects.rules import check_rules, gather
from projects.tests.factories import InformationRequestFactory, ProjectFactory
from projects.views.steps import next_empty_field, steps_of

pytestmark = pytest.mark.django_db
DAYS = {"departs_on": "2059-05-04", "returns_on": "2059-05-15"}


def states(project, current="project"):
    project = Project.objects.get(pk=project.pk)
    on = project.created_at.date()
    facts = gather(project, on)
    steps = steps_of(facts, check_rules(project, on, facts=facts), current)
    return {
        step.label: "complet" if step.complete else "à relire" if step.to_reread else step.missing for step in steps
    }


def next_of(project, current="project"):
    project = Project.objects.get(pk=project.pk)
    found = next_empty_field(gather(project, project.created_at.date()), current)
    return found and (found.label, found.url.removeprefix(f"/projets/{project.number}/"))


def test_a_new_draft_says_what_is_to_begin_and_a_whole_one_what_is_complete():
    new = states(ProjectFactory(bare=True))
    whole = states(ProjectFactory(**DAYS))

    assert new["Le projet"] == new["Groupe prévu"] == new["Budget"] == "à commencer"
    assert {words for label, words in whole.items() if label != "Relire et déposer"} == {"complet"}


def test_a_step_that_is_begun_says_how_many_fields_are_missing():
    assert states(ProjectFactory(aims="", public="", **DAYS))["Le projet"] == "2 manquent"


def test_a_whole_step_that_breaks_a_rule_is_to_reread():
    assert states(ProjectFactory(age_to=40, **DAYS))["Groupe prévu"] == "à relire"


def test_the_next_empty_field_is_looked_for_from_here_on_then_from_the_first():
    project = ProjectFactory(aims="", insurance="", **DAYS)

    assert next_of(project) == ("Objectifs", "projet/#id_aims")
    assert next_of(project, "stay") == ("Assurance", "preparation/#id_insurance")
    assert next_of(project, "budget") == ("Objectifs", "projet/#id_aims")
    assert next_of(ProjectFactory(**DAYS)) is None


def test_partners_budget_and_pieces_have_their_own_place():
    bare = ProjectFactory(bare=True, **DAYS)
    assert next_of(bare, "structures") == ("Partenaires du projet", "structures/#id_q")
    assert next_of(bare, "budget") == ("Lignes du budget", "budget/#id_charge-0-amount")
    asked = ProjectFactory(call__required_pieces=["host_letter"], call__always_open=True, **DAYS)
    assert next_of(asked) == ("Lettre d’engagement du partenaire d’accueil", "pieces/#id_category")


def test_while_complements_are_asked_only_re_opened_fields_are_proposed():
    asked = InformationRequestFactory(fields=["insurance"])
    Project.objects.filter(pk=asked.project_id).update(insurance="", aims="")

    assert next_of(asked.project) == ("Assurance", "preparation/#id_insurance")
    assert list(states(asked.project)) == ["Préparation et sécurité"]


def test_every_place_the_cursor_is_sent_to_is_in_its_page(client):
    project = ProjectFactory(bare=True)
    client.force_login(member(project.carrier))
    for slug, place in (
        ("structures", "id_q"), ("projet", "id_aims"), ("sejour", "id_departs_on"), ("budget", "id_charge-0-amount"),
        ("sejour", "id_phase-preparation-starts_on"), ("budget", "aid"), ("pieces", "id_category"),
    ):  # fmt: skip
        page = client.get(reverse("projects:section", args=[project.number, slug])).content.decode()
        assert f'id="{place}"' in page, (slug, place)
