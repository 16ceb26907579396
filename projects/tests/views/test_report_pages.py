"""The pages of the report: what is written, what re-opens, what is read."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from ofqj_portal.core import calendar
from partners.tests.factories import MembershipFactory, member
from projects.enums import ProjectState
from projects.models import Project, ProjectReport
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import awarded

pytestmark = pytest.mark.django_db
TEXTS = {"reached_aims": "Six jeunes sur huit.", "partner": "Trois ateliers.", "practices": "Un carnet à deux."}


@pytest.fixture
def project():
    project = ProjectFactory(report_due=True)
    awarded(project)
    return project


def url(name, project):
    return reverse(f"projects:{name}", args=[project.number])


def lines(project, **more):
    return {f"line_{line.pk}": str(line.amount) for line in project.budget_lines.all()} | more


def written(project, **more):
    started = {"started_at": calendar.now(), "planned_count": 8, "departed_count": 8, "returned_count": 8}
    return ProjectReport.objects.create(project=project, **(started | more))


def test_a_line_that_strays_is_explained_before_the_report_is_handed_in(client, project):
    client.force_login(member(project.carrier))
    line = project.budget_lines.first()
    data = lines(project) | TEXTS | {"version": "1", "remettre": "1", f"line_{line.pk}": "6 000,00"}
    page = client.post(url("report", project), data).content.decode()
    assert "ce qui explique l’écart de" in page
    assert 'value="6' in page
    data |= {f"reason_{line.pk}": "Moins de nuits."}
    assert client.post(url("report", project), data).headers["Location"] == project.get_absolute_url()
    project.refresh_from_db()
    assert project.state == ProjectState.REPORT_SUBMITTED


def test_a_report_that_was_sent_back_shows_the_named_points_alone(client, project):
    Project.objects.filter(pk=project.pk).update(state="report_submitted")
    Project.objects.filter(pk=project.pk).update(state="report_incomplete")
    sent = {"points": ["partner"], "points_reason": "Combien d’ateliers ?", **TEXTS}
    adviser = member(project.carrier)
    written(project, submitted_at=calendar.now(), submitted_by=adviser, **sent)
    client.force_login(adviser)
    page = client.get(url("report", project))
    assert [field.name for field in page.context["form"].text_fields()] == ["partner"]
    assert "Combien d’ateliers" in page.content.decode()
    assert 'name="reached_aims"' not in page.content.decode()


def test_an_officer_completes_a_report_once_it_is_very_late(client, project):
    client.force_login(MembershipFactory(officer_fr=True).user)
    Project.objects.filter(pk=project.pk).update(report_due_on=calendar.today() - timedelta(days=90))
    assert client.get(url("report_complete", project)).status_code == 409
    late = calendar.today() - timedelta(days=91)
    Project.objects.filter(pk=project.pk).update(report_due_on=late, returned_on=late, departed_on=date(2020, 1, 1))
    assert "Compléter le bilan" in client.get(url("report", project)).content.decode()
    data = lines(project) | TEXTS | {"version": "1", "why": "La structure a fermé."}
    client.post(url("report_complete", project), data)
    page = client.get(url("report", project)).content.decode()
    assert "Complété par l’OFQJ le" in page
    assert "La structure a fermé." in page


def test_an_overdue_report_blocks_the_next_filing_and_the_screen_leads_to_it(client, project):
    Project.objects.filter(pk=project.pk).update(report_due_on=calendar.today() - timedelta(days=1))
    draft = ProjectFactory(
        carrier=project.carrier,
        departs_on=calendar.today() + timedelta(days=60),
        returns_on=calendar.today() + timedelta(days=70),
    )
    client.force_login(member(project.carrier))
    page = client.get(reverse("projects:section", args=[draft.number, "depot"])).content.decode()
    assert project.number in page
    assert project.get_absolute_url() in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_report_costs_the_same_whatever_the_lines(client, project, count, django_assert_max_num_queries):
    line = project.budget_lines.first()
    for n in range(count):
        line.pk, line.label = None, f"Ligne {n}"
        line.save(force_insert=True)
    written(project, **TEXTS)
    client.force_login(member(project.carrier))
    with django_assert_max_num_queries(12):
        client.get(url("report", project))
