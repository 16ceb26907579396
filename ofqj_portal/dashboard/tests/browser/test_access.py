"""How people come into a structure and leave it, in real browsers: by an invitation, by a provider, by a departure."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from playwright.sync_api import expect

from ofqj_portal.accounts.models import SignIn, User
from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD, UserFactory
from ofqj_portal.accounts.tests.identity_provider import identity_provider
from ofqj_portal.core import calendar, jobs_in_place
from ofqj_portal.core.models import JournalEntry
from ofqj_portal.dashboard.tests.browser.visitor import Axes, Visitor, visit
from participants.models import Participant
from participants.tests.factories import ParticipantFactory
from partners.models import Invitation, Membership, Structure
from partners.tests.factories import StructureFactory, member
from projects.models import Project
from projects.tests.factories import ProjectFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]
NOURS_PASSWORD = "cerise traversier lundi mousse"
NOUR = "nour@exemple.test"
Opening = Callable[..., AbstractContextManager[Visitor]]


@pytest.fixture
def structure(settings, live_server) -> Structure:
    """A Mission Locale; the demo shows the mails that leave."""
    settings.DEMO, settings.BASE_URL = True, live_server.url
    return StructureFactory(ml=True, name="Mission Locale des Deux-Rives")


@pytest.fixture
def manager(structure) -> User:
    return member(structure, "manager", with_password=True)


@pytest.fixture
def at(browser, browser_context_args, live_server):
    """Sit people down, each at her own browser; axe looks at every page they land on."""
    axes = Axes(live_server.url)

    def sit_down(user: User | None = None, **screen: Any) -> AbstractContextManager[Visitor]:
        return visit(browser, live_server.url, axes, user, **(browser_context_args | screen))

    yield sit_down
    assert axes.complaints == []


def test_a_manager_invites_and_whom_she_removes_does_not_come_back(at: Opening, structure, manager):
    somebody_else = UserFactory(with_password=True)
    with at(manager) as ana, at(viewport={"width": 360, "height": 740}) as nour, at(somebody_else) as stranger:
        invite(ana, structure, "adviser")
        link = mailed_link(nour)
        stranger.go(link)
        stranger.reads("vous invite")
        stranger.press("Accepter et ouvrir mon compte")  # without a word, and for somebody else
        assert (Invitation.objects.get().state, User.objects.filter(email=NOUR).exists()) == ("pending", False)

        nour.go(link)
        nour.fill(first_name="Nour", last_name="Exemple", password1=NOURS_PASSWORD, password2=NOURS_PASSWORD)
        nour.press("Accepter et ouvrir mon compte")
        nour.fill(login=NOUR, password=NOURS_PASSWORD)
        nour.press("Se connecter")
        nour.go("/participants/")
        invite(ana, structure, "manager")
        waiting = mailed_link(nour)

        stop(ana, structure, "Nour Exemple")
        assert found(nour, "/participants/") == 404
        for old in (link, waiting):
            assert found(nour, old) == 404
            nour.reads("Ce lien")
        nour.go("/structures/invitations/")
        nour.reads("Aucune invitation")
    assert not Membership.objects.filter(user__email=NOUR).current(calendar.today()).exists()
    assert sorted(Invitation.objects.values_list("state", flat=True)) == ["accepted", "revoked"]


def test_an_adviser_leaves_and_all_she_holds_passes_on_in_one_act(at: Opening, structure, manager):
    zoe = member(structure, with_password=True, first_name="Zoé", last_name="Partante")
    tom = member(structure, with_password=True, first_name="Tom", last_name="Repreneur")
    project = ProjectFactory(carrier=structure, accepted=True, followed_by=zoe, title="Le bois pour trouver sa voie")
    person = ParticipantFactory(structure=structure, followed_by=zoe)
    with at(manager) as ana, at(zoe) as leaving, at(tom) as taker:
        leaving.go(project.get_absolute_url())
        ana.go(f"/structures/{structure.pk}/membres/")
        ana.follow("l’accès de Zoé Partante")
        ana.follow("Transmettre d’abord")
        prove(ana)
        ana.reads("Le bois pour trouver sa voie")
        ana.press("Transmettre")
        ana.reads("Ce champ est obligatoire")
        assert Project.objects.get().followed_by == zoe
        for field in ana.page.locator("main form select").all():
            field.select_option(label="Tom Repreneur")
        ana.fill(last_day=calendar.today().isoformat())
        ana.press("Transmettre")
        ana.reads("Le travail de Zoé Partante est transmis")
        jobs_in_place.run_due()

        taker.go(f"/demo/courriels/?a={tom.email}")
        taker.follow("Zoé Partante")
        taker.reads("Dossiers suivis")
        find_by_key(taker, "bois voie")
        taker.follow("Le bois pour trouver sa voie")
        assert taker.path == project.get_absolute_url()
        stop(ana, structure, "Zoé Partante")
        assert found(leaving, project.get_absolute_url()) == 404
    assert (Project.objects.get().followed_by, Participant.objects.get(pk=person.pk).followed_by) == (tom, tom)
    assert JournalEntry.objects.filter(verb="departure.handed_over").count() == 1


def test_a_person_signs_in_by_the_provider_and_leaves_it_when_she_leaves(at: Opening, structure, settings):
    cache.clear()
    user = member(structure, with_password=True)
    with identity_provider() as provider, at() as ana:
        settings.SOCIALACCOUNT_PROVIDERS = provider.settings
        provider.person |= {"email": user.email}
        provider.signs_userinfo, right = True, provider.signs_with  # as ProConnect does
        provider.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        come_by(ana)
        ana.reads("a refusé")
        provider.signs_with = right
        come_by(ana)
        assert ana.path == "/participants/"
        assert SocialAccount.objects.get().user == user

        ana.page.get_by_role("button", name="Se déconnecter").first.click()
        ana.page.wait_for_url(f"{ana.address}/connexion/*")
        assert len(provider.left) == 1
        provider.person = {"sub": "zoe-2", "email": "inconnue@exemple.test", "email_verified": True}
        come_by(ana)
        ana.reads("Demandez une invitation")
    assert [row.way for row in SignIn.objects.filter(outcome=SignIn.Outcome.IN)] == ["provider"]


def invite(ana: Visitor, structure: Structure, role: str) -> None:
    ana.go(f"/structures/{structure.pk}/membres/")
    ana.follow("Inviter une personne")
    prove(ana)
    ana.fill(email=NOUR, role=role)
    ana.press("Envoyer l’invitation")
    jobs_in_place.run_due()


def prove(ana: Visitor) -> None:
    """Prove who is there, if the portal asks."""
    if ana.path.startswith("/confirmer/"):
        ana.fill(password=DEMO_PASSWORD)
        ana.press("Confirmer")


def mailed_link(reader: Visitor) -> str:
    """Read the newest mail that invites, and return the path of its link."""
    reader.go(f"/demo/courriels/?a={NOUR}")
    reader.follow("vous invite")
    address = reader.page.locator("main a[href*='/lien/']").first.get_attribute("href") or ""
    return address.removeprefix(reader.address)


def stop(ana: Visitor, structure: Structure, name: str) -> None:
    ana.go(f"/structures/{structure.pk}/membres/")
    ana.follow(f"l’accès de {name}")
    ana.press("Arrêter l’accès")
    ana.reads("est arrêté")


def find_by_key(visitor: Visitor, words: str) -> None:
    """Search with the keyboard alone, from wherever one is."""
    visitor.page.keyboard.press("/")
    expect(visitor.page.locator("main [name='q']")).to_be_focused()
    visitor.page.keyboard.type(words)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(lambda address: "?q=" in address)
    visitor.look(visitor.page)


def found(visitor: Visitor, path: str) -> int:
    """Type an address that may open nothing, and return the status of the answer."""
    answer = visitor.page.goto(f"{visitor.address}{path}")
    return answer.status if answer else 0


def come_by(ana: Visitor) -> None:
    ana.go("/connexion/?next=/participants/")
    ana.follow("Me connecter avec Fournisseur d’essai")
