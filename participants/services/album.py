"""Pictures and testimonies join the report of a stay with the consent behind them, and leave it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import files
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from participants.data_enums import Purpose
from participants.enums import HAS_LEFT, PhotoShows
from participants.models import Participant, Participation, PhotoPerson, ReportPhoto, Testimony
from participants.queries.album import PHOTO_KIND
from participants.queries.consents import all_agree, consents_alive
from projects.enums import OWES_REPORT, ProjectState
from projects.models import Project

#: The report is being written or read: pictures and words still join it.
ALBUM_OPEN = OWES_REPORT | {ProjectState.REPORT_SUBMITTED}
MOST_PHOTOS = 20


class AlbumRefused(DomainError):
    """A picture or words that the report does not take, with what to do about it."""


class NoConsent(DomainError):
    """Somebody one would recognise, or who would be quoted, did not agree."""


@transaction.atomic
def add_photo(
    *,
    project: Project,
    content: bytes,
    name: str,
    alternative: str,
    shows: str,
    people: Sequence[Participation],
    rights_stated: bool,
    by: User,
    now: datetime,
) -> ReportPhoto:
    """Join a picture to the report; what its camera wrote about place and time is taken off.

    `people` are those of the group one recognises. Raises WrongState unless the report is open, AlbumRefused without
    the statement, the words, or for people that do not fit, NoConsent, FileRefused.
    """
    project = _lock(project)
    _check_photo(project, alternative, shows, people, rights_stated)
    _refuse_unwilling(project, people, on=now.astimezone(PARIS).date())
    stored = files.store(content, kind=PHOTO_KIND, name=name, attached_to=project, by=by, now=now)
    photo = ReportPhoto.objects.create(
        project=project, file=stored, alternative=alternative.strip(), shows=shows, added_at=now, added_by=by
    )
    PhotoPerson.objects.bulk_create(PhotoPerson(photo=photo, participant_id=row.participant_id) for row in people)
    record(project, "project.photo_added", by=by, photo=photo.pk, shows=shows, people=len(people), file=stored.pk)
    return photo


@transaction.atomic
def remove_photo(*, photo: ReportPhoto, by: User, now: datetime) -> None:
    """Take a picture off, and its file with it, whatever the state of the report."""
    facts = {"photo": photo.pk, "file": photo.file_id}
    _drop([photo])
    record(photo.project, "project.photo_removed", by=by, **facts)


@transaction.atomic
def add_testimony(
    *, project: Project, words: str, participation: Participation | None, by: User, now: datetime
) -> Testimony:
    """Note words about the stay: of `participation`'s person, who agreed to be quoted, or nobody's in particular.

    Raises WrongState unless the report is open, AlbumRefused without words or for who did not leave, NoConsent.
    """
    project = _lock(project)
    if not words.strip():
        raise AlbumRefused(_("Écrivez les mots que vous citez."))
    if participation is not None:
        if participation.project_id != project.pk or participation.state not in HAS_LEFT:
            raise AlbumRefused(_("On cite une personne partie avec ce groupe : choisissez-la dans la liste."))
        if not consents_alive(participation, Purpose.TESTIMONY, on=now.astimezone(PARIS).date()):
            raise NoConsent(_("Cette personne n’a pas dit oui à la publication de ses mots : demandez-le-lui d’abord."))
    testimony = Testimony.objects.create(
        project=project,
        participant_id=participation.participant_id if participation else None,
        words=words.strip(),
        added_at=now,
        added_by=by,
    )
    record(project, "project.testimony_added", by=by, testimony=testimony.pk, named=participation is not None)
    return testimony


@transaction.atomic
def remove_testimony(*, testimony: Testimony, by: User, now: datetime) -> None:
    """Take words off, whatever the state of the report."""
    key, project = testimony.pk, testimony.project
    testimony.delete()
    record(project, "project.testimony_removed", by=by, testimony=key)


def forget_album(people: Iterable[Participant]) -> int:
    """Drop every picture these persons are on and every word of theirs; return how many rows that was."""
    people = list(people)
    photos = list(ReportPhoto.objects.filter(people__in=people).select_related("file").distinct())
    _drop(photos)
    return len(photos) + Testimony.objects.filter(participant__in=people).delete()[0]


def _drop(photos: Iterable[ReportPhoto]) -> None:
    for photo in photos:
        stored = photo.file
        photo.delete()
        files.forget(stored)


def _lock(project: Project) -> Project:
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if project.state not in ALBUM_OPEN:
        raise WrongState(
            _("Le bilan de ce séjour n’est pas ouvert : on y joint photos et témoignages avant sa clôture.")
        )
    return project


def _check_photo(
    project: Project, alternative: str, shows: str, people: Sequence[Participation], rights_stated: bool
) -> None:
    if not rights_stated:
        raise AlbumRefused(_("Dites que vous avez le droit de partager cette photo, sinon ne la joignez pas."))
    if not alternative.strip():
        raise AlbumRefused(_("Dites ce qu’on voit sur la photo, pour qui ne la voit pas."))
    if shows not in PhotoShows.values or (shows == PhotoShows.PEOPLE) != bool(people):
        raise AlbumRefused(
            _("Cochez les jeunes qu’on reconnaît, ou dites qu’on ne reconnaît personne : l’un des deux.")
        )
    if any(row.project_id != project.pk or row.state not in HAS_LEFT for row in people):
        raise AlbumRefused(_("On nomme les personnes parties avec ce groupe : choisissez-les dans la liste."))
    if ReportPhoto.objects.filter(project=project).count() >= MOST_PHOTOS:
        raise AlbumRefused(_("Vingt photos sont déjà jointes : retirez-en une pour en joindre une autre."))


def _refuse_unwilling(project: Project, people: Sequence[Participation], *, on: date) -> None:
    rows = Participation.objects.filter(pk__in=[row.pk for row in people], project=project)
    if not all_agree(rows, Purpose.IMAGE, on=on):
        raise NoConsent(_("Une personne reconnaissable n’a pas dit oui à l’image : choisissez une autre photo."))
