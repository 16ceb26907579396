"""The page a personal link opens, and the pages where the carrier keeps hold of it."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ofqj_portal.core import calendar, links
from ofqj_portal.core.models import ActionLink, JournalEntry, OutboxMail
from ofqj_portal.core.shores import format_date
from partners.tests.factories import ContactFactory, MembershipFactory, StructureFactory, member
from projects.enums import HostingState
from projects.models import Project
from projects.queries.hosting_links import HOSTING_LINK
from projects.services.hosting_links import revoke_link, send_link
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    host = StructureFactory(cje=True, name="CJE du Vieux-Canal", email="accueil@cje.test")
    return ProjectFactory(
        host=host, host_state=HostingState.INVITED, title="Le bois pour trouver sa voie", destination_country="Québec"
    )


@pytest.fixture
def row(project):
    return project.structures.get(is_lead=False)


@pytest.fixture
def adviser(project):
    return member(project.carrier, first_name="Camille", last_name="Anonyme")


@pytest.fixture
def token(project, row, adviser):
    send_link(project=project, row=row, email="accueil@cje.test", by=adviser)
    return OutboxMail.objects.get().secret


@pytest.fixture
def path(token):
    return reverse("projects:hosting_link", args=[token])


def state_of(row):
    row.refresh_from_db()
    return row.state


def assert_address_is_secret(response):
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response.headers["Cache-Control"]


def test_the_link_shows_the_project_without_anybody_nor_any_money(client, project, path, adviser):
    response = client.get(path)
    page = response.content.decode()

    assert response.status_code == 200
    assert_address_is_secret(response)
    shown = [project.title, project.number, project.carrier.name, "Grand-Val, Québec", "Vers le Québec"]
    expected = [*shown, format_date(project.departs_on), format_date(project.returns_on)]
    assert [words for words in expected if words not in page] == []
    hidden = ["Anonyme", adviser.email, "accueil@cje.test", "€", project.aims, project.profile]
    assert [words for words in hidden if words in page] == []


def test_the_page_is_in_the_words_and_on_the_clock_of_the_invited_structure(client, path):
    page = client.get(path, headers={"Accept-Language": "fr-FR"}).content.decode()

    assert '<html lang="fr-CA"' in page
    assert "(Montréal)" in page


def test_what_a_draft_does_not_say_yet_is_said_to_be_missing(client, project, path):
    Project.objects.filter(pk=project.pk).update(departs_on=None, returns_on=None, places=None)

    assert client.get(path).content.decode().count("non renseigné") == 2


def test_reading_acts_on_nothing(client, row, path):
    before = JournalEntry.objects.count()

    statuses = [getattr(client, verb)(path).status_code for verb in ("get", "head", "get", "options", "put", "delete")]

    assert statuses == [200, 200, 200, 405, 405, 405]
    assert (state_of(row), JournalEntry.objects.count()) == (HostingState.INVITED, before)
    assert ActionLink.objects.get().used_at is None


@pytest.mark.parametrize(
    ("answer", "state", "words"), [("yes", "confirmed", "c’est confirmé"), ("no", "refused", "C’est noté")]
)
def test_a_post_answers_says_thanks_and_the_second_is_told(client, row, path, answer, state, words):
    response = client.post(path, {"answer": answer, "reason": "Pas cette année"})
    again = client.post(path, {"answer": answer})

    assert (response.status_code, state_of(row)) == (200, state)
    assert words in response.content.decode()
    assert_address_is_secret(response)
    assert again.status_code == 404
    assert "déjà servi" in again.content.decode()


def test_a_post_without_the_token_of_the_form_changes_nothing(row, path):
    assert Client(enforce_csrf_checks=True).post(path, {"answer": "yes"}).status_code == 403

    assert state_of(row) == HostingState.INVITED


@pytest.mark.parametrize("data", [{}, {"answer": "peut-être"}, {"answer": "no", "reason": "x" * 301}])
def test_an_answer_that_makes_no_sense_changes_nothing(client, row, path, data):
    assert client.post(path, data).status_code == 200

    assert state_of(row) == HostingState.INVITED


@pytest.mark.parametrize("why", ["unknown", "garbled", "used", "expired", "revoked", "gone", "other_purpose"])
def test_a_link_that_opens_nothing_says_kindly_what_to_do_and_nothing_of_the_dossier(
    client, project, row, adviser, path, token, why
):
    match why:
        case "unknown":
            path = reverse("projects:hosting_link", args=["x" * 43])
        case "garbled":
            path = "/lien/accueil/%00%C3%A9%0A/"
        case "used":
            client.post(path, {"answer": "yes"})
        case "expired":
            ActionLink.objects.update(expires_at=calendar.real_now())
        case "revoked":
            revoke_link(project=project, row=row, by=adviser)
        case "gone":
            row.delete()
        case "other_purpose":
            ActionLink.objects.update(purpose="autre")
    for response in (client.get(path), client.post(path, {"answer": "yes"})):
        page = response.content.decode()
        assert response.status_code == 404
        assert_address_is_secret(response)
        assert "Écrivez à la structure qui vous invite" in page
        told = [project.title, project.number, project.carrier.name, row.structure.name]
        assert [words for words in told if words in page] == []


def test_guessing_is_slowed_down_even_for_the_right_address(client, settings, path):
    settings.ACCOUNT_RATE_LIMITS = {"link": "2/5m/ip"}
    for guess in "ab":
        assert client.get(reverse("projects:hosting_link", args=[guess * 43])).status_code == 404

    for address in (path, reverse("projects:hosting_link", args=["c" * 43])):
        response = client.get(address)
        assert response.status_code == 429
        assert "attendez quelques minutes" in response.content.decode()


# ---- the carrier ----------------------------------------------------------------------------------------------------


def manage(project, row):
    return reverse("projects:manage_link", args=[project.number, row.pk])


def test_inviting_a_structure_without_account_sends_a_link_to_the_address_of_the_form(client):
    project = ProjectFactory(host=False)
    cje = StructureFactory(cje=True, name="CJE du Vieux-Canal")
    ContactFactory(structure=cje, name="Ada", email="ada@cje.test")
    client.force_login(member(project.carrier))
    section = reverse("projects:section", args=[project.number, "structures"])
    assert 'value="ada@cje.test"' in client.get(section, {"q": "Vieux-Canal"}).content.decode()

    form = {"structure": cje.pk, "side": "host", "email": "zoe@cje.test"}
    page = client.post(reverse("projects:invite", args=[project.number]), form, follow=True).content.decode()

    assert "un lien personnel part à zoe@cje.test" in page
    assert "Lien personnel envoyé à zoe@cje.test" in page


def test_inviting_with_half_an_address_invites_nobody(client):
    project = ProjectFactory(host=False)
    client.force_login(member(project.carrier))

    form = {"structure": StructureFactory(cje=True).pk, "side": "host", "email": "zoe@"}
    client.post(reverse("projects:invite", args=[project.number]), form)

    assert project.structures.count() == 1


def test_the_partners_page_says_who_cannot_answer(client, project, row, adviser):
    client.force_login(adviser)
    section = reverse("projects:section", args=[project.number, "structures"])
    assert "elle ne peut pas répondre" in client.get(section).content.decode()

    member(row.structure)

    page = client.get(section).content.decode()
    assert "elle ne peut pas répondre" not in page
    assert manage(project, row) in page


def test_the_carrier_sends_a_link_again_and_revokes_it(client, project, row, adviser, token):
    client.force_login(adviser)

    response = client.post(manage(project, row), {"email": "ada@cje.test"}, follow=True)
    assert "Envoyé à <strong>ada@cje.test</strong>" in response.content.decode()

    page = client.post(reverse("projects:revoke_link", args=[project.number, row.pk]), follow=True).content.decode()
    assert "il n’ouvre plus rien" in page
    assert not links.links_of(HOSTING_LINK, [row]).living(calendar.real_now()).exists()


def test_a_refused_address_is_said_beside_the_form(client, project, row, adviser):
    client.force_login(adviser)

    page = client.post(manage(project, row), {"email": adviser.email}).content.decode()

    assert "le lien va à l’invitée" in page
    assert ActionLink.objects.count() == 0


def test_the_form_posted_twice_sends_one_link(client, project, row, adviser):
    client.force_login(adviser)
    form = client.get(manage(project, row)).context["form"]
    data = {"email": "ada@cje.test", "form_token": form["form_token"].value()}
    for _ in range(2):
        assert client.post(manage(project, row), data).status_code == 302

    assert ActionLink.objects.count() == 1


def test_after_the_filing_the_dossier_still_leads_to_the_link(client, adviser):
    project = ProjectFactory(submitted=True, invited_host=True)
    row = project.structures.get(is_lead=False)
    client.force_login(member(project.carrier))
    send_link(project=project, row=row, email="ada@cje.test", by=adviser)

    page = client.get(project.get_absolute_url()).content.decode()

    assert "Lien personnel envoyé à ada@cje.test" in page
    assert client.get(manage(project, row)).status_code == 200


def test_the_officer_reads_that_the_answer_came_by_a_link_and_to_whom_it_was_sent(client, token, path, project):
    client.post(path, {"answer": "yes"})
    Project.objects.filter(pk=project.pk).update(state="submitted", submitted_at=calendar.real_now(), rules={})
    client.force_login(MembershipFactory(officer_fr=True).user)

    page = client.get(project.get_absolute_url()).content.decode()

    assert "par le lien personnel envoyé à accueil@cje.test" in page
    assert "Par un lien personnel" in page
    assert manage(project, project.structures.get(is_lead=False)) not in page


def test_the_lead_carrier_and_a_stranger_s_partner_have_no_link(client, project, adviser):
    client.force_login(adviser)
    lead = project.structures.get(is_lead=True)
    elsewhere = ProjectFactory(invited_host=True).structures.get(is_lead=False)

    assert [client.get(manage(project, row)).status_code for row in (lead, elsewhere)] == [404, 404]


def test_the_mail_says_what_the_link_is_in_the_words_of_quebec(row, token):
    mail = OutboxMail.objects.get()
    until = ActionLink.objects.get().expires_at.astimezone(row.structure.zone).date()

    assert mail.shore == "qc"
    assert "Il ne faut pas de compte" in mail.text
    assert str(until.day) in mail.text.split("vaut jusqu’au")[1]
    assert isinstance(until, date)
    assert until - datetime.now(row.structure.zone).date() >= timedelta(days=29)
