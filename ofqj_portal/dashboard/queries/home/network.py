"""The home of a network's team: aggregates of its members, nothing about a person."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Q, Value, When
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


@dataclass
class Year:
    """The dossiers of the calls of a year: how many members carry one, how many each name filed, how far all are."""

    carriers: int = 0
    filed: Counter[str] = field(default_factory=Counter)
    in_review: int = 0
    accepted: int = 0


def add_to(home: Home, user: Any, now: datetime) -> None:
    """Add how many members carry a project, the projects by stage, and the members still alone."""
    members = Structure.objects.in_networks_of(user).active().order_by()
    listed = Project.objects.listed_to(user)
    year = _year(listed.filter(call__closes_at__year__gte=now.year), members)
    total, carriers, active = members.count(), year.carriers, _active(members, now)
    home.figures += [
        Figure(
            str(total),
            ngettext("structure dans votre réseau", "structures dans votre réseau", total),
            url=f"{reverse('partners:list')}{_only(user)}",
        ),
        Figure(str(carriers), ngettext("porte un projet cette année", "portent un projet cette année", carriers)),
        Figure(str(year.in_review), ngettext("dossier en instruction", "dossiers en instruction", year.in_review)),
        Figure(str(year.accepted), ngettext("projet accepté ou mené", "projets acceptés ou menés", year.accepted)),
        Figure(str(active), ngettext("entente active", "ententes actives", active)),
    ]
    home.tables.append(_most_active(year))
    if chart := projects_by_year(user, last=now.year, listed=True):
        home.charts.append(chart)


def _year(projects: Any, members: Any) -> Year:
    """Count the dossiers carrier by carrier; one query."""
    is_member = Case(When(carrier__in=members.values("pk"), then=Value(True)), default=Value(False))
    by_carrier = projects.order_by().values_list("carrier", "carrier__name", is_member)
    year = Year()
    for _pk, name, is_hers, filed, in_review, accepted in by_carrier.annotate(
        filed=Count("pk"),
        in_review=Count("pk", filter=Q(state__in=IN_REVIEW)),
        accepted=Count("pk", filter=Q(state__in=DECIDED_YES | AFTER_DEPARTURE)),
    ):
        year.carriers += is_hers
        year.filed[name] += filed if is_hers else 0
        year.in_review += in_review
        year.accepted += accepted
    return year


def _active(members: Any, now: datetime) -> int:
    """Count the ententes that bind a member today."""
    hers = Q(first_structure__in=members.values("pk")) | Q(second_structure__in=members.values("pk"))
    return Agreement.objects.active_on(now.date()).filter(hers).count()


def _only(user: Any) -> str:
    """Return the filter of the directory that keeps the network `user` works for, "" where she works for several."""
    top = list(Network.objects.filter(head__in=structure_ids(user, Role.NETWORK)).values_list("pk", flat=True)[:2])
    return f"?network={top[0]}" if len(top) == 1 else ""


def _most_active(year: Year) -> Table:
    busiest = sorted((row for row in year.filed.items() if row[1]), key=lambda row: (-row[1], row[0]))
    return Table(
        title=_("Qui porte des projets cette année"),
        headers=(_("Structure"), _("Dossiers déposés")),
        rows=tuple(busiest[:SHOWN]),
        url=reverse("projects:list"),
        link_label=_("Tous les projets du réseau"),
    )
