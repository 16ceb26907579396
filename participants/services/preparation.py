"""The sessions of a group: planned, changed, taken back, and who was there."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from participants.enums import AttendanceStatus
from participants.models import Attendance, PreparationSession
from participants.queries.preparation import attending
from participants.services.moves import lock_project
from projects.enums import FINISHED
from projects.models import Project

AT_ONCE = 60
WEEKDAYS = 5


class AlreadyPlanned(DomainError):
    """The group has this session on that day, at that time."""


class TooManySessions(DomainError):
    """Repeated until a day too far away."""


class SessionHeld(DomainError):
    """Somebody noted who was there: the session stays."""


class NotHeldYet(DomainError):
    """Nobody was at a session that is still to come."""


@dataclass(frozen=True)
class SessionPlan:
    """What a session is; `hours` of activity, pauses left out."""

    phase: str
    title: str
    held_on: date
    starts_at: time
    hours: Decimal
    programme: str = ""
    place: str = ""


@transaction.atomic
def plan_sessions(
    *, project: Project, plan: SessionPlan, until: date | None, by: User, now: datetime
) -> list[PreparationSession]:
    """Write a session, or one each weekday from its day to `until` (inclusive).

    Raises WrongState once the dossier is finished; AlreadyPlanned; TooManySessions past sixty at once.
    """
    project = _open_project(project)
    days = _weekdays(plan.held_on, until) if until else [plan.held_on]
    if len(days) > AT_ONCE:
        raise TooManySessions(_("Soixante séances au plus en une fois : choisissez un dernier jour plus proche."))
    said = asdict(plan) | {"project": project, "created_at": now, "created_by": by}
    sessions = [PreparationSession(**(said | {"held_on": day})) for day in days]
    _refuse_twice(project, plan, days)
    PreparationSession.objects.bulk_create(sessions)
    record(project, "project.sessions_planned", by=by, sessions=[one.pk for one in sessions])
    return sessions


@transaction.atomic
def change_session(*, session: PreparationSession, plan: SessionPlan, version: int, by: User) -> PreparationSession:
    """Write a session anew; `version` is the one the reader had before her.

    Raises WrongState once the dossier is finished; EditedMeanwhile; AlreadyPlanned.
    """
    project = _open_project(session.project)
    session = _locked(session, version)
    said = asdict(plan)
    changed = [name for name, value in said.items() if getattr(session, name) != value]
    if not changed:
        return session
    _refuse_twice(project, plan, [plan.held_on], but=session)
    for name, value in said.items():
        setattr(session, name, value)
    session.version += 1
    session.save()
    record(project, "project.session_changed", by=by, session=session.pk, fields=changed)
    return session


@transaction.atomic
def remove_session(*, session: PreparationSession, by: User) -> None:
    """Take back a session at which nobody was noted. Raises WrongState once the dossier is finished; SessionHeld."""
    project = _open_project(session.project)
    if session.attendances.exists():
        raise SessionHeld(_("Des présences sont notées à cette séance : elle reste. Corrigez-la plutôt."))
    key = session.pk
    session.delete()
    record(project, "project.session_removed", by=by, session=key)


@transaction.atomic
def mark_attendance(
    *, session: PreparationSession, marks: Mapping[int, AttendanceStatus | None], version: int, by: User, now: datetime
) -> int:
    """Write who was there, by participation; None takes a mark back. Return how many marks changed.

    Ids that are not of the group are left alone. Raises WrongState once the dossier is finished; NotHeldYet before the
    day of the session; EditedMeanwhile if somebody marked it since `version` was read.
    """
    project = _open_project(session.project)
    session = _locked(session, version)
    if session.held_on > now.astimezone(PARIS).date():
        raise NotHeldYet(_("Cette séance n’a pas encore eu lieu : notez les présences le jour venu."))
    known = set(attending(project).values_list("pk", flat=True))
    was = dict(session.attendances.values_list("participation", "status"))
    changed = {pk: mark for pk, mark in marks.items() if pk in known and was.get(pk) != mark}
    if not changed:
        return 0
    _write_marks(session, changed, by=by, now=now)
    session.version += 1
    session.save(update_fields=["version"])
    counts = Counter(session.attendances.values_list("status", flat=True))
    record(project, "project.attendance_marked", by=by, session=session.pk, counts=counts, people=sorted(changed))
    return len(changed)


def _write_marks(
    session: PreparationSession, changed: Mapping[int, AttendanceStatus | None], *, by: User, now: datetime
) -> None:
    session.attendances.filter(participation__in=[pk for pk, mark in changed.items() if mark is None]).delete()
    said = {"session": session, "marked_at": now, "marked_by": by}
    rows = [Attendance(participation_id=pk, status=mark, **said) for pk, mark in changed.items() if mark]
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["session", "participation"],
        update_fields=["status", "marked_at", "marked_by"],
    )


def _open_project(project: Project) -> Project:
    project = lock_project(project)
    if project.state in FINISHED:
        raise WrongState(_("Ce dossier est terminé : ses séances ne changent plus."))
    return project


def _locked(session: PreparationSession, version: int) -> PreparationSession:
    session = PreparationSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.version != version:
        raise EditedMeanwhile(_("Quelqu’un a modifié cette séance pendant votre saisie : relisez-la d’abord."))
    return session


def _refuse_twice(project: Project, plan: SessionPlan, days: list[date], but: PreparationSession | None = None) -> None:
    same = PreparationSession.objects.filter(
        project=project, held_on__in=days, starts_at=plan.starts_at, title=plan.title
    )
    if same.exclude(pk=but.pk if but else None).exists():
        raise AlreadyPlanned(_("Cette séance est déjà notée, ce jour-là et à cette heure."))


def _weekdays(first: date, last: date) -> list[date]:
    """Return the weekdays from `first` to `last`, both included; `first` always, AT_ONCE + 1 days at most."""
    days, day = [first], first + timedelta(days=1)
    while day <= last and len(days) <= AT_ONCE:
        if day.weekday() < WEEKDAYS:
            days.append(day)
        day += timedelta(days=1)
    return days
