"""A year of the committee, from the plan to the published bilan, played by the people of the four bodies."""

import hashlib
import io
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pypdf
import pytest
from django.urls import resolve
from playwright.sync_api import Page

from conventions.enums import PlanState, ReportState
from conventions.models import ActionPlan, AnnualReport, Consultation, Mandate, Meeting, Vote
from conventions.periodic import close_consultations
from conventions.tests.factories import ActionFactory, MandateFactory, PlanFactory, convention
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from ofqj_portal.core.models import OutboxMail
from ofqj_portal.core.tests.workers import wait_until
from ofqj_portal.dashboard.tests.browser.test_journey import travel_to, wait_for_jobs, words_of
from ofqj_portal.dashboard.tests.browser.visitor import Axes, Visitor, visit
from participants.tests.factories import group
from partners.tests.factories import MembershipFactory
from projects.tests.factories import CallFactory, ProjectFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

SHOTS = os.environ.get("OFQJ_SHOTS", "")  # a folder to look at the screens in
#: The pages that no other story shows in a browser.
LOOKED_AT = {
    f"conventions:{name}" for name in ("action_change", "meeting", "vote_plan", "contribution", "consultation")
}
NAMES = {"ofqj_fr": "Anne Ouest", "ofqj_qc": "Luc Fleuve", "unml": "Maya Canal", "rcjeq": "Noé Érable"}


class Year:
    """The convention, its four seats each before her own browser, and one call of the coming year."""

    def __init__(self, come: Any) -> None:
        self.convention = convention()
        self.address = self.convention.get_absolute_url()
        former = PlanFactory(year=2026, state=PlanState.VALIDATED, proposed_at=calendar.now())
        ActionFactory(plan=former, number=1, title="Séjours de groupe au Québec", target=2)
        self.call = CallFactory(always_open=True, title="Séjours de groupe 2027")
        self.seats = {seat: self._seat(seat, name) for seat, name in NAMES.items()}
        MembershipFactory(user=self.seats["ofqj_fr"].user, decider_fr=True)
        self.at = SimpleNamespace(**{seat: come(mandate.user) for seat, mandate in self.seats.items()})

    @staticmethod
    def _seat(seat: str, name: str) -> Mandate:
        first_name, last_name = name.split()
        user = UserFactory(with_password=True, first_name=first_name, last_name=last_name)
        return MandateFactory(user=user, **{seat: True})

    @property
    def people(self) -> dict[str, Visitor]:
        return vars(self.at)


def shoot(visitor: Visitor, name: str) -> None:
    if SHOTS:
        for width in (1280, 360):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        visitor.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def year(browser, browser_context_args, live_server, start_worker) -> Iterator[Year]:
    travel_to(2026, 12, 1)
    start_worker()
    axes = Axes(live_server.url)

    def look(page: Page) -> None:
        if resolve(urlsplit(page.url).path).view_name in LOOKED_AT:
            axes(page)

    with ExitStack() as stack:
        yield Year(
            lambda user: stack.enter_context(visit(browser, live_server.url, look, user, **browser_context_args))
        )
    calendar.set_clock_offset(timedelta(0))
    assert axes.complaints == []


def test_a_year_goes_from_the_plan_to_the_published_bilan_by_the_four_bodies(year, browser):
    the_plan_is_written_and_proposed(year)
    the_committee_is_called(year)
    the_committee_votes_the_plan(year)
    what_is_done_counts_itself(year)
    the_four_bodies_contribute(year)
    the_bilan_is_drafted_and_put_to_the_parties(year)
    each_party_answers(year)
    the_bilan_is_published(year)
    anybody_checks_a_copy(year, browser)


# ---- before the year -------------------------------------------------------------------------------------------------


def the_plan_is_written_and_proposed(year: Year) -> None:
    desk = year.at.ofqj_fr
    desk.go(year.address)
    desk.follow("Ouvrir un plan")
    desk.fill(year=2027)
    desk.press("Ouvrir le plan")
    desk.go(f"{year.address}plans/2027/")
    desk.follow("Reprendre des actions de l’année d’avant")
    desk.page.get_by_label("Séjours de groupe au Québec").check()
    desk.press("Reprendre")
    desk.follow("Séjours de groupe au Québec")
    desk.follow("Modifier")
    desk.page.get_by_text("Compter aussi autre chose").click()
    desk.fill(target_young_people=12, funder="OFQJ France", amount="9 000,00")
    shoot(desk, "action")
    desk.press("Enregistrer")
    desk.follow("Plan d’action 2027")
    desk.follow("Proposer au comité")
    desk.press("Proposer au comité")
    desk.reads("Le plan est proposé")


def the_committee_is_called(year: Year) -> None:
    """The member from Québec calls a meeting by the hour of Montréal; each is invited, and reads one bundle."""
    desk = year.at.rcjeq
    desk.go(year.address)
    desk.follow("Prévoir une réunion")
    desk.fill(title="Comité de janvier", meets_on="2027-01-20", meets_time="09:00", zone="America/Toronto")
    desk.press("Prévoir la réunion")
    meeting = Meeting.objects.get()
    desk.go(meeting.get_absolute_url())
    desk.reads("15\xa0h")
    desk.reads("À voter à cette réunion")
    desk.follow("Ajouter un point")
    desk.fill(title="Plan d’action 2027", note="Voir le plan proposé.")
    desk.press("Ajouter")
    desk.press("Établir le dossier de réunion")
    wait_for_jobs()
    desk.go(meeting.get_absolute_url())
    shoot(desk, "reunion")
    with desk.page.expect_download() as taken:
        desk.page.get_by_role("link", name="Dossier de réunion (PDF)").click()
    bundle = Path(taken.value.path()).read_bytes()
    assert [mark.title for mark in pypdf.PdfReader(io.BytesIO(bundle)).outline] != []
    for words in ("Voir le plan proposé.", "1. Séjours de groupe au Québec", "12 jeunes partis", "9 000 €"):
        assert words in words_of(bundle).replace("\u202f", " ").replace("\xa0", " "), words
    if SHOTS:
        Path(SHOTS, "dossier.pdf").write_bytes(bundle)
    invited = OutboxMail.objects.filter(kind="conventions.meeting_invitation")
    assert {mail.to_email for mail in invited} == {seat.user.email for seat in year.seats.values()}


def the_committee_votes_the_plan(year: Year) -> None:
    """Without the RCJEQ there is no quorum; once it is there, the plan follows the vote."""
    travel_to(2027, 1, 21)
    desk, meeting = year.at.unml, Meeting.objects.get()
    desk.go(meeting.get_absolute_url())
    desk.follow("Noter les présents")
    desk.fill(present=[year.seats["unml"].pk, year.seats["ofqj_fr"].pk])
    desk.press("Noter")
    desk.reads("Sans quorum")
    desk.follow("Consigner le vote sur le plan 2027")
    assert desk.page.locator("[name='present']:checked").count() == 2
    desk.fill(present=[year.seats["rcjeq"].pk])
    said = {f"{party}_by": str(year.seats[seat].pk) for party, seat in PARTIES.items()}
    desk.fill(**said, ofqj_choice="yes", unml_choice="yes", rcjeq_choice="abstain")
    desk.fill(ofqj_agreed=str(year.seats["ofqj_qc"].pk), rcjeq_reserve="À revoir si le prix des vols monte.")
    shoot(desk, "vote")
    desk.press("Consigner le vote")
    desk.reads("portée par OFQJ France, acceptée par OFQJ Québec")
    desk.reads("À revoir si le prix des vols monte.")
    shoot(desk, "vote-consigne")
    assert ActionPlan.objects.get(year=2027).state == PlanState.VALIDATED


PARTIES = {"ofqj": "ofqj_fr", "unml": "unml", "rcjeq": "rcjeq"}


def what_is_done_counts_itself(year: Year) -> None:
    """The call opens after the vote: it is tied then, and what is done comes by itself."""
    desk, plan = year.at.unml, ActionPlan.objects.get(year=2027)
    desk.go(plan.get_absolute_url())
    desk.follow("Séjours de groupe au Québec")
    desk.follow("Rattacher appels et dossiers")
    desk.fill(calls=[year.call.pk])
    desk.press("Enregistrer")
    desk.reads("Séjours de groupe 2027")
    days = {"departs_on": date(2027, 5, 3), "returns_on": date(2027, 5, 14), "report_due_on": date(2027, 7, 13)}
    group(ProjectFactory(call=year.call, report_due=True, **days), 6, returned=True)
    travel_to(2027, 11, 3)
    desk.go(plan.get_absolute_url())
    desk.reads("il manque 1")
    desk.reads("il manque 6")
    shoot(desk, "plan")


# ---- the bilan -------------------------------------------------------------------------------------------------------


def the_four_bodies_contribute(year: Year) -> None:
    """Each finds her part begun, corrects it, and hands it in."""
    travel_to(2028, 1, 10)
    desk = year.at.ofqj_fr
    desk.go("/bilans/")
    desk.follow("Ouvrir un bilan")
    desk.press("Ouvrir le bilan")
    for seat, person in year.people.items():
        person.go("/bilans/2027/")
        person.follow("Écrire")
        begun = person.page.locator("[name='text']").input_value()
        assert begun
        if seat == "unml":
            person.press("Enregistrer le brouillon")
            person.press("Remettre la contribution")
            person.reads("Complétez ou retirez d’abord")
            shoot(person, "contribution")
        person.fill(text=begun.replace("à compléter.", "vu en équipe."))
        person.press("Remettre la contribution")
        person.reads("Votre contribution est remise.")
    assert AnnualReport.objects.get().state == ReportState.CONTRIBUTIONS_IN


def the_bilan_is_drafted_and_put_to_the_parties(year: Year) -> None:
    desk = year.at.ofqj_qc
    desk.go("/bilans/2027/")
    desk.follow("Établir le document")
    desk.press("Établir le document")
    wait_for_paper()
    desk.go("/bilans/2027/")
    shoot(desk, "bilan-provisoire")
    assert "provisoire" in words_of(taken_from(desk.page))
    desk.follow("Présenter au comité")
    desk.press("Présenter au comité")
    pen = year.at.ofqj_fr  # whose party keeps the minutes
    pen.go(f"{year.address}decisions/")
    pen.follow("Préparer une consultation écrite")
    pen.fill(title="Adopter le bilan 2027", closes_on="2028-01-31")
    pen.press("Préparer")
    pen.go(Consultation.objects.get().get_absolute_url())
    pen.follow("Poser une question")
    pen.page.locator("[name='subject']").select_option(label="Bilan 2027")
    pen.press("Ajouter")
    pen.follow("Ouvrir la consultation")
    pen.press("Ouvrir la consultation")
    pen.reads("La consultation est ouverte")


def each_party_answers(year: Year) -> None:
    """Three parties answer, the other section of the OFQJ agrees; at the deadline the bilan is adopted by itself."""
    page = Consultation.objects.get().get_absolute_url()
    for seat in ("ofqj_fr", "unml", "rcjeq"):
        person = year.people[seat]
        person.go(page)
        person.follow("Répondre pour ma partie")
        person.page.locator("select[name^='choice_']").select_option("yes")
        person.press("Noter la voix de ma partie")
    other = year.at.ofqj_qc
    other.go(page)
    shoot(other, "consultation")
    other.press("Donner l’accord de ma section")
    travel_to(2028, 2, 1)
    close_consultations(calendar.now())
    wait_for_paper()
    assert AnnualReport.objects.get().state == ReportState.ADOPTED
    assert Vote.objects.filter(outcome="carried").count() == 2


def the_bilan_is_published(year: Year) -> None:
    desk = year.at.ofqj_fr
    desk.go("/bilans/2027/")
    desk.follow("Publier")
    desk.press("Publier")
    desk.reads("Le bilan est publié.")


def anybody_checks_a_copy(year: Year, browser: Any) -> None:
    """Somebody without an account reads the bilan, takes its file, and follows the address printed in it."""
    with browser.new_context(locale="fr-FR") as opened:
        page = opened.new_page()
        page.goto(f"{year.at.unml.address}/bilans/2027/")
        paper = taken_from(page)
        words = words_of(paper)
        assert "provisoire" not in words
        printed = re.search(r"/bilans/verifier/[0-9a-f]{64}/", words.replace(" ", ""))
        page.goto(f"{year.at.unml.address}{printed.group()}")
        shoot(SimpleNamespace(page=page), "verifier")
        said = page.locator("main").inner_text()
        assert "adopté" in said.lower()
        assert hashlib.sha256(paper).hexdigest() in "".join(said.split())


def wait_for_paper() -> None:
    """Wait for the file in the format of France; the worker makes the other one behind."""
    wait_until(lambda: AnnualReport.objects.get().paper_id is not None)


def taken_from(page: Page) -> bytes:
    with page.expect_download() as taken:
        page.get_by_role("link", name="Télécharger le PDF").click()
    return Path(taken.value.path()).read_bytes()
