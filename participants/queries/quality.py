"""How complete and how coherent what a structure wrote of its people is, before the year closes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from ofqj_portal.core.calendar import add_months
from ofqj_portal.core.small_cells import MaskedList, hide_small_list
from participants.enums import HAS_LEFT, MONTHS_AFTER_RETURN, STAY_ENDED, Moment, SituationCategory
from participants.models import OpportunityProfile, Participation, Situation

AT_WORK = (SituationCategory.EMPLOYMENT, SituationCategory.APPRENTICESHIP)
WITHOUT_WORK = (SituationCategory.JOB_SEEKER, SituationCategory.NONE)


@dataclass(frozen=True)
class Gauge:
    """One moment for those who left in a year: `due` stays have reached it, `answered` told, `silent` were asked."""

    moment: Moment
    due: int
    answered: int
    silent: int

    @property
    def missing(self) -> int:
        """How many nobody asked."""
        return self.due - self.answered - self.silent

    @property
    def label(self) -> str:
        """Say which moment it is."""
        return str(self.moment.label)


@dataclass(frozen=True)
class Contradiction:
    """Two situations of one person on one day that cannot both be."""

    first: Situation
    second: Situation


def stays_of_year(structures: Collection[int], year: int) -> QuerySet[Participation]:
    """Keep the stays of these structures' people who left in that calendar year."""
    return Participation.objects.filter(
        participant__structure__in=structures, state__in=HAS_LEFT, departed_on__year=year
    )


def gauges(structures: Collection[int], year: int, on: date) -> list[Gauge]:
    """Measure each moment that somebody has reached by `on`."""
    stays = stays_of_year(structures, year)
    counts = {}
    for moment in Moment:
        reached = _reached(moment, on)
        told = Q(situations__moment=moment) & ~Q(situations__category=SituationCategory.NO_ANSWER)
        silent = Q(situations__moment=moment, situations__category=SituationCategory.NO_ANSWER)
        counts[f"due_{moment}"] = Count("pk", distinct=True, filter=reached)
        counts[f"answered_{moment}"] = Count("pk", distinct=True, filter=reached & told)
        counts[f"silent_{moment}"] = Count("pk", distinct=True, filter=reached & silent)
    found = stays.aggregate(**counts)
    rows = [
        Gauge(moment, found[f"due_{moment}"], found[f"answered_{moment}"], found[f"silent_{moment}"])
        for moment in Moment
    ]
    return [row for row in rows if row.due]


def contradictions(structures: Collection[int], year: int) -> list[Contradiction]:
    """List the people at work and without work on one day, by the day."""
    rows = Situation.objects.filter(participation__in=stays_of_year(structures, year).values("pk"))
    work = rows.filter(category__in=AT_WORK).select_related("participation__participant", "participation__project")
    idle = {
        (row.participation.participant_id, row.observed_on): row
        for row in rows.filter(category__in=WITHOUT_WORK).select_related("participation__project")
    }
    pairs = [
        (row, idle.get((row.participation.participant_id, row.observed_on)))
        for row in work.order_by("observed_on", "pk")
    ]
    return [Contradiction(first, second) for first, second in pairs if second is not None]


def opportunity_share(structures: Collection[int], year: int) -> MaskedList:
    """Count who left by what she said of the categories: some, none, no wish to say, not asked; small cells hidden.

    Returns the list as it may be shown (R18), and never the counts behind it.
    """
    profiles = OpportunityProfile.objects.filter(participant__in=stays_of_year(structures, year).values("participant"))
    found = profiles.aggregate(
        some=Count("pk", filter=Q(codes__len__gt=0)),
        none=Count("pk", filter=Q(codes__len=0, is_declined=False)),
        declined=Count("pk", filter=Q(is_declined=True)),
    )
    people = stays_of_year(structures, year).aggregate(people=Count("participant", distinct=True))["people"]
    counts = [found["some"], found["none"], found["declined"], people - sum(found.values())]
    return hide_small_list(counts)


def _reached(moment: Moment, on: date) -> Q:
    if moment == Moment.ENTRY:
        return Q()
    return Q(state__in=STAY_ENDED, returned_on__lte=add_months(on, -MONTHS_AFTER_RETURN[moment]))
