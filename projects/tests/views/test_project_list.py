"""The list of dossiers: who sees which, in which words, at which cost."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from ofqj_portal.core import calendar
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.enums import DecisionState
from projects.models import Project
from projects.queries import project_list_rows, rows_of
from projects.tests.factories import InformationRequestFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, awarded

pytestmark = pytest.mark.django_db
URL = "/projets/"


def titles(client, query: str = "") -> list[str]:
    return sorted(row.project.title for row in client.get(f"{URL}{query}").context["rows"])


def words_of(project: Project, user) -> tuple[str, str, bool]:
    row = rows_of(project_list_rows(user).filter(pk=project.pk), user, now=calendar.now())[0]
    return str(row.label.label), row.holder, row.is_mine


def test_an_adviser_sees_her_structure_s_dossiers_and_those_it_hosts(client):
    ml, cje = StructureFactory(ml=True), StructureFactory(cje=True)
    ProjectFactory(title="Porté", carrier=ml)
    ProjectFactory(title="Accueilli", carrier=cje, host=ml, currency="CAD")
    ProjectFactory(title="Refusé par nous", host=ml, host_state="refused")
    ProjectFactory(title="Étranger")
    client.force_login(member(ml))

    assert titles(client) == ["Accueilli", "Porté"]


@pytest.mark.parametrize(("host_state", "waits"), [("invited", True), ("confirmed", False)])
def test_a_draft_waits_for_the_host_until_it_answers(client, host_state, waits):
    cje = StructureFactory(cje=True)
    project = ProjectFactory(host=cje, host_state=host_state)
    host = member(cje)
    client.force_login(host)

    assert words_of(project, host)[2] is waits
    assert (reverse("projects:hosting", args=[project.number]) in client.get("/").content.decode()) is waits


def test_an_officer_sees_what_is_filed_with_her_section_and_no_draft(client):
    ProjectFactory(title="Déposé", submitted=True)
    ProjectFactory(title="Brouillon")
    ProjectFactory(title="Autre section", submitted=True, to_france=True)
    client.force_login(MembershipFactory(officer_fr=True).user)

    assert titles(client) == ["Déposé"]


def test_a_network_lists_its_members_filed_dossiers_without_opening_them(client):
    filed = ProjectFactory(title="Déposé", submitted=True)
    ProjectFactory(title="Brouillon")
    ProjectFactory(title="Hors réseau", submitted=True, carrier=StructureFactory(), host=False)
    client.force_login(MembershipFactory(unml=True).user)

    page = client.get(URL)

    assert [row.project.title for row in page.context["rows"]] == ["Déposé"]
    assert filed.get_absolute_url() not in page.content.decode()
    assert client.get(filed.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("counting", ["answered", "awarded"])
def test_the_rows_of_a_figure_hide_from_a_network_what_is_not_announced_yet(client, counting):
    soon = calendar.real_now() + timedelta(minutes=5)
    known, fresh = (
        ProjectFactory(title="Annoncé", accepted=True),
        ProjectFactory(title="À annoncer", accepted=True, announced_at=soon),
    )
    awarded(known)
    awarded(fresh, announced_at=soon)
    asked = f"?counting={counting}&counted_from=2020-01-01&counted_until=2030-12-31"

    client.force_login(MembershipFactory(unml=True).user)
    assert titles(client, asked) == ["Annoncé"]
    client.force_login(MembershipFactory(officer_fr=True).user)
    assert titles(client, asked) == ["Annoncé", "À annoncer"]
    assert titles(client, f"{asked}&counted_until=2020-01-02") == []


@pytest.mark.parametrize("role", ["dpo", "admin"])
def test_others_see_an_empty_list(client, role):
    ProjectFactory(submitted=True)
    client.force_login(MembershipFactory(**{role: True}).user)

    assert titles(client) == []


def test_the_same_state_has_the_words_of_its_reader():
    asked = InformationRequestFactory(due_at=calendar.now() + timedelta(days=8))
    project = asked.project

    assert words_of(project, member(project.carrier)) == ("En attente de votre réponse", project.carrier.name, True)
    assert words_of(project, MembershipFactory(officer_fr=True).user) == (
        "Compléments demandés",
        project.carrier.name,
        False,
    )


def test_an_overdue_answer_says_so():
    project = InformationRequestFactory().project

    assert words_of(project, member(project.carrier))[0] == "Votre réponse est en retard"


def test_until_the_letters_leave_a_structure_reads_that_its_dossier_is_under_review(client):
    soon = calendar.real_now() + timedelta(minutes=10)
    project = ProjectFactory(accepted=True, announced_at=soon)
    awarded(project, announced_at=None)
    adviser, officer = member(project.carrier), MembershipFactory(officer_fr=True).user

    assert words_of(project, adviser)[0] == "En cours d’instruction"
    assert words_of(project, officer)[0] == "Accepté"
    client.force_login(adviser)
    assert titles(client, "?state=accepted") == []
    assert titles(client, "?state=under_review") == [project.title]


def test_one_section_s_answer_stays_inside_the_ofqj_until_it_is_announced():
    project = ProjectFactory(under_review=True, both_sections=True)
    awarded(project, amount="1234.00", announced_at=None, state=DecisionState.YES)

    [row] = rows_of(project_list_rows(member(project.carrier)), member(project.carrier), now=calendar.now())

    assert row.is_awarded is False


def test_euros_and_dollars_stand_side_by_side():
    project = ProjectFactory(submitted=True, both_sections=True)
    adviser = member(project.carrier)

    [row] = rows_of(project_list_rows(adviser), adviser, now=calendar.now())

    assert [(aid.amount, aid.currency) for aid in row.aids] == [(4000, "EUR"), (1000, "CAD")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=foret", ["Forêt d’Été"]),
        ("?q=FORÊT ete", ["Forêt d’Été"]),
        ("?q=OFQJ-2026-9001", ["Cuisine"]),
        ("?year=2027", ["Cuisine"]),
        ("?structure=grand-val", ["Cuisine"]),
        ("?direction=to_france", []),
        ("?state=submitted", ["Cuisine"]),
        ("", ["Cuisine", "Forêt d’Été"]),
    ],
)
def test_filters_keep_what_they_say(client, query, expected):
    ml = StructureFactory(ml=True)
    ProjectFactory(title="Forêt d’Été", carrier=ml)
    ProjectFactory(
        title="Cuisine",
        carrier=ml,
        number="OFQJ-2026-9001",
        submitted=True,
        departs_on=date(2027, 5, 4),
        returns_on=date(2027, 5, 14),
        host=StructureFactory(cje=True, name="CJE du Grand-Val"),
    )
    client.force_login(member(ml))

    assert titles(client, query) == expected


@pytest.mark.parametrize(
    "query",
    ["?page=-1", "?page=abc", "?page=99999", "?call=abc", "?year=99999999999", "?state=nonsense", "?q=%00", "?q=%25_"],
)
def test_a_filter_that_makes_no_sense_never_breaks_the_page(client, query):
    project = ProjectFactory()
    client.force_login(member(project.carrier))

    assert client.get(f"{URL}{query}").status_code == 200


@pytest.mark.parametrize("who", ["adviser", "officer", "network"])
def test_the_list_costs_the_same_at_one_and_at_three_rows(client, who, django_assert_max_num_queries):
    ml = StructureFactory(ml=True)
    users = {
        "adviser": lambda: member(ml),
        "officer": lambda: MembershipFactory(officer_fr=True).user,
        "network": lambda: MembershipFactory(unml=True).user,
    }
    client.force_login(users[who]())
    counts = []
    for added in (1, 2):
        for _ in range(added):
            project = ProjectFactory(carrier=ml, accepted=True)
            awarded(project, envelope=EnvelopeFactory(call=project.call))
        with django_assert_max_num_queries(10) as queries:
            assert len(client.get(URL).context["rows"]) == (1 if added == 1 else 3)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_address_of_the_list_is_the_one_people_know():
    assert reverse("projects:list") == URL
