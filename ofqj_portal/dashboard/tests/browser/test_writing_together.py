"""Two structures write one dossier at once, lose the network, the session and a tab on the way, and lose no word."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD
from ofqj_portal.core.forms import LongTextField
from ofqj_portal.core.models import JournalEntry, Version
from ofqj_portal.dashboard.tests.browser.visitor import Axes, Visitor, visit
from partners.tests.factories import StructureFactory, member
from projects.enums import ProjectState, Side
from projects.models import Project, Sitting
from projects.tests.factories import ProjectFactory, ProjectStructureFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

SAVED = "[data-saved]"
ALERT = "[data-autosave-alert]"


class Desk:
    """One dossier carried by a Mission Locale and a CJE, with somebody of each at her browser."""

    def __init__(self, browser: Any, address: str, look: Any, context: Any) -> None:
        cje = StructureFactory(cje=True, name="CJE du Vieux-Canal")
        self.project = ProjectFactory(departs_on="2059-05-04", returns_on="2059-05-15", aims="", public="", theme="")
        ProjectStructureFactory(project=self.project, structure=cje, side=Side.CARRIER)
        self.people = [member(self.project.carrier, with_password=True), member(cje, with_password=True)]
        self.come = lambda who: visit(browser, address, look, self.people[who], **context)

    def url(self, slug: str) -> str:
        return f"/projets/{self.project.number}/{slug}/"

    def stored(self, field: str) -> Any:
        return Project.objects.values_list(field, flat=True).get(pk=self.project.pk)


@pytest.fixture
def desk(browser, browser_context_args, live_server) -> Iterator[Desk]:
    axes = Axes(live_server.url)
    yield Desk(browser, live_server.url, axes, browser_context_args)
    assert axes.complaints == []


def type_in(page: Page, name: str, text: str) -> None:
    """Type at the end of a field, key by key."""
    field = page.locator(f"[name='{name}']")
    field.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def is_saved(page: Page) -> None:
    page.wait_for_function("() => !document.querySelector('[data-autosave-alert]:not([hidden])')")
    page.wait_for_function("() => !Object.keys(localStorage).some((name) => name.startsWith('ofqj:texte:'))")
    expect(page.locator(SAVED)).to_contain_text("Enregistré à")


def test_two_structures_write_at_once_and_choose_where_they_clash(desk):
    with desk.come(0) as ml, desk.come(1) as cje:
        for who in (ml, cje):
            who.go(desk.url("projet"))
        type_in(ml.page, "aims", "Reprendre confiance 🌲")
        type_in(cje.page, "public", "Des jeunes de Rivière-Bleue")
        is_saved(ml.page)
        is_saved(cje.page)
        assert (desk.stored("aims"), desk.stored("public")) == ("Reprendre confiance 🌲", "Des jeunes de Rivière-Bleue")

        type_in(ml.page, "theme", "Bois")
        is_saved(ml.page)
        type_in(cje.page, "theme", "Cuisine")
        cje.reads("Quelqu’un a écrit ici en même temps que vous")
        expect(cje.page.locator("[data-theirs]")).to_have_text("Bois")
        assert desk.stored("theme") == "Bois"
        cje.look(cje.page)
        cje.page.get_by_role("button", name="Garder la mienne").click()
        is_saved(cje.page)
        assert desk.stored("theme") == "Cuisine"

        cje.press("Enregistrer et quitter")
        ml.press("Enregistrer et quitter")
    assert Sitting.objects.count() == 0
    lines = JournalEntry.objects.filter(verb="project.section_saved").order_by("pk")
    assert [line.facts["fields"] for line in lines] == [["public", "theme"], ["aims", "theme"]]
    assert desk.stored("theme") == "Cuisine"


def test_no_word_is_lost_to_the_network_the_session_the_server_or_a_closed_tab_and_the_dossier_is_filed(desk):
    with desk.come(0) as ml:
        ml.go(desk.url("projet"))
        context = ml.page.context

        context.set_offline(True)
        type_in(ml.page, "aims", "Sans réseau")
        expect(ml.page.locator(ALERT)).to_contain_text("ne répond pas")
        ml.page.get_by_role("button", name="Enregistrer et continuer").click()
        expect(ml.page.locator(ALERT)).to_contain_text("reste dans la page")
        context.set_offline(False)
        is_saved(ml.page)

        Session.objects.all().delete()
        type_in(ml.page, "aims", ", sans session")
        expect(ml.page.locator(ALERT)).to_contain_text("session est terminée")
        ml.page.get_by_role("button", name="Me reconnecter ici").click()
        door = ml.page.locator("dialog[data-sign-in]")
        door.locator("[name='login']").fill(desk.people[0].email)
        door.locator("[name='password']").fill(DEMO_PASSWORD)
        door.get_by_role("button", name="Se connecter").click()
        is_saved(ml.page)
        assert desk.stored("aims") == "Sans réseau, sans session"

        tab = Visitor(context.new_page(), ml.address, ml.look)
        tab.go(desk.url("projet"))
        # In the page itself: what a tab sends while it closes passes by a route of Playwright.
        tab.page.evaluate("window.fetch = async () => new Response('', { status: 503 })")
        type_in(tab.page, "aims", ", serveur arrêté")
        expect(tab.page.locator(ALERT)).to_contain_text("arrêté un instant")
        type_in(tab.page, "aims", " puis onglet fermé")
        tab.page.close()
        assert desk.stored("aims") == "Sans réseau, sans session"

        ml.go(desk.url("projet"))
        ml.reads("n’avait pas pu être enregistré")
        ml.page.get_by_role("button", name="Le remettre dans la page").click()
        is_saved(ml.page)
        whole = "Sans réseau, sans session, serveur arrêté puis onglet fermé"
        assert desk.stored("aims") == whole

        with desk.come(1) as cje:
            cje.go(desk.url("projet"))
            cje.fill(theme="Métiers du bois", public="Des jeunes de Rivière-Bleue")
            is_saved(cje.page)
        ml.go(desk.url("depot"))
        ml.reads("Des jeunes de Rivière-Bleue")
        ml.press("Déposer le dossier")
        ml.reads("Votre dossier est déposé.")
    assert desk.stored("state") == ProjectState.SUBMITTED
    handed = Version.objects.about(desk.project).get().data
    assert (handed["aims"], handed["public"]) == (whole, "Des jeunes de Rivière-Bleue")


def test_two_tabs_of_one_person_and_what_makes_no_sense_yet(desk):
    with desk.come(0) as ml:
        ml.go(desk.url("groupe-prevu"))
        second = Visitor(ml.page.context.new_page(), ml.address, ml.look)
        second.go(desk.url("groupe-prevu"))
        type_in(ml.page, "profile", " Premier onglet.")
        type_in(second.page, "age_reason", "Second onglet.")
        is_saved(ml.page)
        is_saved(second.page)
        assert desk.stored("profile").endswith(" Premier onglet.")
        assert desk.stored("age_reason") == "Second onglet."

        second.page.locator("[name='age_from']").fill("40")
        expect(second.page.locator(SAVED)).to_contain_text("sauf")
        second.reads("L’âge le plus jeune dépasse")
        assert desk.stored("age_from") == 18
        second.page.locator("[name='age_from']").fill("19")
        is_saved(second.page)
        assert desk.stored("age_from") == 19
        second.page.locator("[name='places']").fill("40")
        is_saved(second.page)
        expect(second.page.locator("#regles")).to_contain_text("40 places")

        second.follow("Prochain champ à remplir")
        expect(second.page.locator("[name='theme']")).to_be_focused()
        typed = " une forêt 🌲\nà deux lignes  "
        second.page.locator("[name='aims']").fill(typed)
        left = 5000 - len(LongTextField().clean(typed))
        second.reads(f"Il reste {left:,} caractères".replace(",", "\u202f"))
        is_saved(second.page)


def test_without_scripts_both_values_are_shown_and_one_is_chosen(browser, browser_context_args, live_server):
    desk = Desk(browser, live_server.url, lambda page: None, browser_context_args | {"java_script_enabled": False})
    with desk.come(0) as ml:
        ml.go(desk.url("projet"))
        ml.fill(theme="Bois", aims="Reprendre confiance")
        Project.objects.filter(pk=desk.project.pk).update(theme="Cuisine", public="Leur public")

        ml.page.get_by_role("button", name="Enregistrer et continuer").click()

        ml.reads("Quelqu’un a écrit ici en même temps que vous")
        ml.page.locator("[name='choix-theme'][value='leur']").check()
        ml.press("Enregistrer et continuer")
    assert [desk.stored(field) for field in ("theme", "aims", "public")] == [
        "Cuisine", "Reprendre confiance", "Leur public",
    ]  # fmt: skip
