"""Every version of a dossier, and the difference between any two, in words."""

import pytest
from django.urls import reverse

from ofqj_portal.core import calendar
from ofqj_portal.core.versions import save_version
from partners.tests.factories import member
from projects.queries.snapshot import snapshot
from projects.queries.version_diff import changes_by_section
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(under_review=True, aims="Reprendre confiance et découvrir un métier.")


def keep(project, **columns):
    for name, value in columns.items():
        setattr(project, name, value)
    return save_version(project, data=snapshot(project), by=None, now=calendar.now())


def test_the_words_that_moved_are_marked_and_the_rows_of_a_list_apart(project):
    first = keep(project)
    line = project.budget_lines.first()
    line.amount += 100
    line.save()
    second = keep(project, aims="Reprendre confiance et choisir un métier.", places=9)
    found = {section.title: section.fields for section in changes_by_section(first.data, second.data)}
    assert list(found) == ["Le projet", "Groupe prévu", "Budget"]
    assert found["Le projet"][0].runs == [
        ("same", "Reprendre confiance et"),
        ("removed", "découvrir"),
        ("added", "choisir"),
        ("same", "un métier."),
    ]
    assert found["Groupe prévu"][0].runs == [("removed", "8"), ("added", "9")]
    assert [kind for kind, _row in found["Budget"][0].runs].count("added") == 1
    assert "same" in {kind for kind, _row in found["Budget"][0].runs}


def test_any_two_versions_are_compared_from_the_list(client, project):
    for aims in ("Un.", "Deux.", "Trois."):
        keep(project, aims=aims)
    client.force_login(member(project.carrier))
    url = reverse("projects:versions", args=[project.number])
    page = client.get(url)
    assert [version["number"] for version in page.context["versions"]] == [3, 2, 1]
    asked = client.get(url, {"de": "3", "a": "1"})
    assert asked.headers["Location"] == reverse("projects:difference", args=[project.number, 1, 3])
    html = client.get(asked.headers["Location"]).content.decode()
    assert ["Un." in html, "Deux." in html, "Trois." in html] == [True, False, True]


@pytest.mark.parametrize("query", ["de=1&a=1", "de=x&a=2", "de=1", "a=99&de=1"])
def test_a_choice_that_makes_no_sense_is_said(client, project, query):
    keep(project)
    keep(project, aims="Deux.")
    client.force_login(member(project.carrier))
    page = client.get(f"{reverse('projects:versions', args=[project.number])}?{query}")
    assert page.status_code == 200
    assert page.context["form"].errors
