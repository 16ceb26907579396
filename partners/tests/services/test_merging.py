"""Two sheets of one structure made one, and made two again."""

from datetime import UTC, datetime, timedelta

import pgtrigger
import pytest
from django.db import connection

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import db_roles
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.models import JournalEntry, OutboxMail
from participants.tests.factories import ParticipantFactory
from partners.models import Structure, StructureMerge
from partners.services import merge_structures, undo_merge
from partners.services.merging import UNDO_WITHIN, NotOfOneKind
from partners.services.repointing import CannotFollow, _pointers
from partners.tests.factories import (
    AgreementFactory,
    ContactFactory,
    InvitationFactory,
    MembershipFactory,
    StructureFactory,
    member,
)
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def merge(kept, merged, take=(), seen=None, now=NOW):
    seen = seen or (kept.version, merged.version)
    return merge_structures(kept=kept, merged=merged, take=set(take), seen=seen, by=UserFactory(), now=now)


def pointing_at(structure) -> dict[str, list]:
    """List every row of every app that names `structure`."""
    found = {}
    for model, field in _pointers():
        keys = list(
            model._base_manager.filter(**{field.name: structure.pk}).order_by("pk").values_list("pk", flat=True)
        )
        if keys:
            found[f"{model._meta.label}.{field.name}"] = keys
    return found


def with_everything(structure):
    """Give a structure an adviser, a contact, an invitation, an entente, a dossier and a young person."""
    adviser = member(structure)
    ContactFactory(structure=structure)
    InvitationFactory(structure=structure)
    AgreementFactory(first_structure=structure)
    ProjectFactory(carrier=structure, created_by=adviser)
    ParticipantFactory(structure=structure)


def test_all_that_points_at_a_sheet_follows_it_and_undoing_gives_back_exactly_that():
    kept, merged = StructureFactory(ml=True), StructureFactory(ml=True)
    with_everything(kept)
    with_everything(merged)
    before = pointing_at(kept), pointing_at(merged)
    assert len(before[1]) >= 7  # else the test proves little
    done = merge(kept, merged)
    assert pointing_at(merged) == {}
    assert pointing_at(kept) == {place: sorted(before[0].get(place, []) + keys) for place, keys in before[1].items()}
    later = ContactFactory(structure=kept)  # written since: it is the kept sheet's own
    undo_merge(merge=done, by=UserFactory(), now=NOW + timedelta(days=29))
    after = pointing_at(kept)
    after["partners.Contact.structure"].remove(later.pk)
    assert (after, pointing_at(merged)) == before
    merged.refresh_from_db()
    assert (merged.is_active, merged.merged_into) == (True, None)


def test_a_chosen_identifier_passes_over_and_comes_back_at_the_undoing():
    kept = StructureFactory(ml=True, phone="01", siret="", email="")
    merged = StructureFactory(ml=True, phone="02", email="la@bonne.test", latitude="45.76400", longitude="4.83570")
    siret, place = merged.siret, (kept.latitude, kept.commune)
    done = merge(kept, merged, take=["siret", "email", "place"])
    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.siret, kept.phone, kept.email, str(kept.latitude)) == (siret, "01", "la@bonne.test", "45.76400")
    assert (merged.siret, merged.phone, merged.is_active, merged.merged_into) == ("", "02", False, kept)
    kept.email = "corrigee@depuis.test"
    kept.save()
    undo_merge(merge=done, by=UserFactory(), now=NOW)
    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.siret, merged.siret, kept.email) == ("", siret, "corrigee@depuis.test")
    assert (kept.latitude, kept.commune) == place


def test_both_sheets_say_so_in_the_journal_and_the_managers_are_told_once():
    kept, merged = StructureFactory(ml=True), StructureFactory(ml=True)
    boss, other = member(kept, "manager"), member(merged, "manager")
    done = merge(kept, merged)
    assert set(JournalEntry.objects.values_list("verb", "object_id")) == {
        ("structure.merged_into", str(merged.pk)),
        ("structure.merged", str(kept.pk)),
    }
    assert set(OutboxMail.objects.values_list("to_email", flat=True)) == {boss.email, other.email}
    undo_merge(merge=done, by=boss, now=NOW)
    assert JournalEntry.objects.filter(verb="structure.merge_undone").count() == 2


def test_a_role_held_in_both_stays_where_it_is_and_the_rest_follows():
    kept, merged = StructureFactory(ml=True), StructureFactory(ml=True)
    both = member(kept)
    twin = MembershipFactory(structure=merged, user=both)
    alone = MembershipFactory(structure=merged)
    done = merge(kept, merged)
    assert done.moved["partners.Membership.structure"] == [alone.pk]
    twin.refresh_from_db()
    assert twin.structure == merged


def test_one_dossier_that_holds_both_forbids_it_and_nothing_moves():
    kept, merged = StructureFactory(ml=True), StructureFactory(ml=True)
    project = ProjectFactory(carrier=kept, created_by=member(kept))
    project.structures.create(structure=merged, side="carrier")
    contact = ContactFactory(structure=merged)
    with pytest.raises(CannotFollow, match="réunies telles quelles"):
        merge(kept, merged)
    contact.refresh_from_db()
    assert contact.structure == merged
    assert not StructureMerge.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_trigger_that_holds_a_row_stops_the_merge_in_words_and_nothing_moves():
    kept, merged = StructureFactory(ml=True), StructureFactory(ml=True)
    contact, person = ContactFactory(structure=merged), ParticipantFactory(structure=merged)
    hold = pgtrigger.Protect(name="held_for_a_test", operation=pgtrigger.Update)
    with db_roles.as_owner(), connection.cursor() as cursor:
        cursor.execute(hold.compile(type(contact)).install_sql)
    with pytest.raises(CannotFollow, match=r"Contacts.*une règle de la base les retient"):
        merge(kept, merged)
    contact.refresh_from_db()
    person.refresh_from_db()
    assert (contact.structure, person.structure) == (merged, merged)
    assert not StructureMerge.objects.exists()


def test_an_entente_between_the_two_forbids_it():
    entente = AgreementFactory(second_structure=StructureFactory(ml=True))
    with pytest.raises(CannotFollow, match="Une entente lie ces deux structures"):
        merge(entente.first_structure, entente.second_structure)


@pytest.mark.parametrize(
    ("one", "other"),
    [({"ml": True}, {"cje": True}), ({"ml": True}, {"ofqj_fr": True}), ({"ml": True}, {"arml": True})],
)
def test_two_natures_or_two_shores_are_not_one(one, other):
    with pytest.raises(NotOfOneKind):
        merge(StructureFactory(**one), StructureFactory(**other))


def test_a_sheet_edited_meanwhile_is_read_again_first():
    kept, merged = StructureFactory(ml=True), StructureFactory(ml=True)
    with pytest.raises(EditedMeanwhile):
        merge(kept, merged, seen=(kept.version, merged.version + 1))


def test_a_sheet_is_merged_once_and_undone_once_within_thirty_days():
    kept, merged = StructureFactory(ml=True), StructureFactory(ml=True)
    done = merge(kept, merged)
    merged.refresh_from_db()
    kept.refresh_from_db()
    third = StructureFactory(ml=True)
    with pytest.raises(WrongState):
        merge(third, merged)
    with pytest.raises(WrongState):
        undo_merge(merge=done, by=UserFactory(), now=NOW + UNDO_WITHIN + timedelta(seconds=1))
    merge(third, kept)
    with pytest.raises(WrongState, match="Défaites d’abord"):
        undo_merge(merge=done, by=UserFactory(), now=NOW)
    assert set(Structure.objects.active().filter(pk__in=[kept.pk, merged.pk, third.pk])) == {third}


def test_undoing_is_refused_whole_when_an_identifier_went_elsewhere():
    kept, merged = StructureFactory(ml=True, siret=""), StructureFactory(ml=True)
    siret = merged.siret
    done = merge(kept, merged, take=["siret"])
    Structure.objects.filter(pk=kept.pk).update(siret="")
    StructureFactory(ml=True, siret=siret)
    with pytest.raises(DomainError, match="donné à une autre"):
        undo_merge(merge=done, by=UserFactory(), now=NOW)
    done.refresh_from_db()
    assert done.undone_at is None
