"""A stay on a phone of 360 px: the adviser notes a session, the leader gives a sign of life, the network sees no name.

axe looks at every page they land on, at 360 px and 320 px.
"""

from collections.abc import Iterator
from datetime import time, timedelta

import pytest

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from ofqj_portal.core.read_log import readings_of
from ofqj_portal.dashboard.tests.browser.visitor import Axes, visit
from participants.models import Attendance, CheckIn, Participation, PreparationSession, ReturnStep
from participants.services.emergency import write_emergency_sheet
from participants.tests.factories import ParticipantFactory, ParticipationFactory, ProfessionalFactory
from partners.tests.factories import MembershipFactory
from projects.models import Project
from projects.tests.factories import ProjectFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
CANARY = "Canari-Essai"


@pytest.fixture
def away(db) -> Project:
    """A group of two that left three days ago, and a session that was held before."""
    today = calendar.today()
    days = {"departs_on": today - timedelta(days=3), "returns_on": today + timedelta(days=7)}
    project = ProjectFactory(ongoing=True, title="Le bois pour trouver sa voie", **days)
    for name in ("Zoé", "Sami"):
        person = ParticipantFactory(structure=project.carrier, first_name=name, last_name=CANARY)
        ParticipationFactory(project=project, participant=person, departed=True)
    said = {"title": "Vie de groupe", "starts_at": time(9), "hours": 6, "created_at": calendar.now()}
    PreparationSession.objects.create(project=project, held_on=today - timedelta(days=10), **said)
    return project


@pytest.fixture
def axes(live_server) -> Iterator[Axes]:
    looking = Axes(live_server.url)
    yield looking
    assert looking.complaints == []


def somebody(**role) -> User:
    return MembershipFactory(user=UserFactory(with_password=True), **role).user


def test_the_adviser_notes_who_was_there_and_plans_a_return(away, browser, browser_context_args, live_server, axes):
    adviser = somebody(structure=away.carrier)
    with visit(browser, live_server.url, axes, adviser, **(browser_context_args | PHONE)) as phone:
        phone.go(f"/projets/{away.number}/groupe/")
        phone.follow("Séances et présences")
        phone.follow("Noter les présences")
        sami = Participation.objects.get(project=away, participant__first_name="Sami")
        phone.fill(**{f"p{sami.pk}": "excused"})
        phone.press("Noter les présences")
        phone.reads("Les présences sont notées")
        phone.reads("6 h de présence sur 18 h")
        phone.go(f"/projets/{away.number}/groupe/{sami.pk}/")
        phone.follow("Écrire le plan de retour")
        phone.fill(due_talk=(calendar.today() + timedelta(days=20)).isoformat())
        phone.press("Enregistrer le plan")
        phone.reads("Faire le point à deux")
    assert sorted(Attendance.objects.values_list("status", flat=True)) == ["excused", "present"]
    assert ReturnStep.objects.get().participation_id == sami.pk


def test_the_leader_says_in_two_taps_that_everybody_is_well_and_opens_a_sheet(
    away, browser, browser_context_args, live_server, axes
):
    leader = ProfessionalFactory(project=away, user=UserFactory(with_password=True), departed=True).user
    zoe = Participation.objects.get(project=away, participant__first_name="Zoé")
    said = {"contact_name": "Sa mère", "contact_phone": "06 12 34 56 78", "allergens": ["milk"]}
    write_emergency_sheet(participation=zoe, by=None, now=calendar.now(), **said)
    with visit(browser, live_server.url, axes, leader, **(browser_context_args | PHONE)) as phone:
        phone.go(f"/projets/{away.number}/groupe/")
        phone.follow("Fiche d’urgence")
        phone.reads("Sa mère")
        phone.reads("Lait")
        assert [reading.user for reading in readings_of(zoe)] == [leader]
        phone.go(f"/projets/{away.number}/groupe/")
        phone.follow("Donner des nouvelles du groupe")
        phone.press("Tout le monde va bien")
        phone.reads("C’est noté : tout le monde va bien")
    assert CheckIn.objects.get().made_by == leader


def test_the_network_reads_lists_and_no_name(away, browser, browser_context_args, live_server, axes):
    officer = somebody(unml=True)
    with visit(browser, live_server.url, axes, officer, **(browser_context_args | PHONE)) as phone:
        for path in ("/", "/projets/", "/structures/", "/bilans/"):
            phone.go(path)
            assert CANARY not in phone.page.content()
        for path in ("groupe/", "groupe/seances/", "groupe/sejour/"):
            answer = phone.page.goto(f"{phone.address}/projets/{away.number}/{path}")
            assert answer.status == 404
            assert CANARY not in phone.page.content()
