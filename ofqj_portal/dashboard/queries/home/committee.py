"""The home of a member of the committee: what waits for her party or her body, the next meetings, the reports."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from conventions.enums import Body, ConsultationState, ContributionState, ReportState
from conventions.models import ActionItem, AnnualReport, Consultation, Meeting, ReportContribution
from conventions.queries.consultations import parties_to_speak
from ofqj_portal.core import calendar
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.roles import Role, grants_of
from ofqj_portal.core.shores import format_date, format_instant
from ofqj_portal.dashboard.queries.home.parts import Coming, Home, Table, Task
from ofqj_portal.dashboard.queries.home.years import agreements_by_year

ACTIONS_SHOWN = 5
WRITTEN = (ReportState.OPEN, ReportState.CONTRIBUTIONS_IN)


def add_to(home: Home, user: Any, now: datetime) -> None:
    """Add what her party and her body owe, the reports with their state, the next meetings, and the ententes."""
    seats = {(grant.party or "", grant.section or "") for grant in grants_of(user) if grant.role == Role.COMMITTEE}
    bodies = [body for body in Body if (body.party, body.section) in seats]
    _add_voices(home, seats, now)
    _add_contributions(home, bodies, now)
    _add_actions(home, bodies, now)
    meetings = Meeting.objects.filter(meets_at__gte=now, cancelled_at=None).order_by("meets_at")[:3]
    home.coming += [
        Coming(meeting.title, format_instant(meeting.meets_at), url=meeting.get_absolute_url()) for meeting in meetings
    ]
    home.tables.append(_reports())
    if chart := agreements_by_year(on=calendar.day_of(now)):
        home.charts.append(chart)


def _add_voices(home: Home, seats: set[tuple[str, str]], now: datetime) -> None:
    """Add the written consultations on which her party is silent, or that wait for her section of the OFQJ to agree."""
    rows = list(Consultation.objects.filter(state=ConsultationState.OPEN, closes_at__gt=now).order_by("closes_at"))
    waiting = parties_to_speak(rows) if rows else {}
    mine = {*seats, *((party, "") for party, _section in seats)}
    for row in rows:
        if any(not waiting[row.pk].get(seat, True) for seat in mine):
            home.tasks.append(
                Task(
                    what=_("Consultation écrite : %s") % row.title, url=row.get_absolute_url(), action=_("Répondre"),
                    when=_("avant le %s") % format_instant(row.closes_at),
                )
            )  # fmt: skip


def _add_actions(home: Home, bodies: list[Body], now: datetime) -> None:
    """Add what the committee decided that her body would do, and that is not done."""
    rows = ActionItem.objects.filter(owner__in=bodies, done_on=None).order_by("due_on", "pk")
    today = now.astimezone(PARIS).date()
    for row in rows[:ACTIONS_SHOWN]:
        url = reverse("conventions:action_done", args=[row.meeting_id, row.pk])
        day = _("pour le %s") % format_date(row.due_on)
        home.tasks.append(
            Task(what=row.title, url=url, action=_("Dire que c’est fait"), when=day, late=row.due_on < today)
        )


def _add_contributions(home: Home, bodies: list[Body], now: datetime) -> None:
    """Add what her body still owes to a report that takes contributions."""
    owed = (
        ReportContribution.objects.filter(body__in=bodies, report__state__in=WRITTEN)
        .exclude(state=ContributionState.HANDED_IN)
        .select_related("report")
        .order_by("report__starts_on")
    )
    for contribution in owed:
        due_on = contribution.report.contributions_due_on
        home.tasks.append(
            Task(
                what=_("Votre contribution au bilan %s") % contribution.report.period,
                url=reverse("conventions:report", args=[contribution.report.period]),
                action=_("Écrire la contribution"),
                when=_("attendue le %s") % format_date(due_on) if due_on else "",
                late=bool(due_on and due_on < calendar.day_of(now)),
            )
        )


def _reports() -> Table:
    reports = AnnualReport.objects.latest_versions().order_by("-starts_on")[:5]
    return Table(
        title=_("Les bilans"),
        headers=(_("Période"), _("État")),
        rows=tuple((report.period, report.get_state_display()) for report in reports),
        url=reverse("conventions:reports"),
        link_label=_("Tous les bilans"),
    )
