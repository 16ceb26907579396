"""The administration: who reaches it, what it holds, and that nothing of a person or of money is in it."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from conventions.models import Committee
from conventions.services.load import load_convention
from ofqj_portal.core.administration import site
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.models import Call, Letterhead
from projects.tests.factories import CallFactory

pytestmark = pytest.mark.django_db
INDEX = "/administration/"
ROLES = ("officer_fr", "decider_fr", "finance", "unml", "dpo")


@pytest.fixture
def admin(client):
    client.force_login(MembershipFactory(admin=True).user)
    return client


def test_nobody_signed_in_is_sent_to_sign_in(client):
    response = client.get(f"{INDEX}projects/call/")

    assert (response.status_code, response.url) == (302, "/connexion/?next=/administration/projects/call/")


@pytest.mark.parametrize("who", ["adviser", "manager", *ROLES])
@pytest.mark.parametrize("path", ["", "projects/call/", "n-importe-quoi/", "login/"])
def test_it_is_not_there_for_anybody_else_whatever_the_flags_of_the_account(client, who, path):
    user = MembershipFactory(**{who: True}).user if who in ROLES else member(StructureFactory(ml=True), who)
    user.is_superuser = True
    user.save()
    client.force_login(user)

    assert client.get(INDEX + path).status_code == 404


def test_the_second_factor_is_asked_first(admin, settings):
    settings.SECOND_FACTOR_REQUIRED = True

    response = admin.get(INDEX)

    assert (response.status_code, response.url) == (302, reverse("mfa_activate_totp"))


def test_it_holds_reference_data_and_nothing_else():
    assert sorted(model._meta.label for model in site._registry) == [
        "conventions.Committee",
        "conventions.ObligationRule",
        "participants.ConsentText",
        "participants.Delay",
        "participants.EligibilityRule",
        "participants.PlanningStep",
        "participants.SilenceRule",
        "partners.DirectoryRule",
        "partners.Network",
        "partners.Territory",
        "projects.BudgetAccount",
        "projects.Call",
        "projects.ExchangeRate",
        "projects.InstalmentTerm",
        "projects.Letterhead",
        "projects.PayerAccount",
    ]


def test_its_pages_answer_with_files_of_our_own_and_nothing_inline(admin):
    CallFactory()
    paths = ["", *(f"{model._meta.app_label}/{model._meta.model_name}/" for model in site._registry)]
    pages = [admin.get(INDEX + path) for path in [*paths, "projects/call/add/", "partners/network/add/"]]
    texts = [page.content.decode() for page in pages]
    files = {path for text in texts for path in re.findall(r'(?:src|href)="/static/([^"]+)"', text)}

    assert {page.status_code for page in pages} == {200}
    assert "Données de référence" in texts[0]
    assert [text for text in texts if re.search(r"<style|<script>|\sstyle=|\son[a-z]+=", text)] == []
    assert [path for path in files if finders.find(path) is None] == []


def test_a_call_is_edited_there_and_never_deleted(admin):
    call = CallFactory(required_pieces=["other"])
    url = reverse("admin:projects_call_change", args=[call.pk])
    form = admin.get(url).context["adminform"].form
    data = {name: "" if value is None else value for name, value in form.initial.items()}
    for name in ("opens_at", "closes_at"):
        data |= {f"{name}_0": f"{data[name]:%d/%m/%Y}", f"{name}_1": f"{data[name]:%H:%M:%S}"}
    data |= {"score_grid": "[]", "title": "Chantiers de l’été", "required_pieces": ["insurance", "statutes"]}
    data |= {"closes_at_0": "20/02/2026", "closes_at_1": "23:59:00"}  # in Paris, where the administrator works

    response = admin.post(url, data)

    assert response.status_code == 302, response.context["adminform"].errors
    call.refresh_from_db()
    assert (call.title, call.required_pieces) == ("Chantiers de l’été", ["insurance", "statutes"])
    assert call.closes_at == datetime(2026, 2, 20, 22, 59, tzinfo=UTC)
    assert admin.post(reverse("admin:projects_call_delete", args=[call.pk]), {"post": "yes"}).status_code == 403
    assert Call.objects.filter(pk=call.pk).exists()


def test_a_letterhead_is_edited_there(admin):
    head = Letterhead.objects.update_or_create(
        section="fr", defaults={"sender": "OFQJ", "signatory": "La direction", "contest": "Écrivez-nous."}
    )[0]
    data = {"section": "fr", "sender": "OFQJ France", "address": "", "email": "", "signatory": "La direction"}

    response = admin.post(
        reverse("admin:projects_letterhead_change", args=[head.pk]), data | {"contest": "Recours gracieux."}
    )

    head.refresh_from_db()
    assert (response.status_code, head.sender, head.contest) == (302, "OFQJ France", "Recours gracieux.")


def test_the_voices_of_the_committee_stay_within_what_its_parties_hold(admin):
    load_convention()
    committee = Committee.objects.get()
    url = reverse("admin:conventions_committee_change", args=[committee.pk])

    refused = admin.post(url, {"name": "Comité", "quorum_parties": 4, "yes_needed": 2, "consultation_days": 15})
    kept = admin.post(url, {"name": "Comité", "quorum_parties": 2, "yes_needed": 2, "consultation_days": 15})

    committee.refresh_from_db()
    assert (refused.status_code, kept.status_code, committee.quorum_parties) == (200, 302, 2)
