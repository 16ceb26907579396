"""The emergency sheet: sealed, written by the structure or the person, opened by a leader of the stay, then gone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from ofqj_portal.core import calendar, links
from ofqj_portal.core.models import JournalEntry
from participants.models import EmergencySheet
from participants.queries.space import SPACE_LINK, who_read
from participants.services.emergency import (
    HalfAContact,
    StayOver,
    forget_emergency_sheets,
    write_emergency_sheet,
)
from participants.tests.conftest import DURING, actor
from participants.tests.factories import ParticipationFactory
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
SAID = {"contact_name": "Sa mère", "contact_phone": "06 00 00 00 00", "allergens": ["milk", "gluten"]}


@pytest.fixture
def away(accepted):
    project = ProjectFactory(ongoing=True, carrier=accepted.carrier)
    return ParticipationFactory(project=project, departed=True)


def text(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def at(name: str, row) -> str:
    return reverse(f"participants:{name}", args=[row.project.number, row.pk])


def test_what_is_written_is_sealed_and_the_journal_says_nothing_of_it(away, adviser):
    sheet = write_emergency_sheet(participation=away, by=adviser, now=DURING, **SAID)
    assert [str(one) for one in sheet.allergens] == ["gluten", "milk"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM participants_emergencysheet t")
        row = cursor.fetchone()[0]
    assert "mère" not in row
    assert "milk" not in row
    assert JournalEntry.objects.get(verb="participation.emergency_written").facts == {}


def test_a_contact_is_whole_and_a_stay_that_is_over_needs_no_sheet(away, adviser):
    with pytest.raises(HalfAContact):
        write_emergency_sheet(participation=away, by=adviser, now=DURING, **(SAID | {"contact_phone": " "}))
    back = ParticipationFactory(project=ProjectFactory(report_due=True), returned=True)
    with pytest.raises(StayOver):
        write_emergency_sheet(participation=back, by=adviser, now=DURING, **SAID)


def test_a_leader_opens_it_during_the_stay_and_the_person_sees_it(client, away, clock):
    leader = actor("leader", away.project)
    write_emergency_sheet(participation=away, now=DURING, **SAID)
    clock(DURING)
    client.force_login(leader)
    shown = text(client.get(at("emergency", away)))
    assert "Sa mère" in shown
    assert "Céréales contenant du gluten" in shown
    (reading,) = who_read(away.participant)
    assert reading.what == "a ouvert votre fiche d’urgence, pendant le séjour"
    clock(DURING + timedelta(days=60))
    client.force_login(leader)
    assert client.get(at("emergency", away)).status_code == 404


@pytest.mark.parametrize("role", ["adviser", "manager", "officer", "host"])
def test_nobody_else_opens_it_not_even_who_filled_it_in(client, away, clock, role):
    clock(DURING)
    write_emergency_sheet(participation=away, now=DURING, **SAID)
    client.force_login(actor(role, away.project))
    assert client.get(at("emergency", away)).status_code == 403


def test_the_structure_fills_it_in_and_is_not_shown_what_is_there(client, away, adviser, clock):
    clock(DURING)
    write_emergency_sheet(participation=away, now=DURING, **SAID)
    client.force_login(adviser)
    shown = text(client.get(at("emergency_write", away)))
    assert "La personne l’a remplie elle-même" in shown
    assert "Sa mère" not in shown
    client.post(at("emergency_write", away), {"contact_name": "Son oncle", "contact_phone": "1", "allergens": "ask"})
    sheet = EmergencySheet.objects.get()
    assert (sheet.contact_name, sheet.recorded_by) == ("Son oncle", adviser)


def test_the_person_writes_it_herself(client, away, clock):
    clock(DURING)
    until = calendar.real_now() + timedelta(days=2)
    kept = {"email": "moi@exemple.test", "expires_at": until, "by": None, "is_lasting": True}
    token = links.issue_link(SPACE_LINK, away.participant, **kept)[1]
    address = reverse("participants:space_emergency", args=[token, away.pk])
    half = client.post(address, {"contact_name": "Sa sœur"})
    assert "Donnez le nom et le téléphone" in text(half)
    client.post(address, {"contact_name": "Sa sœur", "contact_phone": "2", "allergens": ["nuts"]})
    assert "Sa sœur" in text(client.get(address))
    other = ParticipationFactory(project=away.project)
    assert client.get(reverse("participants:space_emergency", args=[token, other.pk])).status_code == 404


def test_it_is_erased_thirty_days_after_the_return(accepted):
    back = ParticipationFactory(
        project=ProjectFactory(report_due=True),
        returned=True,
        returned_on=date(2026, 5, 15),
        departed_on=date(2026, 5, 4),
    )
    EmergencySheet.objects.create(participation=back, contact_name="X", contact_phone="1", recorded_at=DURING)
    gone = ParticipationFactory(project=accepted, withdrawn=True)
    EmergencySheet.objects.create(participation=gone, recorded_at=DURING)
    assert forget_emergency_sheets(now=datetime(2026, 6, 13, 9, 0, tzinfo=UTC)) == 1
    assert EmergencySheet.objects.filter(participation=back).exists()
    assert forget_emergency_sheets(now=datetime(2026, 6, 14, 9, 0, tzinfo=UTC)) == 1
    assert JournalEntry.objects.filter(verb="participation.emergency_erased").count() == 2
