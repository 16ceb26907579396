"""Lists are searched without accents and with typos forgiven; the address keeps the filters."""

import pytest

from partners.tests.factories import MembershipFactory
from projects.models import Call, Project
from projects.tests.factories import CallFactory, ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", ["métiers", "metiers", "METIIERS", "metiers bois"])
def test_a_dossier_is_found_whatever_the_accents_and_with_a_typo(words):
    wanted = ProjectFactory(title="Découverte", theme="Métiers du bois")
    ProjectFactory(title="Jardin partagé", theme="Maraîchage")
    assert list(Project.objects.matching(words)) == [wanted]


def test_a_number_is_looked_for_as_it_is():
    wanted = ProjectFactory(number="OFQJ-2026-0042")
    ProjectFactory(number="OFQJ-2026-0043")
    assert list(Project.objects.matching("0042")) == [wanted]
    assert list(Project.objects.matching("ofqj-2026-0042")) == [wanted]


@pytest.mark.parametrize("words", ["chantier", "CHANTIR", "chantiers"])
def test_a_call_is_found_with_a_typo(words):
    wanted = CallFactory(title="Chantiers d’insertion en France")
    CallFactory(title="Missions croisées")
    assert list(Call.objects.matching(words)) == [wanted]


def test_the_list_of_calls_is_filtered_by_the_address(client):
    CallFactory(title="Chantier du nord", chantier=True, always_open=True)
    CallFactory(title="Missions croisées", cross_mission=True, always_open=True)

    def titles(query):
        return [row.call.title for group in client.get(f"/appels/{query}").context["groups"] for row in group["rows"]]

    assert titles("?programme=chantier") == ["Chantier du nord"]
    assert titles("?direction=to_quebec") == ["Missions croisées"]
    assert titles("?q=missionns") == ["Missions croisées"]
    assert len(titles("?programme=zzz&q=%00")) == 2
    assert "Aucun appel ne répond" in client.get("/appels/?q=xyzxyz").content.decode()


def test_the_list_of_dossiers_forgives_a_typo(client):
    ProjectFactory(title="Menuiserie à deux", submitted=True)
    ProjectFactory(title="Jardin partagé", submitted=True)
    client.force_login(MembershipFactory(officer_fr=True).user)
    page = client.get("/projets/?q=menuisrie")
    assert [row.project.title for row in page.context["rows"]] == ["Menuiserie à deux"]
