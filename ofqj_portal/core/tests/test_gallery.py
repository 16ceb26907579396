"""Every component in each of its states, looked at by axe in both appearances, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.urls("ofqj_portal.core.tests.gallery_urls")
SIZES = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 320, "height": 700}}


@pytest.mark.django_db
def test_the_gallery_does_not_exist_outside_of_development(client, settings):
    settings.ROOT_URLCONF = "ofqj_portal.urls"
    assert client.get("/galerie/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_component_puts_anybody_out(browser, browser_context_args, live_server, size, scheme):
    with browser.new_context(**browser_context_args, viewport=SIZES[size], color_scheme=scheme) as context:
        page = context.new_page()
        complaints = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}/galerie/")
        violations = Axe().run(page).response["violations"]
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert [violation["id"] for violation in violations] == []
    assert complaints == []
    assert overflow <= 0


@pytest.mark.django_db(transaction=True)
def test_the_gallery_is_whole_without_a_script(browser, browser_context_args, live_server):
    with browser.new_context(**browser_context_args, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/galerie/")
        assert page.locator("main h2").count() > 8
        assert page.locator(".recapitulatif a").count() == 6
