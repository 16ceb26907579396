"""The button « Exporter »: on every list, with its filters, one job for a double click, and the page of the job."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD
from ofqj_portal.core import calendar, periodic
from ofqj_portal.core.jobs_in_place import run_now
from ofqj_portal.core.models import Job, StoredFile
from ofqj_portal.dashboard.services.exports import forget_exports
from ofqj_portal.dashboard.tests.exports.reading_back import asked, made, rows_of
from participants.tests.factories import ParticipantFactory
from partners.tests.factories import AgreementFactory, MembershipFactory, StructureFactory
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import awarded

pytestmark = pytest.mark.django_db
LISTS = {
    "projects": "/projets/",
    "queue": "/instruction/",
    "structures": "/structures/",
    "agreements": "/structures/ententes/",
    "payments": "/paiements/",
    "people": "/participants/",
}


@pytest.fixture
def clients(ml, adviser, officer, finance):
    """A browser for each list, signed in as somebody who finds one row there."""
    awarded(ProjectFactory(carrier=ml, submitted=True, title="Bois et forêt"))
    AgreementFactory(first_structure=ml)
    ParticipantFactory(structure=ml)
    people = {"queue": officer, "payments": finance}
    opened = {code: Client() for code in LISTS}
    for code, browser in opened.items():
        browser.force_login(people.get(code, adviser))
    return opened


def ask(browser, code, **data):
    return browser.post(reverse(f"dashboard:export_{code}"), {"format": "xlsx", "query": "", **data})


def prove(browser):
    browser.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})


@pytest.mark.parametrize("code", LISTS)
def test_every_list_has_its_button_and_the_button_leads_to_a_file(code, clients):
    browser = clients[code]
    page = browser.get(LISTS[code]).content.decode()
    assert f'action="{reverse(f"dashboard:export_{code}")}"' in page
    if code == "people":
        prove(browser)

    response = ask(browser, code)

    job = Job.objects.get(kind="dashboard.export_list")
    assert response.url == job.get_absolute_url()
    assert len(rows_of(run_now(job))) >= 1
    state = browser.get(job.get_absolute_url()).content.decode()
    assert reverse("core:file", args=[job.pk]) in state
    assert f'href="{LISTS[code]}"' in state


def test_the_button_keeps_the_filters_of_the_address_and_forgets_the_page(clients):
    page = clients["projects"].get("/projets/?q=for%C3%AAt&state=&page=1").content.decode()
    assert 'name="query" value="q=for%C3%AAt&amp;state=&amp;page=1"' in page

    ask(clients["projects"], "projects", query="state=&q=for%C3%AAt&page=1")

    assert Job.objects.get(kind="dashboard.export_list").args["query"] == "q=for%C3%AAt"


def test_a_double_click_makes_one_job_and_another_format_a_second(clients):
    answers = {ask(clients["projects"], "projects").url for _ in range(3)}
    assert len(answers) == Job.objects.filter(kind="dashboard.export_list").count() == 1

    ask(clients["projects"], "projects", format="csv")

    assert Job.objects.filter(kind="dashboard.export_list").count() == 2


def test_an_empty_list_offers_no_button_and_a_post_is_told_so(clients):
    assert "exporter" not in clients["projects"].get("/projets/?q=introuvable").content.decode()

    response = clients["projects"].post(
        reverse("dashboard:export_projects"), {"format": "csv", "query": "q=introuvable"}, follow=True
    )

    assert response.redirect_chain[-1][0] == "/projets/?q=introuvable"
    assert "Rien à exporter\xa0: la liste est vide avec ces filtres." in response.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("data", [{"format": "pdf"}, {"format": ""}, {"query": "q=" + "x" * 3000}])
def test_nonsense_goes_back_to_the_list_with_a_word(data, clients):
    response = ask(clients["projects"], "projects", **data)
    assert response.url == "/projets/"
    assert not Job.objects.exists()


def test_an_export_of_names_asks_first_who_one_is_and_then_goes_on_by_itself(clients):
    browser = clients["people"]

    response = ask(browser, "people")
    assert response.url == reverse("account_reauthenticate") + "?next=%2Fexports%2Fpersonnes%2F"
    assert not Job.objects.exists()
    done = browser.post(response.url, {"password": DEMO_PASSWORD, "next": "/exports/personnes/"})

    assert done.url == Job.objects.get().get_absolute_url()


def test_an_empty_list_of_names_is_told_after_the_proof_too(clients):
    browser = clients["people"]
    response = ask(browser, "people", query="q=introuvable")
    done = browser.post(response.url, {"password": DEMO_PASSWORD, "next": "/exports/personnes/"}, follow=True)
    assert "Rien à exporter" in done.content.decode()


@pytest.mark.parametrize("role", ["unml", "officer_fr", "finance", "dpo", "admin"])
def test_names_are_not_there_for_those_who_follow_nobody(client, role):
    client.force_login(MembershipFactory(**{role: True}).user)
    assert ask(client, "people").status_code == 404


def test_a_visitor_reads_the_directory_without_a_button(client, ml):
    assert "exporter" not in client.get("/structures/").content.decode()
    assert ask(client, "structures").url.startswith(reverse("account_login"))


def test_the_address_typed_by_hand_leads_to_the_list(clients):
    assert clients["agreements"].get(reverse("dashboard:export_agreements")).url == "/structures/ententes/"


def test_the_page_of_the_job_says_how_long_the_file_is_kept(clients, adviser, time_machine_at):
    time_machine_at(datetime(2026, 11, 22, 10, 0, tzinfo=UTC))
    job = made(adviser, "projects", "q=bois")

    page = clients["projects"].get(job.get_absolute_url()).content.decode()

    assert "Ce fichier n’est ouvert qu’à vous. Il est gardé 7 jours, jusqu’au 29\xa0novembre 2026." in page
    assert 'href="/projets/?q=bois"' in page


def test_after_the_days_kept_the_file_and_what_was_asked_are_gone(clients, adviser):
    job = made(adviser, "projects", "q=bois")
    path, made_at = job.artefact.path, job.artefact.created_at
    link = job.artefact.get_absolute_url()

    assert forget_exports(now=made_at + timedelta(days=7)) == 0
    assert storages["private"].exists(path)
    assert forget_exports(now=made_at + timedelta(days=7, seconds=1)) == 1

    job.refresh_from_db()
    assert (job.artefact, job.args) == (None, {"list": "projects"})
    assert not StoredFile.objects.exists()
    assert clients["projects"].get(link).status_code == 404
    assert "Ce fichier a été effacé." in clients["projects"].get(job.get_absolute_url()).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_bytes_go_with_the_row(ml, adviser):
    ProjectFactory(carrier=ml)
    artefact = made(adviser, "projects").artefact

    forget_exports(now=artefact.created_at + timedelta(days=8))

    assert not storages["private"].exists(artefact.path)


def test_what_was_asked_in_vain_is_forgotten_too(clients, adviser):
    job = asked(adviser, "projects", "q=bois")
    Job.objects.filter(pk=job.pk).update(state="failed", finished_at=calendar.real_now() - timedelta(days=8))

    forget_exports(now=calendar.now())

    job.refresh_from_db()
    assert job.args == {"list": "projects"}


def test_it_is_forgotten_by_the_clock():
    assert "dashboard.forget_exports" in [entry.name for entry in periodic.entries()]


def test_the_button_of_a_list_costs_no_query(clients, django_assert_num_queries):
    StructureFactory.create_batch(3)
    with django_assert_num_queries(6):
        clients["projects"].get("/projets/")


def test_a_web_process_carries_nothing_that_only_jobs_need():
    """Each of these would stay in the memory of every web process: they are imported inside the jobs that use them."""
    only_jobs = {
        *("weasyprint", "pydyf", "fontTools", "tinycss2", "pikepdf", "pyhanko", "asn1crypto", "lxml", "PIL", "segno"),
        *("xlsxwriter", "python_calamine", "openpyxl", "sepaxml", "openbadgeslib", "icalendar", "holidays"),
        *("markdown_it", "sentry_sdk", "storages", "boto3", "anymail", "unittest", "test"),
        *("celery", "kombu", "redis", "babel"),
    }
    code = (
        "import sys, django; django.setup(); from django.urls import get_resolver; assert get_resolver().reverse_dict;"
        "from ofqj_portal.core.list_exports import list_called; list_called('people');"
        f"print(sorted({only_jobs!r} & {{name.partition('.')[0] for name in sys.modules}}))"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "ofqj_portal.settings.test", "OFQJ_SKIP_SERVICES": "1"}
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert answer.stdout.strip() == "[]"
