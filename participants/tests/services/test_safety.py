"""Signs of life, incidents, and the word to the OFQJ when a group falls silent."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import JournalEntry, OutboxMail
from participants.enums import IncidentKind
from participants.models import CheckIn, Incident, SilenceRule
from participants.services.safety import (
    NotYetHappened,
    check_in,
    forget_incident_words,
    report_incident,
    warn_of_silence,
)
from participants.tests.conftest import DURING, actor
from partners.tests.factories import MembershipFactory, member
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=PARIS)


@pytest.fixture
def away(db):
    stay = {"departs_on": date(2026, 5, 4), "departed_on": date(2026, 5, 4), "returns_on": date(2026, 5, 15)}
    return ProjectFactory(ongoing=True, **stay)


@pytest.fixture
def leader(away):
    return actor("leader", away)


def tell(project, by, **said):
    usual = {
        "kind": IncidentKind.LOST,
        "is_urgent": True,
        "happened_on": DURING.date(),
        "told": "Canari : un sac volé.",
    }
    return report_incident(project=project, by=by, now=DURING, **(usual | said))


def test_a_leader_says_in_two_taps_that_everybody_is_well_and_once(client, away, leader, clock):
    clock(DURING)
    client.force_login(leader)
    page = client.get(reverse("participants:group_safety", args=[away.number]))
    token = page.context["form"].fields["form_token"].initial
    for _click in range(2):
        answer = client.post(reverse("participants:check_in", args=[away.number]), {"form_token": token})
        assert answer.url == reverse("participants:group_safety", args=[away.number])
    assert CheckIn.objects.get(project=away).made_by == leader
    assert JournalEntry.objects.filter(verb="project.checked_in").count() == 1


def test_nobody_checks_in_before_the_departure(accepted, adviser):
    with pytest.raises(WrongState):
        check_in(project=accepted, by=adviser, now=DURING)
    with pytest.raises(WrongState):
        tell(accepted, adviser)


def test_an_incident_is_sealed_and_its_words_leave_by_no_mail(away, leader):
    member(away.carrier)
    MembershipFactory(officer_fr=True)
    incident = tell(away, leader)
    with connection.cursor() as cursor:
        cursor.execute("SELECT told FROM participants_incident WHERE id = %s", [incident.pk])
        assert "Canari" not in cursor.fetchone()[0]
    mails = list(OutboxMail.objects.filter(kind="participants.incident_reported"))
    assert len(mails) >= 2
    assert not [mail for mail in mails if "Canari" in f"{mail.subject}{mail.text}{mail.html}"]
    assert all("aide maintenant" in mail.subject for mail in mails)
    assert "Canari" not in str(list(JournalEntry.objects.values_list("facts", flat=True)))


def test_an_incident_of_tomorrow_is_refused(away, leader):
    with pytest.raises(NotYetHappened):
        tell(away, leader, happened_on=DURING.date() + timedelta(days=1))
    assert not Incident.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("officer", 200), ("adviser", 200), ("host", 403), ("stranger", 404)])
def test_who_watches_over_the_stay_reads_what_happened(client, away, leader, clock, role, status):
    tell(away, leader)
    clock(DURING)
    client.force_login(actor(role, away))
    page = client.get(reverse("participants:group_safety", args=[away.number]))
    assert page.status_code == status
    assert ("Canari" in page.content.decode()) == (status == 200)


def test_a_group_that_falls_silent_is_told_of_once_for_each_silence(away, leader):
    SilenceRule.objects.update(check_in_hours=24, alert_hours=36)
    officer = MembershipFactory(officer_fr=True).user
    assert warn_of_silence(now=NOON + timedelta(hours=35)) == 0
    assert warn_of_silence(now=NOON + timedelta(hours=37)) >= 1
    assert warn_of_silence(now=NOON + timedelta(hours=38)) == 0
    check_in(project=away, by=leader, now=NOON + timedelta(hours=40))
    assert warn_of_silence(now=NOON + timedelta(hours=70)) == 0
    assert warn_of_silence(now=NOON + timedelta(hours=77)) >= 1
    assert OutboxMail.objects.filter(kind="participants.group_silent", to_email=officer.email).count() == 2


def test_only_stays_under_way_are_watched(accepted):
    MembershipFactory(officer_fr=True)
    assert warn_of_silence(now=DURING + timedelta(days=30)) == 0


def test_the_words_of_an_incident_end_after_a_year_and_that_it_happened_stays(client, away, leader, clock):
    incident = tell(away, leader)
    assert forget_incident_words(now=DURING + timedelta(days=364)) == 0
    late = DURING + timedelta(days=366)
    assert forget_incident_words(now=late) == 1
    assert forget_incident_words(now=late) == 0
    incident.refresh_from_db()
    assert (incident.told, incident.told_forgotten_on) == ("", late.date())
    assert JournalEntry.objects.get(verb="project.incident_forgotten").facts == {"incident": incident.pk}
    clock(late)
    client.force_login(actor("adviser", away))
    said = client.get(reverse("participants:group_safety", args=[away.number])).content.decode()
    assert "Récit effacé" in said
    assert "Canari" not in said
