"""Somebody leaves: all she holds passes on in one act, or nothing does."""

import pytest
from django.urls import reverse

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import EditedMeanwhile
from ofqj_portal.core.models import JournalEntry, OutboxMail
from ofqj_portal.dashboard.services.departure import NobodyTakesOver, hand_over, mark_of, plan_departure
from participants.models import Participant, ProfessionalParticipation
from participants.tests.factories import ParticipantFactory, ProfessionalFactory
from partners.models import Membership
from partners.services.leaving import LastManager
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.models import Project
from projects.services.review import NotAnOfficer
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
PASSWORD = "quatre hibiscus sous la neige"


@pytest.fixture
def structure():
    return StructureFactory(ml=True)


@pytest.fixture
def manager(structure):
    return member(structure, "manager")


@pytest.fixture
def person(structure):
    """An adviser with two dossiers (one is over), a young person, and a group to lead."""
    person, host = member(structure), StructureFactory(cje=True)
    project = ProjectFactory(carrier=structure, host=host, accepted=True, followed_by=person)
    ProjectFactory(carrier=structure, closed=True, followed_by=person)
    member(host)
    ParticipantFactory(structure=structure, followed_by=person)
    ProfessionalFactory(project=project, structure=structure, user=person)
    return person


@pytest.fixture
def taker(structure):
    return member(structure)


def plan(structure, person):
    return plan_departure(structure=structure, person=person, on=calendar.today())


def leave(structure, person, by, taker=None, **changes):
    parts = plan(structure, person)
    takers = {part.holding.code: taker for part in parts if taker and part.passes_on}
    said = {"takers": takers, "read": mark_of(parts), "last_day": None, "by": by, "now": calendar.now()} | changes
    return hand_over(structure=structure, person=person, **said)


def test_the_plan_shows_what_she_holds_and_who_could_take_it(structure, manager, person, taker):
    other = StructureFactory(ml=True)
    ParticipantFactory(structure=other, followed_by=person)
    parts = plan(structure, person)
    assert [(part.holding.code, len(part.things)) for part in parts] == [
        ("1_dossiers", 1),
        ("3_people", 1),
        ("4_stays", 1),
    ]
    assert {user.pk for user in parts[0].takers} == {manager.pk, taker.pk}
    assert JournalEntry.objects.filter(verb__startswith="departure").count() == 0


def test_all_passes_on_in_one_act_and_everybody_is_told(structure, manager, person, taker):
    today = calendar.today()
    assert leave(structure, person, manager, taker, last_day=today) == {"1_dossiers": 1, "3_people": 1, "4_stays": 1}
    assert Project.objects.get(state="accepted").followed_by == taker
    assert Project.objects.get(state="closed").followed_by == person
    assert Participant.objects.get().followed_by == taker
    leaders = ProfessionalParticipation.objects.order_by("pk").values_list("user", "state")
    assert list(leaders) == [(person.pk, "withdrawn"), (taker.pk, "planned")]
    assert Membership.objects.get(user=person).ends_on == today
    entry = JournalEntry.objects.get(verb="departure.handed_over")
    assert entry.facts["to"] == dict.fromkeys(("1_dossiers", "3_people", "4_stays"), taker.pk)
    assert entry.facts["1_dossiers"] == [Project.objects.get(state="accepted").pk]
    told = {mail.kind: mail for mail in OutboxMail.objects.all()}
    assert told["dashboard.handed_to_you"].to_email == taker.email
    assert told["dashboard.your_handover"].to_email == person.email
    assert str(taker) in told["dashboard.contact_changed"].text


def test_nothing_changes_without_a_taker_for_each_kind(structure, manager, person, taker):
    with pytest.raises(NobodyTakesOver):
        leave(structure, person, manager, taker, takers={"1_dossiers": taker, "3_people": taker})
    with pytest.raises(NobodyTakesOver):
        leave(structure, person, manager, member(StructureFactory(ml=True)))
    assert not Project.objects.filter(followed_by=taker).exists()
    assert not JournalEntry.objects.filter(verb__in=["departure.handed_over", "project.passed_on"]).exists()


def test_a_plan_that_changed_meanwhile_is_read_again(structure, manager, person, taker):
    read = mark_of(plan(structure, person))
    ParticipantFactory(structure=structure, followed_by=person)
    with pytest.raises(EditedMeanwhile):
        leave(structure, person, manager, taker, read=read)
    assert not Participant.objects.filter(followed_by=taker).exists()


def test_the_last_manager_hands_over_nothing_and_stays(structure, manager, taker):
    project = ProjectFactory(carrier=structure, followed_by=manager)
    with pytest.raises(LastManager):
        leave(structure, manager, manager, taker, last_day=calendar.today())
    project.refresh_from_db()
    assert project.followed_by == manager


def test_an_officers_dossiers_go_to_somebody_who_may_have_them():
    leaving, taker = (MembershipFactory(officer_fr=True).user for _ in range(2))
    office = leaving.memberships.get().structure
    manager = member(office, "manager")
    ProjectFactory(under_review=True, officer=leaving)
    ProjectFactory(accepted=True, officer=leaving)
    assert leave(office, leaving, manager, taker) == {"2_in_charge": 2}
    assert Project.objects.filter(officer=taker).count() == 2


def test_an_officer_who_may_not_have_one_dossier_gets_none():
    leaving, taker = (MembershipFactory(officer_fr=True).user for _ in range(2))
    office = leaving.memberships.get().structure
    manager = member(office, "manager")
    ProjectFactory(under_review=True, officer=leaving)
    ProjectFactory(under_review=True, officer=leaving, carrier=StructureFactory(cje=True)).aid_requests.all().delete()
    with pytest.raises(NotAnOfficer):
        leave(office, leaving, manager, taker)
    assert Project.objects.filter(officer=leaving).count() == 2


def test_the_manager_reads_chooses_and_confirms(client, structure, manager, person, taker):
    manager.set_password(PASSWORD)
    manager.save()
    client.post(reverse("account_login"), {"login": manager.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    address = reverse("dashboard:departure", args=[structure.pk, Membership.objects.get(user=person).pk])
    form = client.get(address).context["form"]
    said = {name: taker.pk for name in form.fields if name[0].isdigit()}
    said |= {"read": form["read"].value(), "form_token": form["form_token"].value()}
    assert "1_dossiers" in client.post(address, said | {"1_dossiers": "999999"}).context["form"].errors
    assert client.post(address, said | {"read": "x", "form_token": ""}).status_code == 409
    assert [client.post(address, said).status_code for _click in range(2)] == [302, 302]
    assert Participant.objects.get().followed_by == taker


@pytest.mark.parametrize("count", [1, 3])
def test_the_plan_costs_the_same_whatever_she_holds(structure, count, django_assert_num_queries):
    person = member(structure)
    for _ in range(count):
        ProjectFactory(carrier=structure, followed_by=person)
        ParticipantFactory(structure=structure, followed_by=person)
    with django_assert_num_queries(9):
        plan(structure, person)
