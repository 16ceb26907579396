"""Who is rendered anonymous, when not, and how long anybody is kept (R17)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from ofqj_portal.core.calendar import age_on
from ofqj_portal.core.models import OutboxMail
from ofqj_portal.core.tombstones import set_tombstone, tombstones
from participants.data_enums import ErasureCause
from participants.models import Erasure, OpportunityProfile, Participant
from participants.queries.retention import kept_until, soon_by_structure
from participants.services.erasure import StillExpected, erase_person, mark_erasures, replay_erasures
from participants.services.retention import anonymise_old, note_contact, warn_structures
from participants.tests.factories import (
    OpportunityProfileFactory,
    ParticipantFactory,
    ParticipationFactory,
    PersonConsentFactory,
    SituationFactory,
)
from partners.tests.factories import StructureFactory, member
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2028, 6, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "tombstones": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    return tmp_path


def erase(person, now=NOW, cause=ErasureCause.REQUEST):
    return erase_person(participant=person, cause=cause, by=None, now=now)


def back_in_may(**more):
    project = ProjectFactory(report_due=True, **more)
    return ParticipationFactory(project=project, returned=True, state_changed_at=datetime(2026, 5, 15, tzinfo=UTC))


@pytest.mark.parametrize("state", ["waiting", "confirmed", "departed"])
def test_nobody_who_is_expected_or_away_is_erased(state):
    row = ParticipationFactory(**{state: True})
    with pytest.raises(StillExpected):
        erase(row.participant)
    assert Participant.objects.get().first_name == "Lila"


def test_only_her_age_at_each_departure_is_left_of_her_birth():
    row = back_in_may()
    born = row.participant.born_on
    erase(row.participant)
    person = Participant.objects.get()
    assert person.born_on != born
    assert person.born_on == row.departed_on.replace(year=row.departed_on.year - age_on(born, row.departed_on))
    assert age_on(person.born_on, row.departed_on) == age_on(born, row.departed_on)


def test_the_same_person_counts_once_as_before_and_is_followed_by_nobody():
    here = back_in_may().participant
    there = ParticipantFactory(
        structure=StructureFactory(ml=True),
        first_name=here.first_name,
        last_name=here.last_name,
        identity_hash=here.identity_hash,
    )
    erase(here)
    keys = set(Participant.objects.values_list("identity_hash", flat=True))
    assert len(keys) == 1
    assert keys != {here.identity_hash}
    assert not Participant.objects.followed_by([here.structure_id, there.structure_id]).exists()
    assert not Participant.objects.visible_to(member(here.structure)).exists()
    assert erase(here).pk == Erasure.objects.get(participant=here).pk


def test_an_anonymous_person_cannot_be_named_again():
    person = back_in_may().participant
    erase(person)
    person.refresh_from_db()
    person.last_name = "Nouveau"
    with pytest.raises(IntegrityError, match="participant_anonymous_names_nobody"):
        person.save()


def test_a_restored_backup_is_erased_again_by_the_marks(store):
    person = back_in_may().participant
    known_as, names = person.identity_hash, (person.first_name, person.last_name)
    erase(person)
    assert list(tombstones()) == []
    assert mark_erasures() == 1
    (stone,) = tombstones()
    set_tombstone(replace(stone, hash="autre"))
    assert list(tombstones()) == [stone]  # a mark that is set stays
    assert (stone.object_type, stone.object_id, stone.hash) == ("participants.participant", str(person.pk), known_as)
    assert Erasure.objects.get().identity_hash == ""
    Erasure.objects.all().delete()  # what an older backup holds
    Participant.objects.filter(pk=person.pk).update(
        anonymised_at=None, first_name=names[0], last_name=names[1], identity_hash=known_as
    )
    assert replay_erasures(now=NOW) == 1
    assert str(Participant.objects.get()) == "Personne anonymisée"
    assert replay_erasures(now=NOW) == 0


def test_a_mark_erases_nobody_else_of_the_same_number(store):
    person = back_in_may().participant
    erase(person)
    mark_erasures()
    Erasure.objects.all().delete()
    Participant.objects.filter(pk=person.pk).update(anonymised_at=None, first_name="Autre", last_name="Personne")
    assert replay_erasures(now=NOW) == 0


def test_two_years_after_the_last_contact_the_structure_is_warned_then_she_is_anonymous():
    row = back_in_may()
    OpportunityProfileFactory(participant=row.participant)
    adviser = member(row.participant.structure)
    assert kept_until(row.participant) == date(2028, 5, 15)
    assert warn_structures(now=datetime(2028, 4, 10, 9, tzinfo=UTC)) == 0
    early = datetime(2028, 4, 20, 9, tzinfo=UTC)
    assert warn_structures(now=early) == 1
    assert warn_structures(now=early) == 0
    mail = OutboxMail.objects.get(kind="participants.soon_anonymous")
    assert mail.to_email == adviser.email
    assert row.participant.last_name not in mail.text
    assert [one["people"] for one in soon_by_structure(early.date())] == [1]
    assert anonymise_old(now=datetime(2028, 5, 14, 9, tzinfo=UTC)) == 0
    assert anonymise_old(now=datetime(2028, 5, 20, 9, tzinfo=UTC)) == 1
    assert Erasure.objects.get().cause == ErasureCause.RETENTION
    assert not OpportunityProfile.objects.exists()


def test_nobody_is_anonymised_without_a_warning():
    back_in_may()
    assert anonymise_old(now=NOW) == 0
    warn_structures(now=NOW)
    assert anonymise_old(now=NOW) == 0


@pytest.mark.parametrize("touch", ["noted", "answered", "situation", "preparing"])
def test_a_contact_starts_the_delay_again(touch):
    row = back_in_may()
    person, day = row.participant, date(2028, 4, 25)
    warn_structures(now=datetime(2028, 4, 20, 9, tzinfo=UTC))
    if touch == "noted":
        note_contact(participant=person, by=member(person.structure), on=day)
    elif touch == "answered":
        PersonConsentFactory(participant=person, answered_on=day)
    elif touch == "situation":
        SituationFactory(participation=row, recorded_at=datetime(2028, 4, 25, tzinfo=UTC))
    else:
        ParticipationFactory(participant=person, project=ProjectFactory(carrier=person.structure, accepted=True))
    assert anonymise_old(now=NOW) == 0
    if touch != "preparing":
        assert kept_until(person) == date(2030, 4, 25)
