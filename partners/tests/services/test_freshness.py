"""A sheet has an age: who vouched for it, when, and what happens when nobody does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import JournalEntry, OutboxMail
from partners.enums import Freshness
from partners.models import Contact, DirectoryRule, Structure, directory_rule
from partners.periodic import remind_sheets
from partners.queries import structure_list_rows
from partners.services import check_structure
from partners.services.freshness import remind_check
from partners.tests.factories import ContactFactory, MembershipFactory, StructureFactory, member

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "fresh"), (364, "fresh"), (365, "stale"), (729, "stale"), (730, "obsolete"), (None, "obsolete")],
)
def test_a_sheet_grows_old_by_the_day(days, said):
    checked_on = None if days is None else TODAY - timedelta(days=days)
    assert Structure(checked_on=checked_on).freshness(TODAY, directory_rule()) == Freshness(said)


def test_the_delays_are_what_the_administrator_wrote_and_stay_in_order():
    structure = StructureFactory(ml=True, checked_on=TODAY - timedelta(days=200))
    boss = member(structure, "manager")
    remind_sheets(NOW)
    assert not OutboxMail.objects.exists()
    DirectoryRule.objects.update(stale_days=90, obsolete_days=180)
    assert structure.freshness(TODAY, directory_rule()) == Freshness.OBSOLETE
    remind_sheets(NOW)
    assert OutboxMail.objects.get().to_email == boss.email
    with pytest.raises(IntegrityError, match="directory_rule_in_order"):
        DirectoryRule.objects.update(stale_days=180)


def test_vouching_for_a_sheet_says_who_and_when_and_changes_nothing_else():
    structure = StructureFactory(ml=True, checked_on=date(2024, 1, 1))
    adviser = member(structure)
    for _click in range(2):
        check_structure(structure=structure, by=adviser, on=TODAY)
    structure.refresh_from_db()
    assert (structure.checked_on, structure.checked_by, structure.version) == (TODAY, adviser, 1)
    assert JournalEntry.objects.get().verb == "structure.checked"


def test_a_sheet_out_of_the_directory_is_not_vouched_for():
    structure = StructureFactory(ml=True, is_active=False)
    with pytest.raises(WrongState):
        check_structure(structure=structure, by=member(structure), on=TODAY)


def test_its_people_press_one_button_and_strangers_have_none(client):
    structure = StructureFactory(ml=True, checked_on=date(2024, 1, 1))
    address = reverse("partners:check", args=[structure.pk])
    client.force_login(member(structure))
    assert address in client.get(structure.get_absolute_url()).content.decode()
    assert client.post(address).url == structure.get_absolute_url()
    page = client.get(structure.get_absolute_url()).content.decode()
    structure.refresh_from_db()
    assert f"par {structure.checked_by}" in page
    assert address not in page
    client.force_login(MembershipFactory().user)
    assert client.post(address).status_code == 404
    client.logout()
    assert str(structure.checked_by) not in client.get(structure.get_absolute_url()).content.decode()


def test_the_managers_are_reminded_once_a_year_and_nobody_of_a_fresh_sheet():
    old = StructureFactory(ml=True, checked_on=TODAY - timedelta(days=365))
    fresh = StructureFactory(ml=True, checked_on=TODAY - timedelta(days=300))
    never = StructureFactory(ml=True)
    StructureFactory(ml=True)  # nobody works there
    boss, adviser, _other = member(old, "manager"), member(never), member(fresh, "manager")
    for days in (0, 1, 30):
        remind_sheets(NOW + timedelta(days=days))
    assert sorted(OutboxMail.objects.values_list("to_email", flat=True)) == sorted([boss.email, adviser.email])
    assert remind_check(structure=old, now=NOW + timedelta(days=365)) == 1
    assert remind_check(structure=never, now=NOW + timedelta(days=365)) == 0


def test_an_old_sheet_comes_lower_and_is_still_there(client):
    names = ("Mission Locale du Val A", "Mission Locale du Val B")
    old, new = (StructureFactory(ml=True, name=name) for name in names)
    Structure.objects.filter(pk=new.pk).update(checked_on=TODAY)
    reader = MembershipFactory().user
    for text in ("", "Val"):
        found = list(structure_list_rows(reader, on=TODAY, text=text).filter(name__in=names))
        assert found == [new, old]
    page = client.get("/structures/?q=Val").content.decode()
    assert old.name in page
    assert "Fiche peut-être périmée" in page


def test_the_filters_of_the_directory_are_in_its_address(client):
    speaks = StructureFactory(ml=True, languages=["sign"], themes=["food"], hosting_capacity=8)
    StructureFactory(ml=True, languages=["fr"], themes=["sport"], hosting_capacity=0)
    for address in ("language=sign", "theme=food", "hosts=on", "language=sign&theme=food&hosts=on"):
        assert list(client.get(f"/structures/?kind=ml&{address}").context["page"]) == [speaks]
    assert client.get("/structures/?language=xx&theme=1").status_code == 200


def test_the_contact_for_mobility_comes_first_and_is_kept_by_the_form(client):
    structure = StructureFactory(ml=True)
    other, named = ContactFactory(structure=structure, name="A"), ContactFactory(structure=structure, name="B")
    client.force_login(member(structure, "manager"))
    address = reverse("partners:edit", args=[structure.pk])
    shown = client.get(address).context
    sent = {name: shown["form"][name].value() or "" for name in shown["form"].fields}
    sent |= {"opening_hours": "Du lundi au vendredi, 9 h à 17 h", "languages": ["fr", "sign"], "themes": []}
    sent |= {"contacts-TOTAL_FORMS": 2, "contacts-INITIAL_FORMS": 2}
    for place, contact in enumerate((other, named)):
        line = {"contact": contact.pk, "name": contact.name, "duty": "", "email": "", "phone": ""}
        sent |= {f"contacts-{place}-{name}": value for name, value in line.items()}
    sent["contacts-1-is_mobility"] = "on"
    assert client.post(address, sent).status_code == 302
    assert Contact.objects.get(is_mobility=True) == named
    page = client.get(structure.get_absolute_url())
    assert page.context["sheet"].contacts == [named, other]
    assert "Du lundi au vendredi" in page.content.decode()
    assert client.post(address, sent).status_code == 409  # the same page again: somebody was quicker
