"""Two officers, a meeting on a tight envelope, and a conditional yes that is lifted once the structure has answered."""

import os
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD, UserFactory
from ofqj_portal.dashboard.tests.browser.test_journey import wait_for_jobs
from ofqj_portal.dashboard.tests.browser.visitor import Axes, visit
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.enums import ProjectState
from projects.models import DecisionSession, Envelope, Project
from projects.tests.factories import CallFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

BAR = "[data-envelope]"
SHOTS = os.environ.get("OFQJ_SHOTS", "")  # a folder to look at the screens in


class Meeting:
    """One call with 7 000 € for two dossiers of 4 000 €, two officers, their decider, and one carrier's adviser."""

    def __init__(self, come: Any) -> None:
        call = CallFactory(always_open=True, title="Séjours de groupe au Québec")
        EnvelopeFactory(call=call, total_amount=Decimal("7000.00"))
        names = (("Bois et scierie", "Mission Locale des Deux-Rives"), ("Cuisine du Nord", "Mission Locale du Canal"))
        days = {"departs_on": "2059-05-04", "returns_on": "2059-05-15"}
        self.dossiers = [
            ProjectFactory(
                under_review=True, call=call, title=title, carrier=StructureFactory(ml=True, name=name), **days
            )
            for title, name in names
        ]
        self.officers = [at_the_ofqj(officer_fr=True) for _ in names]
        self.decider = at_the_ofqj(decider_fr=True)
        self.adviser = member(self.dossiers[1].carrier, with_password=True)
        self.page, self.come = f"/decisions/seance/{call.code}/fr/", come


def at_the_ofqj(**role: Any) -> Any:
    return MembershipFactory(user=UserFactory(with_password=True), **role).user


def shoot(visitor: Any, name: str) -> None:
    if SHOTS:
        for width in (1280, 360):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        visitor.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def meeting(browser, browser_context_args, live_server, settings, start_worker) -> Iterator[Meeting]:
    settings.DECISION_UNDO_SECONDS = 0
    axes = Axes(live_server.url)
    start_worker()
    yield Meeting(lambda user: visit(browser, live_server.url, axes, user, **browser_context_args))
    assert axes.complaints == []


def test_a_tight_envelope_is_shared_in_a_meeting_and_a_condition_is_lifted_later(meeting):
    for officer, dossier in zip(meeting.officers, meeting.dossiers, strict=True):
        the_officer_gives_an_opinion(meeting, officer, dossier)
    the_meeting_tries_and_confirms(meeting)
    wait_for_jobs()
    assert Envelope.objects.get().committed_amount == 7000
    assert DecisionSession.objects.get().paper is not None
    the_carrier_answers_its_condition(meeting)
    the_decider_lifts_it(meeting)
    assert set(Project.objects.values_list("state", flat=True)) == {ProjectState.ACCEPTED}


def the_officer_gives_an_opinion(meeting: Meeting, officer: Any, dossier: Project) -> None:
    with meeting.come(officer) as desk:
        desk.go("/instruction/?text=" + dossier.title.split()[0].upper())
        shoot(desk, "file")
        desk.follow(dossier.title)
        desk.fill(body="Vu avec le partenaire.")
        desk.press("Ajouter la note")
        shoot(desk, "bureau")
        desk.follow("Donner mon avis")
        desk.fill(opinion="favourable", comment="Projet solide.")
        desk.press("Enregistrer mon avis")


def the_meeting_tries_and_confirms(meeting: Meeting) -> None:
    first, second = (dossier.pk for dossier in meeting.dossiers)
    with meeting.come(meeting.decider) as desk:
        desk.go(meeting.page)
        desk.press("Ouvrir la séance")
        desk.fill(**{f"answer_{first}": "yes", f"answer_{second}": "conditional_yes"})
        overrun = desk.page.locator("[data-overrun]")
        expect(overrun).to_be_visible()
        expect(desk.page.locator(BAR)).to_contain_text("en trop")
        shoot(desk, "seance-trop")
        desk.fill(**{f"amount_{second}": "3 000,00"})
        expect(overrun).to_be_hidden()
        desk.page.locator("summary", has_text="Motif et conditions").last.click()
        desk.fill(**{f"motive_{second}": "L’enveloppe est courte.", f"conditions_{second}": "Joindre l’assurance"})
        desk.press("Relire et confirmer")
        desk.fill(password=DEMO_PASSWORD)
        desk.press("Confirmer")
        shoot(desk, "seance-relire")
        desk.press("Confirmer toutes ces décisions")
        desk.reads("décisions enregistrées")


def the_carrier_answers_its_condition(meeting: Meeting) -> None:
    with meeting.come(meeting.adviser) as adviser:
        adviser.go(f"/projets/{meeting.dossiers[1].number}/")
        adviser.reads("Remplir les conditions posées par l’OFQJ")
        adviser.follow("Répondre aux conditions")
        shoot(adviser, "reponse")
        adviser.follow("Répondre : Joindre l’assurance")
        adviser.fill(answer="Le contrat couvre le rapatriement.")
        adviser.press("Envoyer ma réponse")
        adviser.reads("Répondue, à lire par l’OFQJ")


def the_decider_lifts_it(meeting: Meeting) -> None:
    with meeting.come(meeting.decider) as desk:
        desk.go("/decisions/")
        desk.follow(meeting.dossiers[1].title)
        desk.fill(password=DEMO_PASSWORD)
        desk.press("Confirmer")
        shoot(desk, "lever")
        condition = desk.page.locator("select[name^='verdict_']")
        condition.select_option("lifted")
        desk.press("Enregistrer")
        desk.reads("Les conditions sont levées.")
