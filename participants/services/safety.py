"""The stay as it goes: a sign of life in two taps, an incident, and a word to the OFQJ when nobody says anything."""

from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import outbox
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.outbox import Recipient
from ofqj_portal.core.reminders import remind
from participants.data_enums import DelayCode
from participants.emails import GroupSilent, IncidentReported
from participants.enums import IncidentKind
from participants.models import CheckIn, Delay, Incident
from participants.queries.safety import last_signs, silence_rule
from participants.services.moves import lock_project
from partners.models import Structure
from partners.queries import recipients_of
from projects.enums import ProjectState, Side
from projects.models import Project


class NotYetHappened(DomainError):
    """An incident is told once it has happened."""


@transaction.atomic
def check_in(*, project: Project, by: User, now: datetime) -> CheckIn:
    """Note that the whole group is well. Raises WrongState unless it is away."""
    project = _away(project)
    made = CheckIn.objects.create(project=project, made_at=now, made_by=by)
    record(project, "project.checked_in", by=by)
    return made


@transaction.atomic
def report_incident(
    *, project: Project, kind: IncidentKind, is_urgent: bool, happened_on: date, told: str, by: User, now: datetime
) -> Incident:
    """Keep what happened, sealed, and tell the sections of the OFQJ and the carriers that it is there to be read.

    Raises WrongState unless the group is away; NotYetHappened for a day that has not come.
    """
    project = _away(project)
    if happened_on > now.astimezone(PARIS).date():
        raise NotYetHappened(_("Cette date n’est pas encore passée."))
    said = {"kind": kind, "is_urgent": is_urgent, "happened_on": happened_on, "told": told}
    incident = Incident.objects.create(project=project, reported_at=now, reported_by=by, **said)
    outbox.queue(IncidentReported(project, incident, tuple(_watchers(project, now))))
    record(project, "project.incident_reported", by=by, incident=incident.pk, kind=kind.value, urgent=is_urgent)
    return incident


def warn_of_silence(*, now: datetime) -> int:
    """Write to the OFQJ and the carriers about each group that has said nothing for too long; return how many mails.

    The departure counts as a sign of life. One mail a person for each silence.
    """
    limit = now - timedelta(hours=silence_rule().alert_hours)
    away = list(Project.objects.filter(state=ProjectState.ONGOING).select_related("carrier").order_by("pk"))
    signs = last_signs(away)
    return sum(_warn(project, signs[project.pk], now) for project in away if signs[project.pk] < limit)


@transaction.atomic
def forget_incident_words(*, now: datetime) -> int:
    """Empty what was told of incidents reported longer ago than the delay `incident`; return how many."""
    today = now.astimezone(PARIS).date()
    last_day = Delay.objects.get(code=DelayCode.INCIDENT).before(today)
    rows = Incident.objects.select_for_update(of=("self",)).select_related("project").order_by("pk")
    old = list(rows.filter(told_forgotten_on=None, reported_at__date__lte=last_day))
    for incident in old:
        incident.told, incident.told_forgotten_on = "", today
        incident.save(update_fields=["told", "told_forgotten_on"])
        record(incident.project, "project.incident_forgotten", by=None, incident=incident.pk)
    return len(old)


def _warn(project: Project, last: datetime, now: datetime) -> int:
    people = _watchers(project, now)
    users = User.objects.in_bulk([one.user_id for one in people])
    step = last.astimezone(UTC).isoformat(timespec="minutes")
    return sum(
        remind(
            "participants.silence",
            project,
            to_user=users[one.user_id],
            step=step,
            now=now,
            mail=GroupSilent(project, last, one),
        )
        for one in people
    )


def _away(project: Project) -> Project:
    project = lock_project(project)
    if project.state != ProjectState.ONGOING:
        raise WrongState(_("Le pointage et les incidents se notent pendant le séjour."))
    return project


def _watchers(project: Project, now: datetime) -> list[Recipient]:
    """Return who hears of a group: the people of the sections asked for aid, and the carriers' own, each once."""
    on = now.astimezone(PARIS).date()
    sections = project.aid_requests.values("section")
    officials = Structure.objects.filter(section__in=sections).order_by("pk")
    carriers = Structure.objects.filter(pk__in=project.structures.filter(side=Side.CARRIER).values("structure"))
    found = [one for each in officials for one in recipients_of(each, "officer", "decider", on=on)]
    found += [one for each in carriers.order_by("pk") for one in recipients_of(each, "adviser", "manager", on=on)]
    return list({one.user_id: one for one in found}.values())
