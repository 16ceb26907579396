"""Pictures and testimonies of the stays: what a structure keeps, and what may be shown or quoted on one day.

Whoever makes a gallery or a report asks `usable_photos` and `usable_quotes` each time: a yes taken back counts at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from participants.data_enums import Purpose
from participants.enums import HAS_LEFT
from participants.models import Participant, Participation, ReportPhoto, Testimony
from participants.queries.consents import agrees
from projects.models import Project

PHOTO_KIND = "participants.report_photo"


@dataclass(frozen=True)
class Quote:
    """Words that may be quoted, and under what name: a first name, or nobody's."""

    project: Project
    words: str
    who: str


@dataclass(frozen=True)
class PhotoLine:
    """A picture as its structure keeps it; `refused` are those on it who do not agree (any more)."""

    photo: ReportPhoto
    people: list[str]
    refused: list[str]


@dataclass(frozen=True)
class QuoteLine:
    """A testimony as its structure keeps it."""

    testimony: Testimony
    who: str
    usable: bool


def usable_photos(projects: Iterable[Project], *, on: date) -> "QuerySet[ReportPhoto]":
    """Return the pictures of these stays that may be shown on that day, with their files at hand."""
    rows = ReportPhoto.objects.usable(on).filter(project__in=projects)
    return rows.select_related("file", "project").order_by("project", "pk")


def usable_quotes(projects: Iterable[Project], *, on: date) -> list[Quote]:
    """Return the words of these stays that may be quoted on that day: one query, whatever it finds."""
    rows = Testimony.objects.usable(on).filter(project__in=projects).select_related("project", "participant")
    return [Quote(row.project, row.words, _name(row)) for row in rows.order_by("project", "pk")]


def words_taken_back(projects: "QuerySet[Project]", *, on: date) -> list[str]:
    """Return the words of these stays that may be quoted no longer on that day, whatever was made of them before."""
    rows = Testimony.objects.filter(project__in=projects.values("pk"))
    return list(rows.exclude(pk__in=Testimony.objects.usable(on).values("pk")).values_list("words", flat=True))


def words_of(people: Iterable[Participant]) -> list[str]:
    """Return the words kept of these people."""
    return list(Testimony.objects.filter(participant__in=list(people)).values_list("words", flat=True))


def photo_lines(project: Project, *, on: date) -> list[PhotoLine]:
    """List every picture of a stay, with whom it shows and who does not agree: three queries."""
    photos = list(
        ReportPhoto.objects.filter(project=project).select_related("file").prefetch_related("shown__participant")
    )
    shown = {row.participant_id for photo in photos for row in photo.shown.all()}
    willing = set(
        Participant.objects.filter(agrees(Purpose.IMAGE, on=on), pk__in=shown).values_list("pk", flat=True)
        if shown
        else ()
    )
    lines = []
    for photo in photos:
        people = [row.participant for row in photo.shown.all()]
        refused = [person.first_name for person in people if person.pk not in willing]
        lines.append(PhotoLine(photo, [person.first_name for person in people], refused))
    return lines


def quote_lines(project: Project, *, on: date) -> list[QuoteLine]:
    """List every testimony of a stay, and whether it may be quoted: two queries."""
    rows = list(Testimony.objects.filter(project=project).select_related("participant"))
    usable = set(Testimony.objects.usable(on).filter(project=project).values_list("pk", flat=True))
    return [QuoteLine(row, _name(row), row.pk in usable) for row in rows]


def who_left(project: Project, purpose: Purpose, *, on: date) -> "QuerySet[Participation]":
    """Return those of the group who left and agree to `purpose` on that day, by first name."""
    rows = Participation.objects.filter(agrees(purpose, on=on, person="participant"), project=project)
    return (
        rows.filter(state__in=HAS_LEFT)
        .select_related("participant")
        .order_by("participant__first_name", "participant__last_name", "pk")
    )


def is_usable(photo: ReportPhoto, *, on: date) -> bool:
    """Say whether this very picture may be shown on that day."""
    return ReportPhoto.objects.usable(on).filter(pk=photo.pk).exists()


def _name(row: Testimony) -> str:
    return row.participant.first_name if row.participant else _("Une personne du groupe")
