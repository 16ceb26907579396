"""The sheet as its manager keeps it."""

from datetime import date

import pytest

from ofqj_portal.core.errors import EditedMeanwhile
from ofqj_portal.core.models import JournalEntry
from partners.services import update_structure
from partners.tests.factories import ContactFactory, StructureFactory, member

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def structure():
    return StructureFactory(ml=True)


def line(pk=None, **changes):
    return {"pk": pk, "name": "Ana Essai", "duty": "", "email": "", "phone": ""} | changes


def test_saving_writes_the_fields_the_contacts_and_the_day(structure):
    kept, dropped = ContactFactory(structure=structure), ContactFactory(structure=structure)
    manager = member(structure, "manager")
    saved = update_structure(
        structure=structure,
        fields={"phone": "04 00 00 00 00", "email": structure.email},
        contacts=[line(kept.pk, name="Bo Essai"), line()],
        version=1,
        by=manager,
        on=TODAY,
    )
    assert (saved.phone, saved.checked_on, saved.version) == ("04 00 00 00 00", TODAY, 2)
    assert sorted(structure.contacts.values_list("name", flat=True)) == ["Ana Essai", "Bo Essai"]
    assert not structure.contacts.filter(pk=dropped.pk).exists()
    entry = JournalEntry.objects.get(verb="structure.changed")
    assert entry.facts == {"fields": ["phone"]}
    assert [contact["name"] for contact in entry.personal.data["after"]] == ["Bo Essai", "Ana Essai"]


def test_saving_without_a_change_says_that_the_sheet_is_right(structure):
    manager = member(structure, "manager")
    update_structure(structure=structure, fields={}, contacts=[], version=1, by=manager, on=TODAY)
    assert list(JournalEntry.objects.values_list("verb", flat=True)) == ["structure.checked"]


def test_a_contact_of_another_structure_is_never_taken_over(structure):
    foreign = ContactFactory()
    manager = member(structure, "manager")
    update_structure(
        structure=structure, fields={}, contacts=[line(foreign.pk, name="Vol")], version=1, by=manager, on=TODAY
    )
    foreign.refresh_from_db()
    assert foreign.name != "Vol"
    assert structure.contacts.get().name == "Vol"


def test_the_second_of_two_editors_changes_nothing(structure):
    manager = member(structure, "manager")
    update_structure(structure=structure, fields={"phone": "1"}, contacts=[], version=1, by=manager, on=TODAY)
    with pytest.raises(EditedMeanwhile):
        update_structure(structure=structure, fields={"phone": "2"}, contacts=[], version=1, by=manager, on=TODAY)
    structure.refresh_from_db()
    assert structure.phone == "1"
