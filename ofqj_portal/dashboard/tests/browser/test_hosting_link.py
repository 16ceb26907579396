"""Somebody without an account opens the mail, follows its link and answers, in a real browser, on a narrow screen.

Once with scripts and axe on every page, once without any script.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import jobs_in_place
from ofqj_portal.core.models import JournalEntry, OutboxMail
from ofqj_portal.dashboard.tests.browser.visitor import Axes, Visitor
from partners.tests.factories import MembershipFactory, StructureFactory
from projects.enums import HostingState, Side
from projects.models import ProjectStructure
from projects.services.partnership import invite_partner
from projects.tests.factories import ProjectFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def invited(settings, live_server) -> ProjectStructure:
    """A dossier whose host has no account; the mail has left, the demo shows it."""
    settings.DEMO, settings.BASE_URL = True, live_server.url
    project = ProjectFactory(host=False, title="Le bois pour trouver sa voie")
    adviser = MembershipFactory(structure=project.carrier, user=UserFactory(with_password=True)).user
    cje = StructureFactory(cje=True, name="CJE du Vieux-Canal", email="accueil@cje.test")
    row = invite_partner(project=project, structure=cje, side=Side.HOST, by=adviser, now=project.created_at)
    jobs_in_place.run_due()
    return row


@pytest.fixture(params=[True, False], ids=["with-scripts", "without-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def somebody(browser, browser_context_args, live_server, invited, scripts) -> Iterator[Visitor]:
    """Sit somebody down who is not signed in, with a narrow screen."""
    axes = Axes(live_server.url) if scripts else None
    screen: Any = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": scripts}
    with browser.new_context(**(browser_context_args | screen)) as opened:
        page = opened.new_page()
        page.set_default_timeout(10_000)
        yield Visitor(page, live_server.url, axes or (lambda page: None))
    assert axes is None or axes.complaints == []


def open_the_mail(somebody: Visitor) -> None:
    somebody.go("/demo/courriels/")
    somebody.follow("vous invite sur un projet")
    somebody.follow("/lien/accueil/")


def is_wider_than_the_screen(page: Page) -> bool:
    return page.locator("html").evaluate("html => html.scrollWidth > html.clientWidth")


def test_a_host_without_account_follows_the_link_of_its_mail_and_confirms(somebody, invited, scripts):
    open_the_mail(somebody)
    somebody.reads("Le bois pour trouver sa voie")
    assert not is_wider_than_the_screen(somebody.page)
    invited.refresh_from_db()
    assert invited.state == HostingState.INVITED
    address = somebody.path

    somebody.press("Confirmer notre participation")

    somebody.reads("est enregistrée")
    invited.refresh_from_db()
    assert invited.state == HostingState.CONFIRMED
    assert JournalEntry.objects.get(verb="project.hosting_confirmed").by_id is None
    assert OutboxMail.objects.filter(kind="projects.hosting_answered").count() == 1
    answer = somebody.page.goto(f"{somebody.address}{address}")
    assert answer.status == 404
    somebody.reads("Ce lien a déjà servi")


def test_a_host_without_account_refuses_and_says_why(somebody, invited):
    open_the_mail(somebody)
    somebody.fill(reason="Pas de place cette année")
    somebody.press("Refuser l’invitation")

    somebody.reads("Votre refus est enregistré")
    invited.refresh_from_db()
    assert (invited.state, invited.refusal_reason) == (HostingState.REFUSED, "Pas de place cette année")


def test_the_secret_address_is_told_to_nobody_the_page_leads_to(somebody, invited):
    open_the_mail(somebody)
    told: list[str] = []
    somebody.page.on("request", lambda request: told.append(request.headers.get("referer", "")))

    somebody.press("Confirmer notre participation")
    somebody.page.locator("a.marque").click()
    somebody.page.wait_for_load_state()

    assert told
    assert [address for address in told if "/lien/" in address] == []
