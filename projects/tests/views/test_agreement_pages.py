"""The pages of the funding agreement: who reads it, who signs it, what a double click does."""

import pytest
from django.urls import reverse

from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD
from ofqj_portal.core import calendar
from ofqj_portal.core.journal import history_of
from partners.tests.factories import MembershipFactory, member
from projects.models import AgreementSignature, GrantAgreement, Project
from projects.queries.next_step import next_step
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import agree, awarded

pytestmark = pytest.mark.django_db
FORM = {"function": "directrice", "mandate": "own", "agreed": "on"}


@pytest.fixture
def agreement():
    ahead = calendar.today().replace(year=calendar.today().year + 1)
    project = ProjectFactory(accepted=True, departs_on=ahead, returns_on=ahead)
    return awarded(project, agreed="waiting_carrier").agreements.get()


def url(name, agreement):
    return reverse(f"projects:{name}", args=[agreement.decision.project.number, "fr"])


def come(client, user):
    client.force_login(user)
    user.set_password(DEMO_PASSWORD)
    user.save()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})


def manager_of(agreement):
    return member(agreement.decision.project.carrier, "manager")


def test_the_manager_proves_who_she_is_reads_and_signs_once(client, agreement):
    client.force_login(manager_of(agreement))
    page = url("sign_agreement", agreement)
    assert client.get(page).headers["Location"].startswith(reverse("account_reauthenticate"))
    come(client, manager_of(agreement))
    form = client.get(page).context["form"]
    posted = FORM | {"seen": form["seen"].value(), "form_token": form["form_token"].value()}
    first = client.post(page, posted)
    assert (first.status_code, first.headers["Location"]) == (302, url("agreement", agreement))
    assert client.post(page, posted).headers["Location"] == url("agreement", agreement)
    assert AgreementSignature.objects.get().capacity == "directrice"
    signed = [line for line in history_of(agreement.decision.project) if line.verb == "project.agreement_signed"]
    assert len(signed) == 1
    assert (
        "La convention attend la signature de OFQJ France" in client.get(url("agreement", agreement)).content.decode()
    )


def test_a_text_that_changed_meanwhile_is_not_signed_and_nothing_typed_is_lost(client, agreement):
    come(client, manager_of(agreement))
    response = client.post(url("sign_agreement", agreement), FORM | {"seen": "0" * 64})
    assert response.status_code == 409
    assert 'value="directrice"' in response.content.decode()
    assert not AgreementSignature.objects.exists()


@pytest.mark.parametrize("left_out", ["function", "agreed"])
def test_what_is_missing_is_said_on_its_field(client, agreement, left_out):
    come(client, manager_of(agreement))
    posted = {name: value for name, value in FORM.items() if name != left_out} | {"seen": agreement.text_sha256}
    response = client.post(url("sign_agreement", agreement), posted)
    assert (response.status_code, list(response.context["form"].errors)) == (200, [left_out])


@pytest.mark.parametrize("who", ["adviser", "host", "officer_fr", "finance"])
def test_only_a_manager_of_the_carrier_and_a_decider_sign(client, agreement, who):
    project = agreement.decision.project
    host = project.structures.get(side="host").structure
    people = {"adviser": lambda: member(project.carrier), "host": lambda: member(host)}
    client.force_login(people[who]() if who in people else MembershipFactory(**{who: True}).user)
    assert client.get(url("sign_agreement", agreement)).status_code == 403


def test_the_decider_waits_for_the_structure_then_signs(client, agreement, decider):
    come(client, decider)
    assert client.get(url("sign_agreement", agreement)).status_code == 409
    GrantAgreement.objects.filter(pk=agreement.pk).update(state="void", voided_at=calendar.now(), void_reason="Essai.")
    again = awarded(ProjectFactory(accepted=True), agreed="waiting_ofqj").agreements.get()
    posted = FORM | {"seen": again.text_sha256}
    assert client.post(url("sign_agreement", again), posted).status_code == 302
    again.refresh_from_db()
    assert again.state == "signed"


def test_a_refusal_shows_its_reason_and_the_officer_writes_another_text(client, agreement, officer):
    client.force_login(manager_of(agreement))
    assert client.post(url("refuse_agreement", agreement), {"reason": "Mauvais SIRET."}).status_code == 302
    assert "Mauvais SIRET." in client.get(url("agreement", agreement)).content.decode()
    client.force_login(officer)
    assert "Établir un nouveau texte" in client.get(url("agreement", agreement)).content.decode()
    assert client.get(url("prepare_agreement", agreement)).status_code == 405
    assert client.post(url("prepare_agreement", agreement)).status_code == 302
    page = client.get(url("agreement", agreement)).content.decode()
    assert "Le texte précédent a été refusé." in page
    assert "Textes sans effet" in page


def test_the_next_step_says_who_has_the_ball(agreement, decider):
    project = Project.objects.get(pk=agreement.decision.project_id)
    manager, adviser = manager_of(agreement), member(project.carrier)
    assert next_step(project, manager).what == "Signer la convention de subvention"
    asked = next_step(project, adviser)
    assert (asked.what, asked.mine) == (
        "Faire signer la convention par une personne responsable de votre structure", True,
    )  # fmt: skip
    assert next_step(project, decider).what == "Préparer le départ et inscrire le groupe"
    AgreementSignature.objects.create(
        agreement=agreement, side="carrier", signed_by=manager, signed_at=calendar.now(), name="M", capacity="D",
        mandate="own", text_sha256=agreement.text_sha256,
    )  # fmt: skip
    GrantAgreement.objects.filter(pk=agreement.pk).update(state="waiting_ofqj")
    project = Project.objects.get(pk=project.pk)
    assert next_step(project, manager).what == "Préparer le départ et inscrire le groupe"
    mine = next_step(project, decider)
    assert (mine.what, mine.url) == ("Signer la convention de subvention", url("agreement", agreement))


def test_the_home_of_a_manager_and_of_a_decider_bring_them_to_what_they_must_sign(client, agreement, decider):
    client.force_login(manager_of(agreement))
    assert url("agreement", agreement) in client.get("/").content.decode()
    other = awarded(ProjectFactory(accepted=True), agreed=None)
    agree(other.grant, "waiting_ofqj")
    client.force_login(decider)
    assert "Une convention attend votre signature" in client.get("/").content.decode()


def test_a_dossier_shows_its_agreement_to_its_carrier_and_not_to_its_host(client, agreement):
    project = agreement.decision.project
    client.force_login(member(project.carrier))
    assert "La convention de subvention" in client.get(project.get_absolute_url()).content.decode()
    client.force_login(member(project.structures.get(side="host").structure))
    assert "La convention de subvention" not in client.get(project.get_absolute_url()).content.decode()
    assert client.get(url("agreement", agreement)).status_code == 403
