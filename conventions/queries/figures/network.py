"""The network: ententes born and ended, missions of professionals, structures that come for the first time."""

from typing import Any

from django.db.models import Count, Q

from conventions.periods import Period
from participants.enums import ProfessionalDuty
from participants.queries.departures import professionals
from partners.models import Agreement
from projects.enums import FOR_PROFESSIONALS
from projects.models import Project

from .activity import filed, gone


def network_figures(period: Period) -> dict[str, Any]:
    """Count what was tied in the period. Ententes count once both structures have vouched for them."""
    duties = {row.code: row.stays for row in professionals(period.starts_on, period.ends_on)}
    return {
        "agreements": agreement_counts(period),
        "missions": gone(period).filter(call__programme__in=FOR_PROFESSIONALS).count(),
        "professionals": duties[ProfessionalDuty.MISSION],
        "leaders": duties[ProfessionalDuty.LEADER],
        "carriers": _carriers(period),
    }


def agreement_counts(period: Period) -> dict[str, int]:
    """Ententes born (signed, else begun), ended (at their term or before), and standing on the last day."""
    bounds = (period.starts_on, period.ends_on)
    ended = Q(ended_on__range=bounds) | Q(ended_on__isnull=True, ends_on__range=bounds)
    standing = (
        Q(starts_on__lte=period.ends_on)
        & ~Q(ends_on__lt=period.ends_on, ends_on__isnull=False)
        & ~Q(ended_on__lt=period.ends_on, ended_on__isnull=False)
    )
    return (
        Agreement.objects.confirmed()
        .order_by()
        .aggregate(
            born=Count("pk", filter=Q(pk__in=born_agreements(period).values("pk"))),
            ended=Count("pk", filter=ended),
            standing=Count("pk", filter=standing),
        )
    )


def born_agreements(period: Period) -> Any:
    """Keep the confirmed ententes signed in the period, or begun in it when no signature is dated."""
    return Agreement.objects.born_between(period.starts_on, period.ends_on).order_by()


def _carriers(period: Period) -> dict[str, int]:
    """Carriers that filed in the period: those that had never filed before it, and the others."""
    known = Q(carrier__in=Project.objects.filed().filter(submitted_at__lt=period.instants[0]).values("carrier"))
    return filed(period).aggregate(
        new=Count("carrier", distinct=True, filter=~known), returning=Count("carrier", distinct=True, filter=known)
    )
