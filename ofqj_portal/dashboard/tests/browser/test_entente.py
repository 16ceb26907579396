"""A Mission Locale finds a CJE on the map, records their entente; the CJE confirms it; both show it. Two browsers."""

import re

import pytest
from playwright.sync_api import Page, expect

from ofqj_portal.core import calendar
from ofqj_portal.dashboard.tests.browser.visitor import Axes, visit
from partners.models import Agreement
from partners.tests.factories import StructureFactory, member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]
MONTREAL = {"latitude": "45.50170", "longitude": "-73.56730"}
NEAR = {"latitude": "45.52000", "longitude": "-73.58000"}


def test_a_mission_locale_and_a_cje_sign_an_entente(browser, live_server, browser_context_args):
    ml = StructureFactory(ml=True, name="Mission Locale des Deux-Rives", latitude="45.76400", longitude="4.83570")
    cje = StructureFactory(cje=True, name="CJE du Vieux-Canal", **MONTREAL)
    StructureFactory(cje=True, name="CJE du Quai", **NEAR)
    axes = Axes(live_server.url)
    with (
        visit(browser, live_server.url, axes, member(ml, with_password=True), **browser_context_args) as adviser,
        visit(
            browser, live_server.url, axes, member(cje, "manager", with_password=True), **browser_context_args
        ) as far,
    ):
        adviser.go("/structures/carte/")
        _find_on_the_map(adviser.page, cje.name)
        adviser.reads("CJE du Vieux-Canal")
        adviser.follow("Enregistrer une entente")
        today = calendar.today().isoformat()
        adviser.fill(title="Cap commun", aims="Deux groupes par an.", themes=["food"], starts_on=today)
        adviser.press("Enregistrer")
        adviser.reads("CJE du Vieux-Canal a la main")

        far.go(Agreement.objects.get().get_absolute_url())
        far.press("Confirmer l’entente")
        expect(far.page.locator("main")).not_to_contain_text("a la main")
        for reader, other in ((adviser, cje), (far, ml)):
            reader.go(other.get_absolute_url())
            reader.reads("Cap commun")
        adviser.go("/structures/reseau/")
        adviser.reads("Entente en vigueur")
    assert Agreement.objects.get().confirmed_on
    assert axes.complaints == []


def _find_on_the_map(page: Page, name: str) -> None:
    """Go by keyboard alone: the other shore, its group of points, one of them, its sheet."""
    moving = page.locator("[data-map]")
    expect(moving).to_be_visible()
    expect(page.locator("[data-map-drawn]")).to_be_hidden()
    page.get_by_role("button", name="Québec").press("Enter")
    group = moving.get_by_role("button", name="2 structures proches")
    group.press("Enter")
    moving.get_by_role("button", name=name).press("Enter")
    moving.get_by_role("link", name=name).press("Enter")
    expect(page).to_have_url(re.compile(r"/structures/\d+/$"))
