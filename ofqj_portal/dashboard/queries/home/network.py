"""The home of a network's team: aggregates of its members, nothing about a person."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.roles import Role, structure_ids
from ofqj_portal.dashboard.queries.home.parts import Figure, Home, Table
from ofqj_portal.dashboard.queries.home.years import projects_by_year
from partners.models import Agreement, Network, Structure
from projects.enums import AFTER_DEPARTURE, DECIDED_YES, IN_REVIEW
from projects.models import Project

SHOWN = 8


def add_to(home: Home, user: Any, now: datetime) -> None:
    """Add how many members carry a project, the projects by stage, and the members still alone."""
    members = Structure.objects.in_networks_of(user).active()
    listed = Project.objects.listed_to(user)
    projects = listed.filter(call__closes_at__year__gte=now.year)
    counts = projects.aggregate(
        carriers=Count("carrier", filter=Q(carrier__in=members.values("pk")), distinct=True),
        in_review=Count("pk", filter=Q(state__in=IN_REVIEW), distinct=True),
        accepted=Count("pk", filter=Q(state__in=DECIDED_YES | AFTER_DEPARTURE), distinct=True),
    )
    total = members.count()
    agreements = Agreement.objects.active_on(now.date()).filter(
        Q(first_structure__in=members.values("pk")) | Q(second_structure__in=members.values("pk"))
    )
    active = agreements.distinct().count()
    home.figures += [
        Figure(
            str(total),
            ngettext("structure dans votre réseau", "structures dans votre réseau", total),
            url=f"{reverse('partners:list')}{_only(user)}",
        ),
        Figure(
            str(counts["carriers"]),
            ngettext("porte un projet cette année", "portent un projet cette année", counts["carriers"]),
        ),
        Figure(
            str(counts["in_review"]), ngettext("dossier en instruction", "dossiers en instruction", counts["in_review"])
        ),
        Figure(
            str(counts["accepted"]), ngettext("projet accepté ou mené", "projets acceptés ou menés", counts["accepted"])
        ),
        Figure(str(active), ngettext("entente active", "ententes actives", active)),
    ]
    home.tables.append(_most_active(projects.filter(carrier__in=members.values("pk"))))
    if chart := projects_by_year(listed, last=now.year):
        home.charts.append(chart)


def _only(user: Any) -> str:
    """Return the filter of the directory that keeps the network `user` works for, "" where she works for several."""
    top = list(Network.objects.filter(head__in=structure_ids(user, Role.NETWORK)).values_list("pk", flat=True)[:2])
    return f"?network={top[0]}" if len(top) == 1 else ""


def _most_active(projects: Any) -> Table:
    rows = (
        projects.order_by()
        .values("carrier__name")
        .annotate(filed=Count("pk", distinct=True))
        .order_by("-filed", "carrier__name")[:SHOWN]
    )
    return Table(
        title=_("Qui porte des projets cette année"),
        headers=(_("Structure"), _("Dossiers déposés")),
        rows=tuple((row["carrier__name"], row["filed"]) for row in rows),
        url=reverse("projects:list"),
        link_label=_("Tous les projets du réseau"),
    )
