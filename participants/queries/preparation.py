"""The sessions of a group, counted: hours of each phase, weeks that reach their hours, hours of each person."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.shores import format_date, format_number
from participants.eligibility import Met, Verdict
from participants.enums import HAS_LEFT, HOLDS_A_PLACE, AttendanceStatus
from participants.models import Attendance, Participation, PreparationSession
from projects.enums import FOR_PROFESSIONALS, PhaseKind
from projects.models import Project

ATTENDS = (*HOLDS_A_PLACE, *HAS_LEFT)
NONE = Decimal(0)


@dataclass(frozen=True)
class PhaseLine:
    """One phase counted in hours of sessions: asked, noted, held by the day; `weeks` of those asked reach their hours.

    `asked` is 0 where neither the call nor the dossier asks for hours, `weeks_asked` 0 where no week has a minimum.
    """

    kind: PhaseKind
    asked: int
    planned: Decimal
    held: Decimal
    weeks: int
    weeks_asked: int
    hours_a_week: int

    @property
    def label(self) -> str:
        """Name the phase."""
        return str(self.kind.label)

    @property
    def is_short(self) -> bool:
        """Say whether the sessions noted so far do not reach what is asked."""
        return self.planned < self.asked or self.weeks < self.weeks_asked

    @property
    def weeks_in_words(self) -> str:
        """Say how many weeks reach their hours; "" where no week has a minimum."""
        if not self.weeks_asked:
            return ""
        words = ngettext(
            "%(weeks)d semaine sur %(asked)d atteint %(hours)d heures",
            "%(weeks)d semaines sur %(asked)d atteignent %(hours)d heures",
            max(self.weeks, 1),
        )
        return words % {"weeks": self.weeks, "asked": self.weeks_asked, "hours": self.hours_a_week}


@dataclass(frozen=True)
class PersonHours:
    """What one person attended: hours of the preparation and of every phase, sessions by status."""

    preparation: Decimal = NONE
    total: Decimal = NONE
    present: int = 0
    excused: int = 0
    absent: int = 0

    @property
    def noted(self) -> int:
        """How many sessions somebody noted for her."""
        return self.present + self.excused + self.absent


@dataclass(frozen=True)
class Preparation:
    """What is asked of one person in hours (0 for nothing), the hours `done`, and how many sessions noted her."""

    asked: int
    done: Decimal = NONE
    noted: int = 0

    @property
    def sentence(self) -> str:
        """Say her hours beside what is asked; "" when nothing is asked nor noted."""
        done = hours_in_words(self.done)
        if self.asked:
            return _("%(done)s de présence sur %(asked)s") % {"done": done, "asked": hours_in_words(self.asked)}
        return _("%s de présence") % done if self.noted else ""


def session_rows(project: Project) -> QuerySet[PreparationSession]:
    """List the sessions of a group by day, with how many people were `present`, `excused` and `absent`."""
    counts = {str(status): Count("attendances", filter=Q(attendances__status=status)) for status in AttendanceStatus}
    rows = PreparationSession.objects.filter(project=project).annotate(**counts)
    return rows.order_by("held_on", "starts_at", "title", "pk")  # the order of a model is lost where rows are grouped


def attending(project: Project) -> QuerySet[Participation]:
    """List who attends the sessions, by name: whoever holds a place or left, and whoever was noted at one."""
    noted = Attendance.objects.filter(session__project=project).values("participation")
    rows = Participation.objects.filter(Q(state__in=ATTENDS) | Q(pk__in=noted), project=project)
    return rows.select_related("participant__structure").order_by("participant__last_name", "participant__first_name")


def phase_lines(project: Project, sessions: Iterable[PreparationSession], today: date) -> list[PhaseLine]:
    """Count each phase that asks for hours or has a session; one query."""
    rules, rows = project.call_rules, list(sessions)
    weeks_of = {phase.kind: phase.weeks for phase in project.phases.all()}
    lines = []
    for kind in PhaseKind:
        of_kind = [row for row in rows if row.phase == kind]
        weeks_asked = _weeks_asked(project, kind, weeks_of.get(kind, 0))
        by_week: defaultdict[date, Decimal] = defaultdict(Decimal)
        for row in of_kind:
            by_week[row.held_on - timedelta(days=row.held_on.weekday())] += row.hours
        reached = sum(hours >= rules.hours_per_week_min for hours in by_week.values()) if weeks_asked else 0
        line = PhaseLine(
            kind=kind,
            asked=weeks_asked * rules.hours_per_week_min or _hours_asked(project, kind),
            planned=sum((row.hours for row in of_kind), NONE),
            held=sum((row.hours for row in of_kind if row.held_on <= today), NONE),
            weeks=reached,
            weeks_asked=weeks_asked,
            hours_a_week=rules.hours_per_week_min,
        )
        if line.asked or of_kind:
            lines.append(line)
    return lines


def asked_hours(project: Project) -> int:
    """Return the hours of preparation asked of each person: the call's weeks × hours, else what the dossier plans."""
    rules = project.call_rules
    return rules.preparation_weeks_min * rules.hours_per_week_min or _hours_asked(project, PhaseKind.PREPARATION)


def hours_by_person(project: Project) -> dict[int, PersonHours]:
    """Sum what each person of the group attended, by participation; nobody's row where nothing was noted. One query."""
    present = Q(status=AttendanceStatus.PRESENT)
    rows = (
        Attendance.objects.filter(session__project=project)
        .order_by()
        .values("participation")
        .annotate(
            preparation_hours=Sum("session__hours", filter=present & Q(session__phase=PhaseKind.PREPARATION)),
            total_hours=Sum("session__hours", filter=present),
            **{str(status): Count("pk", filter=Q(status=status)) for status in AttendanceStatus},
        )
    )
    return {
        row["participation"]: PersonHours(
            row["preparation_hours"] or NONE, row["total_hours"] or NONE, row["present"], row["excused"], row["absent"]
        )
        for row in rows
    }


def people_lines(project: Project) -> list[tuple[Participation, PersonHours, Verdict | None]]:
    """List who attends, by name, each with her hours, and whether she is prepared. Two queries."""
    asked, found = asked_hours(project), hours_by_person(project)
    lines = []
    for row in attending(project):
        hours = found.get(row.pk, PersonHours())
        lines.append((row, hours, judge_preparation(row, Preparation(asked, hours.preparation, hours.noted))))
    return lines


def with_attendance(rows: QuerySet[Participation]) -> QuerySet[Participation]:
    """Annotate `hours_attended` of preparation and `sessions_noted`, of which `preparation_in` makes a sentence."""
    own = Attendance.objects.filter(participation=OuterRef("pk")).order_by().values("participation")
    there = own.filter(status=AttendanceStatus.PRESENT, session__phase=PhaseKind.PREPARATION)
    return rows.annotate(
        hours_attended=Subquery(there.annotate(hours=Sum("session__hours")).values("hours")),
        sessions_noted=Subquery(own.annotate(count=Count("pk")).values("count")),
    )


def preparation_in(row: Any, asked: int) -> Preparation:
    """Say what somebody attended beside what is asked; `row` is annotated by `with_attendance`."""
    return Preparation(asked, row.hours_attended or NONE, row.sessions_noted or 0)


def preparation_of(
    participation: Participation, project: Project, attended: list[Attendance] | None = None
) -> Preparation:
    """Say the same of one person alone, from what `sessions_of` found where it is at hand; else one query."""
    noted = sessions_of(participation) if attended is None else attended
    there = (one.session for one in noted if one.status == AttendanceStatus.PRESENT)
    done = sum((session.hours for session in there if session.phase == PhaseKind.PREPARATION), NONE)
    return Preparation(asked_hours(project), done, len(noted))


def sessions_of(participation: Participation) -> list[Attendance]:
    """List what was noted of one person, the latest session first, each with its session."""
    return list(participation.attendances.select_related("session").order_by("-session__held_on", "-session__pk"))


def judge_preparation(participation: Participation, preparation: Preparation) -> Verdict | None:
    """Say whether somebody is prepared: ticked by hand, or by the hours she attended; None when nothing is asked.

    Never forbids a departure: the adviser is told.
    """
    label, done = _("Préparation"), preparation.asked and preparation.done >= preparation.asked
    if done:
        return Verdict("preparation", Met.YES, label, _("Préparation faite : %s.") % preparation.sentence)
    if participation.prepared_on:
        day = format_date(participation.prepared_on)
        return Verdict("preparation", Met.YES, label, _("Préparation cochée le %s.") % day)
    if not preparation.sentence:
        return None
    reason = _("Préparation : %s.") % preparation.sentence
    fix = _("Notez les présences aux séances, ou cochez la préparation une fois faite.")
    return Verdict("preparation", Met.ALERT, label, reason, fix)


def hours_in_words(hours: Decimal | int) -> str:
    """Write hours as people read them: « 3,5 h », « 20 h »."""
    value = Decimal(hours)
    return _("%s h") % format_number(int(value) if value == int(value) else value.normalize())


def _weeks_asked(project: Project, kind: PhaseKind, planned_weeks: int) -> int:
    """Return how many weeks of the phase have a minimum of hours (R7): the call's, else those the dossier plans."""
    rules = project.call_rules
    if not rules.hours_per_week_min or not rules.preparation_weeks_min or kind == PhaseKind.STAY:
        return 0
    return rules.preparation_weeks_min if kind == PhaseKind.PREPARATION else planned_weeks


def _hours_asked(project: Project, kind: PhaseKind) -> int:
    if kind != PhaseKind.PREPARATION or project.call_rules.programme in FOR_PROFESSIONALS:
        return 0
    return project.preparation_hours or 0
