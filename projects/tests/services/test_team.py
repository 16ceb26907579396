"""Notes and labels: of one section, read by its team, told to nobody else."""

import pytest
from django.db import IntegrityError, transaction

from ofqj_portal.core.journal import history_of
from ofqj_portal.core.models import JournalEntry, OutboxMail
from ofqj_portal.core.roles import forget_grants
from partners.enums import Section
from partners.tests.factories import MembershipFactory, member
from projects.models import InternalNote, Label
from projects.queries.team import team_notes
from projects.services.review import ConflictOfInterest
from projects.services.team import (
    LabelRefused,
    NoteRefused,
    NotOfTheTeam,
    label_project,
    remove_note,
    write_note,
)
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
FR, QC = Section.FRANCE, Section.QUEBEC


def test_a_note_is_read_by_its_section_alone(double_project, officer, now):
    other = MembershipFactory(officer_qc=True).user
    write_note(project=double_project, section=FR, body=" Voir le devis. ", by=officer, now=now)
    write_note(project=double_project, section=QC, body="Déjà vu en 2024.", by=other, now=now)
    assert [note.body for note in team_notes(double_project, {FR}).notes] == ["Voir le devis."]
    assert [note.body for note in team_notes(double_project, {QC}).notes] == ["Déjà vu en 2024."]


def test_a_note_stays_out_of_the_history_of_the_dossier_and_out_of_the_mail(project, officer, now):
    write_note(project=project, section=FR, body="CANARI", by=officer, now=now)
    label_project(project=project, section=FR, labels=[], new="CANARI", by=officer, now=now)
    assert history_of(project) == []
    assert "CANARI" not in str(list(JournalEntry.objects.values()))
    assert list(OutboxMail.objects.all()) == []


def test_a_note_has_words_and_its_author_is_of_the_team(project, officer, now):
    with pytest.raises(NoteRefused, match="quelques mots"):
        write_note(project=project, section=FR, body="  ", by=officer, now=now)
    for stranger in (MembershipFactory(officer_qc=True).user, member(ProjectFactory().carrier)):
        with pytest.raises(NotOfTheTeam):
            write_note(project=project, section=FR, body="Bonjour", by=stranger, now=now)
    MembershipFactory(user=officer, structure=project.carrier, role="dpo")
    forget_grants(officer)
    with pytest.raises(ConflictOfInterest):
        write_note(project=project, section=FR, body="Bonjour", by=officer, now=now)
    assert not InternalNote.objects.exists()


def test_the_database_refuses_a_note_without_a_word(project, officer, now):
    with pytest.raises(IntegrityError, match="internal_note_has_words"), transaction.atomic():
        InternalNote.objects.create(project=project, section=FR, author=officer, body="", written_at=now)


def test_only_its_author_takes_a_note_back(project, officer, decider, now):
    note = write_note(project=project, section=FR, body="Voir le devis.", by=officer, now=now)
    with pytest.raises(NoteRefused, match="elle seule"):
        remove_note(note=note, by=decider)
    remove_note(note=note, by=officer)
    assert not InternalNote.objects.exists()


def test_a_label_is_made_once_whatever_its_accents_and_goes_with_its_last_dossier(project, officer, now):
    twin = ProjectFactory(under_review=True)
    label_project(project=project, section=FR, labels=[], new="Région prioritaire", by=officer, now=now)
    label_project(project=twin, section=FR, labels=[], new="region  PRIORITAIRE", by=officer, now=now)
    assert [label.name for label in Label.objects.all()] == ["Région prioritaire"]
    for dossier in (project, twin):
        label_project(project=dossier, section=FR, labels=[], by=officer, now=now)
    assert not Label.objects.exists()


def test_each_section_has_its_own_labels(double_project, officer, now):
    other = MembershipFactory(officer_qc=True).user
    [theirs] = label_project(project=double_project, section=QC, labels=[], new="Urgent", by=other, now=now)
    [ours] = label_project(project=double_project, section=FR, labels=[], new="Urgent", by=officer, now=now)
    with pytest.raises(LabelRefused, match="autre section"):
        label_project(project=double_project, section=FR, labels=[theirs], by=officer, now=now)
    label_project(project=double_project, section=FR, labels=[], by=officer, now=now)
    assert [label.pk for label in Label.objects.all()] == [theirs.pk] != [ours.pk]


def test_a_dossier_bears_eight_labels_at_most(project, officer, now):
    worn = []
    for name in "abcdefgh":
        worn = label_project(project=project, section=FR, labels=worn, new=name, by=officer, now=now)
    with pytest.raises(LabelRefused, match="8 étiquettes au plus"):
        label_project(project=project, section=FR, labels=worn, new="i", by=officer, now=now)
    assert team_notes(project, {FR}).labels == list("abcdefgh")


def test_the_database_refuses_two_labels_of_one_name(db):
    Label.objects.create(section=FR, name="Été")
    with pytest.raises(IntegrityError, match="label_named_once"), transaction.atomic():
        Label.objects.create(section=FR, name="ete")
