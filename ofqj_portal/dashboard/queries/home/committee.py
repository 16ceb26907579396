"""The home of a member of the committee: the plan, the report under way, what her party still has to send."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from conventions.enums import Body, ContributionState
from conventions.models import AnnualReport, Meeting, ReportContribution
from ofqj_portal.core.roles import Role, grants_of
from ofqj_portal.core.shores import format_date, format_instant
from ofqj_portal.dashboard.queries.home.parts import Coming, Home, Table, Task


def add_to(home: Home, user: Any, now: datetime) -> None:
    """Add the contributions her body owes, the reports with their state, and the next meetings."""
    owed = (
        ReportContribution.objects.filter(body__in=_bodies_of(user))
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
                late=bool(due_on and due_on < now.date()),
            )
        )
    meetings = Meeting.objects.filter(meets_at__gte=now).order_by("meets_at")[:3]
    home.coming += [
        Coming(meeting.title, format_instant(meeting.meets_at), url=meeting.get_absolute_url()) for meeting in meetings
    ]
    home.tables.append(_reports())


def _reports() -> Table:
    reports = AnnualReport.objects.latest_versions().order_by("-starts_on")[:5]
    return Table(
        title=_("Les bilans"),
        headers=(_("Période"), _("État")),
        rows=tuple((report.period, report.get_state_display()) for report in reports),
        url=reverse("conventions:reports"),
        link_label=_("Tous les bilans"),
    )


def _bodies_of(user: Any) -> list[Body]:
    seats = {(grant.party, grant.section or "") for grant in grants_of(user) if grant.role == Role.COMMITTEE}
    return [body for body in Body if (body.party, body.section) in seats]
