"""What the base knows of one body’s year: the first draft of its contribution is written from it."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from conventions.enums import Body
from conventions.periods import Period
from ofqj_portal.core.small_cells import is_small
from participants.queries.departures import departures
from partners.models import Agreement, Network
from projects.enums import SAYS_YES
from projects.models import Decision, Grant, Project

from .activity import filed, gone
from .money import DUE

LISTED = 12


def body_figures(body: Body, period: Period) -> dict[str, Any]:
    """Count the dossiers and departures of one body: its section’s, or its network’s. Small counts hidden (R18).

    `projects` are those that left, in order of departure, up to a dozen.
    """
    mine = _mine(body)
    left = gone(period).filter(mine)
    stays = departures(period.starts_on, period.ends_on).filter(project__in=left.values("pk")).count()
    whole = departures(period.starts_on, period.ends_on).count()
    hidden = is_small(stays) or is_small(whole - stays)
    return {
        "filed": filed(period).filter(mine).distinct().count(),
        "gone": left.distinct().count(),
        "departures": None if hidden else stays,
        "carriers": left.values("carrier").distinct().count(),
        "awarded": _awarded(body, period),
        "agreements": 0 if body.section else _agreements(body, period),
        "projects": [
            {"title": row.title, "carrier": row.carrier.name, "city": row.destination_city,
             "departed_on": row.departed_on.isoformat()}
            for row in left.distinct().select_related("carrier").order_by("departed_on", "number")[:LISTED]
        ],
    }  # fmt: skip


def projects_of(body: Body, period: Period) -> QuerySet[Project]:
    """Keep the dossiers of this body that left in the period."""
    return gone(period).filter(_mine(body)).distinct()


def _mine(body: Body) -> Q:
    """Which dossiers: those that ask this section for aid, or those a member of this network carries."""
    if body.section:
        return Q(pk__in=Decision.objects.filter(section=body.section).values("project"))
    return Q(carrier__network__in=_networks(body))


def _networks(body: Body) -> QuerySet[Network, Any]:
    party = body.party
    below = Q(party=party) | Q(parent__party=party) | Q(parent__parent__party=party)
    return Network.objects.filter(below).order_by().values("pk")


def _awarded(body: Body, period: Period) -> list[dict[str, Any]]:
    """What a section awarded in the period, currency by currency; nothing for a network, which awards none."""
    if not body.section:
        return []
    first, after = period.instants
    grants = Grant.objects.filter(
        decision__section=body.section, decision__state__in=SAYS_YES,
        decision__decided_at__gte=first, decision__decided_at__lt=after,
    ).order_by()  # fmt: skip
    return [
        {"currency": row["currency"], "amount": str(row["amount"]), "count": row["count"]}
        for row in grants.values("currency").annotate(amount=Sum(DUE), count=Count("pk")).order_by("currency")
    ]


def _agreements(body: Body, period: Period) -> int:
    networks = _networks(body)
    born = Agreement.objects.born_between(period.starts_on, period.ends_on)
    return born.filter(Q(first_structure__network__in=networks) | Q(second_structure__network__in=networks)).count()
