"""A passkey in the browser: made by the device, it signs in alone, and proves who is there before a sensitive act."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from ofqj_portal.dashboard.tests.browser.visitor import Axes, Visitor, visit
from partners.tests.factories import member
from projects.tests.factories import ProjectFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_device(page: Page) -> tuple[Any, str]:
    """Give the browser a device that makes keys and says yes; return how to speak to it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return devtools, made["authenticatorId"]


def is_at(visitor: Visitor, path: str) -> None:
    """Wait until the page that the key opens is there, and look at it."""
    visitor.page.wait_for_url(f"{visitor.address}{path}")
    visitor.look(visitor.page)


def signs_in_again_where_she_writes(visitor: Any, path: str) -> None:
    """Lose the session while typing, and get through with the key in the dialog; the page stays."""
    visitor.go(path)
    Session.objects.all().delete()
    visitor.page.locator("[name='aims']").press_sequentially("Écrit sans session")
    visitor.page.get_by_role("button", name="Me reconnecter ici").click()
    door = visitor.page.locator("dialog[data-sign-in]")
    expect(door.locator("[name='login']")).to_be_focused()
    visitor.look.seen.clear()  # the page was seen, not its dialog
    visitor.look(visitor.page)
    door.get_by_role("button", name="Me connecter avec une clé d’accès").click()
    expect(door).not_to_be_visible()
    expect(visitor.page.locator("[data-saved]")).to_contain_text("Enregistré à")
    assert visitor.path == path


def test_a_passkey_is_added_signs_in_alone_and_confirms_a_sensitive_act(browser, browser_context_args, live_server):
    assert live_server.url.startswith("http://localhost:"), "a browser gives no key to a number"
    project, axes = ProjectFactory(aims=""), Axes(live_server.url)
    user = member(project.carrier, with_password=True)
    with visit(browser, live_server.url, axes, user, **browser_context_args) as ana:
        devtools, device = give_device(ana.page)
        ana.go("/compte/second-facteur/")
        ana.follow("Ajouter une clé")
        ana.fill(name="Ordinateur du bureau")
        ana.page.get_by_role("button", name="Ajouter la clé").click()
        is_at(ana, "/compte/codes-de-secours/")
        assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1

        ana.page.get_by_role("button", name="Se déconnecter").first.click()
        ana.page.wait_for_url("**/connexion/")
        ana.go("/connexion/?next=/compte/second-facteur/")
        ana.page.get_by_role("button", name="Me connecter avec une clé d’accès").click()
        is_at(ana, "/compte/second-facteur/")
        ana.reads("Ordinateur du bureau")

        signs_in_again_where_she_writes(ana, f"/projets/{project.number}/projet/")
        project.refresh_from_db()
        assert project.aims == "Écrit sans session"
        ana.go("/compte/second-facteur/")

        ana.follow("Retirer Ordinateur du bureau")
        ana.reads("Confirmer que c’est vous")
        ana.page.get_by_role("button", name="Confirmer avec une clé").click()
        ana.page.wait_for_url("**/retirer/")
        ana.press("Retirer")
        expect(ana.page.locator("main")).not_to_contain_text("Ordinateur du bureau")

        ana.page.get_by_role("button", name="Se déconnecter").first.click()
        ana.page.wait_for_url("**/connexion/")
        ana.page.get_by_role("button", name="Me connecter avec une clé d’accès").click()
        ana.reads("Cette clé n’ouvre pas ce compte")
        devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        ana.page.get_by_role("button", name="Me connecter avec une clé d’accès").click()
        expect(ana.page.locator("[data-key-said]")).to_contain_text("Aucune clé n’a répondu")
    assert axes.complaints == []
