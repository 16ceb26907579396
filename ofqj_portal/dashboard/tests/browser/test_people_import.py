"""An adviser pastes the messy list of her group, says what a column holds, mends a row, and imports, on a phone.

Once with scripts and axe on every page, once without any script.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from ofqj_portal.dashboard.tests.browser.visitor import Axes, Visitor
from participants.models import Participation
from partners.tests.factories import MembershipFactory
from projects.models import Project
from projects.tests.factories import ProjectFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]
MESSY = (
    "Groupe de printemps\t\t\t\n\n"
    "PRÉNOM\tFamille\tNé(e) le\tSexe\tCP\n"
    "Zoé\tLévêque\t06/05/2004\tF\t1000\n"
    "Sami\tD'Arc\t37256\tHomme\t69003\n"
    "Ada\tEssai\t31/02/2003\tfemme\t69003\n"
    "\t\t\t\t\n"
)


@pytest.fixture
def project(db) -> Project:
    today = calendar.today()
    stay = {"departs_on": today + timedelta(days=40), "returns_on": today + timedelta(days=52)}
    return ProjectFactory(accepted=True, places=8, **stay)


@pytest.fixture
def adviser(project) -> User:
    return MembershipFactory(structure=project.carrier, user=UserFactory(with_password=True)).user


@pytest.fixture(params=[True, False], ids=["with-scripts", "without-scripts"])
def visitor(request, browser, browser_context_args, live_server) -> Iterator[Visitor]:
    axes = Axes(live_server.url) if request.param else None
    screen: Any = {"viewport": {"width": 320, "height": 740}, "java_script_enabled": request.param}
    with browser.new_context(**(browser_context_args | screen)) as opened:
        page = opened.new_page()
        page.set_default_timeout(10_000)
        yield Visitor(page, live_server.url, axes or (lambda page: None))
    assert axes is None or axes.complaints == []


def is_wider_than_the_screen(page: Page) -> bool:
    return page.locator("html").evaluate("html => html.scrollWidth > html.clientWidth")


def test_a_messy_list_is_pasted_matched_mended_and_imported(visitor, adviser, project):
    visitor.sign_in(adviser)
    visitor.go(f"/projets/{project.number}/groupe/")
    visitor.follow("Importer un tableau")
    visitor.fill(pasted=MESSY)
    visitor.press("Voir ce qui se passerait")
    visitor.reads("Dites ce que contient chaque colonne")
    assert not is_wider_than_the_screen(visitor.page)
    visitor.fill(column_1="last_name")
    visitor.press("Voir ce qui se passerait")
    visitor.reads("31/02/2003")
    assert not is_wider_than_the_screen(visitor.page)
    visitor.fill(leave=True)
    visitor.press("Importer")
    visitor.reads("2 personnes ajoutées au groupe")
    visitor.follow("Corriger les lignes ici")
    pasted = visitor.page.locator("[name=pasted]").input_value()
    visitor.fill(pasted=pasted.replace("31/02/2003", "28/02/2003"))
    visitor.press("Voir ce qui se passerait")
    visitor.press("Importer")
    visitor.reads("Ada Essai")
    people = Participation.objects.filter(project=project).order_by("pk")
    assert [(str(row.participant), row.participant.territory.code) for row in people] == [
        ("Zoé Lévêque", "01"),
        ("Sami D’Arc", "69"),
        ("Ada Essai", "69"),
    ]
