"""Whose situation is due: who came back 3, 6 or 12 months ago and was not asked yet."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef

from ofqj_portal.core.calendar import add_months
from participants.enums import MONTHS_AFTER_RETURN, STAY_ENDED, Moment
from participants.models import Participation, Situation

ASKED_AFTER_RETURN = (Moment.MONTH_3, Moment.MONTH_6, Moment.MONTH_12)
STILL_WORTH_ASKING = timedelta(days=45)


@dataclass(frozen=True)
class DueFollowUp:
    """A structure that should ask `count` people of a project what they became, at `moment`."""

    project_id: int
    structure_id: int
    moment: Moment
    count: int


def due_follow_ups(on: date) -> list[DueFollowUp]:
    """List what is due on a day, and not long past: nobody is pressed about last year."""
    return [due for moment in ASKED_AFTER_RETURN for due in _due_at(moment, on)]


def _due_at(moment: Moment, on: date) -> list[DueFollowUp]:
    latest = add_months(on, -MONTHS_AFTER_RETURN[moment])
    told = Situation.objects.filter(participation=OuterRef("pk"), moment=moment)
    rows = (
        Participation.objects.filter(
            ~Exists(told), state__in=STAY_ENDED, returned_on__range=(latest - STILL_WORTH_ASKING, latest)
        )
        .order_by()
        .values("project", "participant__structure")
        .annotate(count=Count("pk"))
        .order_by("project", "participant__structure")
    )
    return [DueFollowUp(row["project"], row["participant__structure"], moment, row["count"]) for row in rows]
