"""The home of a network's team: aggregates of its members, nothing about a person."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core import calendar
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.roles import Role, structure_ids
from ofqj_portal.dashboard.queries.home.counting import count_of
from ofqj_portal.dashboard.queries.home.kept import kept_for
from ofqj_portal.dashboard.queries.home.parts import Figure, Home, Table
from ofqj_portal.dashboard.queries.home.years import count_by_year, projects_by_year
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
    name = f"home.network:{calendar.day_of(now)}"
    totals, home.figures_note = kept_for(user, name, lambda: _totals(user, now), now=now)
    total, active, networks = totals["counts"]
    year = Year(**totals["year"])
    carriers = year.carriers
    home.figures += [
        Figure(
            str(total),
            ngettext("structure dans votre réseau", "structures dans votre réseau", total),
            url=f"{reverse('partners:list')}{_only(networks)}",
        ),
        Figure(str(carriers), ngettext("porte un projet cette année", "portent un projet cette année", carriers)),
        Figure(str(year.in_review), ngettext("dossier en instruction", "dossiers en instruction", year.in_review)),
        Figure(str(year.accepted), ngettext("projet accepté ou mené", "projets acceptés ou menés", year.accepted)),
        Figure(str(active), ngettext("entente active", "ententes actives", active)),
    ]
    home.tables.append(_most_active(year, home.figures_note))
    if chart := projects_by_year(totals["by_year"], last=now.year, note=home.figures_note):
        home.charts.append(chart)


def _totals(user: Any, now: datetime) -> dict[str, Any]:
    found = _COUNTS.of(user, today=calendar.day_of(now)).all()
    return {
        "counts": found[0] if found else (0, 0, []),
        "year": vars(_year(user, datetime(now.year, 1, 1, tzinfo=calendar.PARIS))),
        "by_year": count_by_year(user, last=now.year, listed=True),
    }


def _year(user: Any, since: datetime) -> Year:
    """Count the dossiers carrier by carrier; one query."""
    year = Year()
    for _pk, name, is_hers, filed, in_review, accepted in _BY_CARRIER.of(user, since=since).all():
        year.carriers += is_hers
        year.filed[name] += filed if is_hers else 0
        year.in_review += in_review
        year.accepted += accepted
    return year


def _by_carrier(user: Any, _key: None, *, since: datetime) -> Any:
    is_member = Case(When(carrier__in=_members(user).values("pk"), then=Value(True)), default=Value(False))
    rows = Project.objects.listed_to(user).filter(call__closes_at__gte=since)
    return (
        rows.order_by()
        .values_list("carrier", "carrier__name", is_member)
        .annotate(
            filed=Count("pk"),
            in_review=Count("pk", filter=Q(state__in=sorted(IN_REVIEW))),
            accepted=Count("pk", filter=Q(state__in=sorted(DECIDED_YES | AFTER_DEPARTURE))),
        )
    )


def _members(user: Any) -> Any:
    return Structure.objects.in_networks_of(user).active().order_by()


def _counts(user: Any, _key: None, *, today: date) -> Any:
    """Count her members and the ententes that bind one of them that day, and name the networks she works for."""
    members, heads = _members(user), structure_ids(user, Role.NETWORK)
    hers = Q(first_structure__in=members.values("pk")) | Q(second_structure__in=members.values("pk"))
    return Structure.objects.filter(pk__in=heads).values_list(
        count_of(members),
        count_of(Agreement.objects.active_on(today).filter(hers)),
        ArraySubquery(Network.objects.filter(head__in=heads).order_by("pk").values("pk")),
    )[:1]


_BY_CARRIER = PreparedRows(_by_carrier, since=datetime)
_COUNTS = PreparedRows(_counts, today=date)


def _only(networks: list[int]) -> str:
    """Return the filter of the directory that keeps the network she works for, "" where she works for several."""
    return f"?network={networks[0]}" if len(networks) == 1 else ""


def _most_active(year: Year, note: str) -> Table:
    busiest = sorted((row for row in year.filed.items() if row[1]), key=lambda row: (-row[1], row[0]))
    return Table(
        title=_("Qui porte des projets cette année"),
        headers=(_("Structure"), _("Dossiers déposés")),
        rows=tuple(busiest[:SHOWN]),
        url=reverse("projects:list"),
        link_label=_("Tous les projets du réseau"),
        note=note,
    )
