"""From the agreement to the last cent: signed, paid, fewer leave than planned, a report sent back, money given back."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from ofqj_portal.dashboard.tests.browser.test_journey import (
    TITLE,
    Journey,
    both_sides_sign,
    finance_pays,
    the_adviser_gives_the_account,
    the_officer_closes,
    travel_to,
    wait_for_jobs,
)
from ofqj_portal.dashboard.tests.browser.visitor import Axes, Visitor
from participants.tests.factories import ProfessionalFactory, group
from partners.enums import Section
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.models import Envelope, PayerAccount, Recovery
from projects.services.agreement import write_agreements
from projects.tests.factories import CallFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, awarded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

SHOTS = os.environ.get("OFQJ_SHOTS", "")  # a folder to look at the screens in


def shoot(visitor: Visitor, name: str) -> None:
    if SHOTS:
        for width in (1280, 360):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        visitor.page.set_viewport_size({"width": 1280, "height": 900})


def build_people() -> Any:
    """Write an accepted dossier of 1 875 €, whose three young people are confirmed, and its agreement to sign."""
    call = CallFactory(always_open=True)
    EnvelopeFactory(call=call)
    PayerAccount.objects.create(section=Section.FRANCE, holder="OFQJ France", iban="FR7630006000011234567890189")
    ml = StructureFactory(ml=True, name="Mission Locale des Deux-Rives")
    days = {"departs_on": date(2027, 5, 10), "returns_on": date(2027, 5, 21)}
    project = ProjectFactory(accepted=True, call=call, carrier=ml, title=TITLE, **days)
    awarded(project, amount="1875.00", agreed=None)
    group(project, 3, confirmed=True, attested_on=date(2027, 4, 1))
    ProfessionalFactory.create_batch(2, project=project, structure=ml)
    write_agreements(project=project, now=calendar.now())
    return SimpleNamespace(
        adviser=member(ml, with_password=True),
        manager=member(ml, "manager", with_password=True),
        officer=at_the_ofqj(officer_fr=True),
        decider=at_the_ofqj(decider_fr=True),
        finance=at_the_ofqj(finance=True),
    )


def at_the_ofqj(**role: Any) -> Any:
    return MembershipFactory(user=UserFactory(with_password=True), **role).user


@pytest.fixture
def journey(browser, browser_context_args, live_server, start_worker) -> Iterator[Journey]:
    travel_to(2027, 4, 12)
    axes = Axes(live_server.url)
    start_worker()
    yield Journey(build_people(), browser, live_server.url, axes, **browser_context_args)
    calendar.set_clock_offset(timedelta(0))
    assert axes.complaints == []


def test_money_goes_out_with_the_agreement_and_comes_back_when_fewer_left(journey: Journey) -> None:
    both_sides_sign(journey)
    the_adviser_gives_the_account(journey)
    finance_pays(journey, "1500.00")
    two_of_three_leave_and_come_back(journey)
    the_adviser_reports(journey)
    the_officer_closes(journey)
    finance_asks_the_rest_back(journey)
    the_adviser_reads_what_came_back(journey)

    envelope = Envelope.objects.get()
    assert (envelope.committed_amount, envelope.paid_amount) == (1000, 1000)
    assert [receipt.amount for receipt in Recovery.objects.get().receipts.order_by("pk")] == [200, 300]


def two_of_three_leave_and_come_back(journey: Journey) -> None:
    travel_to(2027, 5, 10)
    with journey.come(journey.world.adviser) as adviser:
        adviser.go(f"/projets/{journey.project.number}/groupe/")
        adviser.follow("Noter le départ")
        adviser.page.locator("[name='leaving']").first.uncheck()
        adviser.press("Noter le départ")
        adviser.reads("Le départ est noté.")
        travel_to(2027, 5, 21)
        adviser.go(f"/projets/{journey.project.number}/groupe/")
        adviser.follow("Noter le retour")
        adviser.press("Noter le retour")
        adviser.reads("Le retour est noté.")


def the_adviser_reports(journey: Journey) -> None:
    travel_to(2027, 6, 15)
    with journey.come(journey.world.adviser) as adviser:
        adviser.go(f"/projets/{journey.project.number}/bilan/")
        adviser.fill(reached_aims="Tous.", partner="Un vrai travail à deux.", practices="Un carnet commun.")
        for line in journey.project.budget_lines.all():
            adviser.fill(**{f"line_{line.pk}": f"{line.amount:.2f}".replace(".", ",")})
        adviser.press("Enregistrer et remettre à l’OFQJ")
        adviser.reads("Votre bilan est remis.")


def finance_asks_the_rest_back(journey: Journey) -> None:
    """500 € were paid too much: they are asked by letter and come back in two sums."""
    page = f"/paiements/{journey.project.number}/fr/"
    with journey.come(journey.world.finance) as finance:
        finance.go(page)
        finance.follow("Demander la somme à la structure")
        finance.fill(due_on="2027-09-01")
        finance.press("Envoyer le courrier")
        wait_for_jobs()
        for amount, said in (("200,00", "Reste à rendre"), ("300,00", "Reçu le")):
            finance.go(page)
            finance.follow("Noter que l’argent est rendu")
            finance.fill(amount=amount, received_on="2027-06-15")
            finance.press("Noter que l’argent est rendu")
            finance.reads(said)
            shoot(finance, f"trop-percu-{amount[:3]}")


def the_adviser_reads_what_came_back(journey: Journey) -> None:
    with journey.come(journey.world.adviser) as adviser:
        adviser.go(f"/projets/{journey.project.number}/versements/")
        adviser.reads("Lire le courrier de trop-perçu (PDF)")
        adviser.reads("Rendu")
        adviser.reads("Reçu le")
        shoot(adviser, "versements")
