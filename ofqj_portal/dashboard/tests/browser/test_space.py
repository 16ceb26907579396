"""A young person on a narrow screen, without an account: she reads, withdraws, answers, asks; the officer does it.

axe looks at every page she lands on, at 360 px and 320 px.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar, jobs_in_place
from ofqj_portal.core.read_log import record_read
from ofqj_portal.dashboard.tests.browser.visitor import Axes, Visitor, visit
from participants.data_enums import Purpose
from participants.models import Participant, Participation, PersonRequest, Situation
from participants.queries.consents import consents_alive
from participants.queries.departures import departures
from participants.queries.measures import measured
from participants.queries.profiles import by_region
from participants.queries.results import situations
from participants.services.space import send_space_link
from participants.tests.factories import ParticipantFactory, ParticipationFactory, PersonConsentFactory
from partners.tests.factories import MembershipFactory, member
from projects.tests.factories import ProjectFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def back(settings, live_server) -> Participation:
    """Somebody who came back a week ago; the mail with her link has left, the demo shows it."""
    settings.DEMO, settings.BASE_URL = True, live_server.url
    today = calendar.today()
    days = {"departs_on": today - timedelta(days=20), "returns_on": today - timedelta(days=7)}
    project = ProjectFactory(report_due=True, title="Le bois pour trouver sa voie", **days)
    person = ParticipantFactory(structure=project.carrier, first_name="Lila", email="lila@exemple.test")
    row = ParticipationFactory(project=project, participant=person, returned=True)
    PersonConsentFactory(participant=person, purpose=Purpose.IMAGE, answered_on=today - timedelta(days=60))
    record_read(MembershipFactory(officer_fr=True).user, person, "participants.person")
    send_space_link(participant=person, by=member(project.carrier))
    jobs_in_place.run_due()
    return row


@pytest.fixture
def officer(db) -> User:
    return MembershipFactory(dpo=True, user=UserFactory(with_password=True)).user


@pytest.fixture
def axes(live_server) -> Iterator[Axes]:
    looking = Axes(live_server.url)
    yield looking
    assert looking.complaints == []


@pytest.fixture
def lila(browser, browser_context_args, live_server, back, axes) -> Iterator[Visitor]:
    with browser.new_context(**(browser_context_args | PHONE)) as opened:
        page = opened.new_page()
        page.set_default_timeout(15_000)
        yield Visitor(page, live_server.url, axes)


def figures() -> list:
    """Count what the bilan of the year counts of people: who left, who they are, what became of them."""
    today = calendar.today()
    period = (today - timedelta(days=60), today)
    return [measured(departures(*period)), by_region(*period), situations(*period)]


def test_she_reads_withdraws_answers_and_asks_and_the_officer_erases(
    lila, back, officer, browser, browser_context_args, live_server, axes
):
    lila.go("/demo/courriels/")
    lila.follow("Votre espace personnel")
    lila.follow("/lien/moi/")
    lila.reads("Bonjour Lila")
    home = lila.path

    lila.follow("Voir ce que vous savez de moi")
    lila.reads("Chargé·e d’instruction")
    lila.go(home)
    lila.follow("Dire oui ou non")
    assert consents_alive(back, Purpose.IMAGE, on=calendar.today())
    lila.press("Non, je retire mon accord")
    lila.reads("C’est noté")
    assert not consents_alive(back, Purpose.IMAGE, on=calendar.today())

    lila.go(home)
    lila.follow("Que devenez-vous")
    lila.follow("J’apprends")
    lila.fill(category="training")
    lila.press("Envoyer ma réponse")
    assert Situation.objects.get().category == "training"
    counted = figures()
    lila.follow("Demander quelque chose")
    lila.follow("Tout effacer")
    lila.press("Envoyer ma demande")
    lila.reads("réponse avant le")

    with visit(browser, live_server.url, axes, officer, **browser_context_args) as desk:
        desk.go("/confidentialite/demandes/")
        desk.follow("Faire effacer")
        desk.reads("Lila")
        desk.press("Prendre en charge")
        desk.follow("Rendre cette personne anonyme")
        desk.press("Rendre anonyme, et répondre")
        desk.reads("La personne est anonyme")

    assert str(Participant.objects.get()) == "Personne anonymisée"
    assert PersonRequest.objects.get().state == "fulfilled"
    assert figures() == counted, "what the bilan counts has not moved"
    answer = lila.page.goto(f"{lila.address}{home}")
    assert answer.status == 404
