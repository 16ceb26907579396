"""What a section writes about a dossier for itself: notes and labels, told to nobody outside of its team."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Value
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record
from ofqj_portal.core.roles import Role, sections_of
from partners.models.search import Fold
from projects.models import InternalNote, Label, Project, ProjectLabel
from projects.services.drafting import lock
from projects.services.review import refuse_conflict

LABELS_A_DOSSIER = 8


class NotOfTheTeam(DomainError):
    """Only the officers and deciders of a section that is asked write for that section."""


class NoteRefused(DomainError):
    """A note without a word, or one that is somebody else's to take back."""


class LabelRefused(DomainError):
    """Too many labels, or one of another section."""


@transaction.atomic
def write_note(*, project: Project, section: str, body: str, by: User, now: datetime) -> InternalNote:
    """Write a note for the team of `section`. It is never told to the structures, and the journal has no word of it.

    Raises NotOfTheTeam, ConflictOfInterest, NoteRefused without a word.
    """
    project = lock(project)
    _check_team(project, section, by)
    if not body.strip():
        raise NoteRefused(_("Écrivez quelques mots : vos collègues les liront."))
    note = InternalNote.objects.create(project=project, section=section, author=by, body=body.strip(), written_at=now)
    record(note, "note.written", by=by, project=project.number, section=section)
    return note


@transaction.atomic
def remove_note(*, note: InternalNote, by: User) -> None:
    """Take one's own note back. Raises NoteRefused if somebody else wrote it."""
    if note.author_id != by.pk:
        raise NoteRefused(_("Cette note est celle de %s : elle seule peut la retirer.") % note.author)
    record(note, "note.removed", by=by, project=note.project.number, section=note.section)
    note.delete()


@transaction.atomic
def label_project(
    *, project: Project, section: str, labels: Iterable[Label], new: str = "", by: User, now: datetime
) -> list[Label]:
    """Have the dossier bear exactly these labels of `section`, and the one called `new`; return them.

    A label that no dossier bears any more goes. Raises NotOfTheTeam, ConflictOfInterest, LabelRefused.
    """
    project = lock(project)
    _check_team(project, section, by)
    wanted = {label.pk: label for label in labels}
    if any(label.section != section for label in wanted.values()):
        raise LabelRefused(_("Cette étiquette est celle de l’autre section : rouvrez la page."))
    if name := " ".join(new.split()):
        made = _label_called(name, section)
        wanted[made.pk] = made
    if len(wanted) > LABELS_A_DOSSIER:
        raise LabelRefused(_("Un dossier porte %d étiquettes au plus : enlevez-en une.") % LABELS_A_DOSSIER)
    _wear(project, section, wanted, by=by)
    return sorted(wanted.values(), key=str)


def _wear(project: Project, section: str, wanted: dict[int, Label], *, by: User) -> None:
    worn = ProjectLabel.objects.filter(project=project, label__section=section).select_related("label")
    before = {row.label_id: row.label for row in worn}
    added = {pk: label for pk, label in wanted.items() if pk not in before}
    dropped = {pk: label for pk, label in before.items() if pk not in wanted}
    worn.filter(label__in=dropped.keys()).delete()
    ProjectLabel.objects.bulk_create(ProjectLabel(project=project, label=label) for label in added.values())
    for label in added.values():
        record(label, "label.put", by=by, project=project.number, section=section)
    for label in dropped.values():
        record(label, "label.taken_off", by=by, project=project.number, section=section)
    Label.objects.filter(section=section, uses=None).delete()


def _label_called(name: str, section: str) -> Label:
    with connection.cursor() as cursor:  # two people who make the same label wait for each other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"label {section}"])
    found = Label.objects.alias(folded=Fold("name")).filter(section=section, folded=Fold(Value(name))).first()
    return found or Label.objects.create(section=section, name=name)


def _check_team(project: Project, section: str, by: User) -> None:
    refuse_conflict(project, by)
    asked = project.aid_requests.filter(section=section).exists()
    if not asked or section not in sections_of(by, Role.OFFICER, Role.DECIDER):
        raise NotOfTheTeam(_("Vous n’êtes pas de l’équipe de cette section : le dossier a peut-être changé."))
