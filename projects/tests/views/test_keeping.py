"""What a page that saves by itself sends: what stands is written, the rest is said and waits."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ofqj_portal.core import calendar
from ofqj_portal.core.models import JournalEntry
from partners.tests.factories import member
from projects.enums import HostingState, Side
from projects.models import Project, Sitting
from projects.periodic import end_idle_sittings
from projects.queries.snapshot import fingerprint
from projects.services.submission import submit_project
from projects.tests.factories import InformationRequestFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory

pytestmark = pytest.mark.django_db
SAVED = "project.section_saved"


@pytest.fixture
def project():
    project = ProjectFactory(departs_on="2059-05-04", returns_on="2059-05-15")
    project.refresh_from_db()
    EnvelopeFactory(call=project.call)
    return project


@pytest.fixture
def adviser(client, project):
    adviser = member(project.carrier)
    client.force_login(adviser)
    return adviser


def keep(client, project, slug, typed, *, code="", seen=None):
    """Send what a page sends by itself."""
    marks = fingerprint(project, code or {"projet": "project", "sejour": "stay"}[slug]) if seen is None else seen
    address = reverse("projects:section", args=[project.number, slug])
    return client.post(address, {**typed, "envoi": list(typed), "seen": marks}, headers={"X-Autosave": "1"})


def stored(project, *fields):
    return Project.objects.values_list(*fields).get(pk=project.pk)


def test_only_what_is_sent_is_written(client, project, adviser):
    answer = keep(client, project, "projet", {"aims": "Trouver\r\nsa voie"}).json()

    assert stored(project, "aims", "theme", "version") == ("Trouver\nsa voie", "Métiers du bois", 1)
    assert answer["said"].startswith("Enregistré à")
    assert (answer["refusals"], answer["clashes"], answer["others"]) == ({}, [], "")
    assert answer["seen"] == fingerprint(Project.objects.get(pk=project.pk), "project")


def test_a_box_that_is_taken_off_is_sent_by_its_name_alone(client, project, adviser):
    Project.objects.filter(pk=project.pk).update(has_work_period=True)
    project.refresh_from_db()
    seen = fingerprint(project, "stay")
    address = reverse("projects:section", args=[project.number, "sejour"])

    client.post(address, {"envoi": "has_work_period", "seen": seen}, headers={"X-Autosave": "1"})

    assert stored(project, "has_work_period", "lodging") == (False, "Auberge de jeunesse.")


def test_what_makes_no_sense_is_said_and_the_rest_is_written(client, project, adviser):
    typed = {"returns_on": "2059-02-31", "lodging": "Au gîte"}

    answer = keep(client, project, "sejour", typed).json()

    assert list(answer["refusals"]) == ["returns_on"]
    assert [str(value) for value in stored(project, "returns_on", "lodging")] == ["2059-05-15", "Au gîte"]


def test_a_date_that_breaks_the_row_waits_and_the_rest_is_written(client, project, adviser):
    typed = {"returns_on": "2059-05-01", "lodging": "Au gîte"}

    answer = keep(client, project, "sejour", typed).json()

    assert answer["refusals"] == {"returns_on": ["Le retour vient après le départ."]}
    assert [str(value) for value in stored(project, "returns_on", "lodging")] == ["2059-05-15", "Au gîte"]


def test_a_phase_half_described_waits_and_another_is_written(client, project, adviser):
    whole = {"phase-stay-starts_on": "2059-05-04", "phase-stay-ends_on": "2059-05-15"}
    typed = whole | {"phase-preparation-starts_on": "2059-03-03"}

    answer = keep(client, project, "sejour", typed).json()

    assert list(answer["refusals"]) == ["phase-preparation-ends_on"]
    assert [phase.kind for phase in project.phases.all()] == ["stay"]


def test_a_clash_shows_their_value_writes_nothing_of_it_and_the_other_fields_go_through(client, project, adviser):
    seen = fingerprint(project, "project")
    Project.objects.filter(pk=project.pk).update(theme="Leur thème", public="Leur public")

    typed = {"theme": "Mon thème", "aims": "Mes objectifs", "public": project.public}
    answer = keep(client, project, "projet", typed, seen=seen).json()

    assert stored(project, "theme", "aims", "public") == ("Leur thème", "Mes objectifs", "Leur public")
    clash = answer["clashes"][0]
    assert (clash["control"], clash["theirs"], clash["value"]) == ("theme", "Leur thème", "Leur thème")
    assert "public visé" in answer["others"]
    again = keep(client, project, "projet", {"public": project.public}, seen=answer["seen"])
    assert (again.status_code, stored(project, "public")) == (200, ("Leur public",))
    assert keep(client, project, "projet", {"theme": "Mon thème"}, seen=clash["seen"]).json()["clashes"] == []
    assert stored(project, "theme") == ("Mon thème",)


def test_what_is_around_is_drawn_again_by_the_server_s_own_rules(client, project, adviser):
    answer = keep(client, project, "groupe-prevu", {"age_to": "40"}, code="group").json()

    assert "De 18 à 40 ans au départ" in answer["parts"]["regles"]
    assert "Étapes du dossier" in answer["parts"]["etapes"]


def whole_budget(client, project, **typed):
    page = client.get(reverse("projects:section", args=[project.number, "budget"]))
    posted = {"seen": page.context["aid"]["seen"].value()}
    for form in (page.context["aid"], *(f for s in page.context["formsets"].values() for f in s)):
        posted |= {field.html_name: field.value() for field in form if field.value() not in (None, "", False)}
    for formset in page.context["formsets"].values():
        posted |= {field.html_name: field.value() for field in formset.management_form}
    return posted | typed


def send_budget(client, project, posted):
    address = reverse("projects:section", args=[project.number, "budget"])
    return client.post(address, posted, headers={"X-Autosave": "1"})


def test_a_line_of_the_budget_that_makes_no_sense_leaves_the_stored_one(client, project, adviser):
    posted = whole_budget(client, project, **{"charge-0-amount": "12x", "income-0-amount": "4 100,00"})

    answer = send_budget(client, project, posted).json()

    assert list(answer["refusals"]) == ["charge-0-amount"]
    assert [(line.side, line.amount) for line in project.budget_lines.order_by("side")] == [
        ("charge", 8000),
        ("income", 4100),
    ]
    assert "Pas encore équilibré" in answer["parts"]["bilan-budget"]


def test_a_line_added_in_a_spare_row_is_kept_when_the_same_page_sends_again(client, project, adviser):
    account = project.budget_lines.get(side="income").account_id
    row = {"income-1-account": account, "income-1-amount": "50,00", "income-1-funder": "Commune"}
    posted = whole_budget(client, project, **row)

    first = send_budget(client, project, posted).json()
    second = send_budget(client, project, posted | {"seen": first["seen"], "income-1-amount": "60,00"}).json()

    assert (second["clashes"], project.budget_lines.get(funder="Commune").amount) == ([], 60)
    assert project.budget_lines.count() == 3


def test_two_lines_of_one_account_keep_their_rank_whichever_is_written(client, project, adviser):
    account = project.budget_lines.get(side="income").account_id
    row = {"income-1-account": account, "income-1-amount": "50,00", "income-1-funder": "Commune"}
    posted = whole_budget(client, project, **row)
    for changed in ({}, {"income-0-amount": "4 200,00"}, {"income-1-amount": "60,00"}, {"income-0-amount": "4 300,00"}):
        posted |= changed
        answer = send_budget(client, project, posted).json()
        assert (answer["clashes"], answer["others"]) == ([], "")
        posted["seen"] = answer["seen"]

    lines = project.budget_lines.filter(side="income").order_by("pk")
    assert [(line.funder, line.amount) for line in lines] == [("Région d’essai", 4300), ("Commune", 60)]


def test_the_line_somebody_else_added_stays(client, project, adviser):
    posted = whole_budget(client, project, **{"charge-0-amount": "8 500,00"})
    line = project.budget_lines.get(side="income")
    line.pk, line.funder = None, "Ville"
    line.save()

    send_budget(client, project, posted)

    assert project.budget_lines.filter(funder="Ville").exists()
    assert project.budget_lines.get(side="charge").amount == 8500


def test_fifty_savings_make_one_line_of_the_journal_when_she_presses_the_button(client, project, adviser):
    for n in range(5):
        fresh = Project.objects.get(pk=project.pk)
        keep(client, fresh, "projet", {"aims": f"Texte {n}", "theme": f"Thème {n}"})
    assert not JournalEntry.objects.filter(verb=SAVED).exists()
    page = client.get(reverse("projects:section", args=[project.number, "projet"]))
    typed = {bound.html_name: bound.value() or "" for bound in page.context["form"]} | {"public": "Autre"}

    client.post(reverse("projects:section", args=[project.number, "projet"]), typed)

    assert JournalEntry.objects.get(verb=SAVED).facts == {"section": "project", "fields": ["aims", "public", "theme"]}
    assert Sitting.objects.count() == 0


def test_an_idle_sitting_ends_by_itself_and_a_running_one_does_not(client, project, adviser):
    keep(client, project, "projet", {"aims": "Texte"})

    end_idle_sittings(calendar.now())
    assert not JournalEntry.objects.filter(verb=SAVED).exists()
    end_idle_sittings(calendar.now() + timedelta(minutes=31))

    entry = JournalEntry.objects.get(verb=SAVED)
    assert (entry.by, entry.facts["fields"]) == (adviser, ["aims"])


def test_filing_ends_every_sitting_before_its_own_line(client, project, adviser):
    keep(client, project, "projet", {"aims": "Texte"})

    submit_project(project=project, by=adviser, now=calendar.now())

    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == [SAVED, "project.submitted"]


def test_a_dossier_that_left_refuses_in_words_and_closed_fields_stay(client, project, adviser):
    asked = InformationRequestFactory(fields=["insurance"])
    client.force_login(member(asked.project.carrier))
    typed = {"insurance": "Contrat 12", "safety": "Piraté"}
    keep(client, asked.project, "preparation", typed, code="safety")
    assert stored(asked.project, "insurance", "safety") == ("Contrat 12", "Numéro d’astreinte et protocole écrit.")

    asked.project.__class__.objects.filter(pk=asked.project.pk).update(state="under_review")

    assert keep(client, asked.project, "preparation", typed, code="safety").status_code == 409


def test_a_partner_s_part_is_kept_without_confirming_and_clashes_in_words(client):
    project = ProjectFactory(invited_host=True)
    row = project.structures.get(side=Side.HOST)
    client.force_login(member(row.structure))
    address = reverse("projects:hosting", args=[project.number])

    answer = client.post(address, {"contribution": "Le gîte", "seen": ""}, headers={"X-Autosave": "1"}).json()

    row.refresh_from_db()
    assert (row.contribution, row.state, answer["seen"]) == ("Le gîte", HostingState.INVITED, "Le gîte")
    answer = client.post(address, {"contribution": "Le repas", "seen": ""}, headers={"X-Autosave": "1"}).json()
    assert (answer["clashes"][0]["theirs"], answer["clashes"][0]["seen"]) == ("Le gîte", "Le gîte")
    page = client.post(address, {"contribution": "Le repas", "seen": ""})
    assert page.status_code == 409
    assert all(words in page.content.decode() for words in ("Le gîte", "Le repas"))
    again = {"contribution": "Le repas", "seen": page.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    row.refresh_from_db()
    assert (row.contribution, row.state) == ("Le repas", HostingState.CONFIRMED)


def test_strangers_get_what_they_always_get(client, project):
    client.force_login(member(ProjectFactory().carrier))
    assert keep(client, project, "projet", {"aims": "Piraté"}).status_code == 404
    client.logout()
    assert keep(client, project, "projet", {"aims": "Piraté"}).status_code == 302
    assert stored(project, "aims") == (project.aims,)
