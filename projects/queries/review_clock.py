"""How many days a dossier has been under review, without those when the structure had the ball."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.shores import format_number
from ofqj_portal.core.templatetags.portal import civil_date, plural
from projects.enums import IN_REVIEW
from projects.models import InformationRequest, Project

NO_TIME = timedelta(0)


@dataclass(frozen=True)
class ReviewClock:
    """Days counted to the OFQJ, days that the structure had to complete, and since when the clock stands still."""

    days: int
    waited_days: int
    stopped_since: datetime | None = None
    is_over: bool = False

    @property
    def lasted(self) -> str:
        """Its days, in words."""
        return plural(self.days, _("jour,jours"))

    @property
    def stood_still(self) -> str:
        """Since when it stands still, or for how many days it did; empty when it never did."""
        if self.stopped_since:
            day = civil_date(timezone.localtime(self.stopped_since), "medium")
            return _("compte arrêté depuis le %(day)s") % {"day": day}
        if not self.waited_days:
            return ""
        words = ngettext("sans %(n)s jour d’attente", "sans %(n)s jours d’attente", self.waited_days)
        return words % {"n": format_number(self.waited_days)}


def with_waiting(rows: Any, now: datetime) -> Any:
    """Annotate dossiers with what `clock_of` needs: `waited` (a duration) and `stopped_since`."""
    asked = InformationRequest.objects.filter(project=OuterRef("pk"), asked_at__gte=OuterRef("submitted_at")).order_by()
    lasted = ExpressionWrapper(
        Coalesce(F("answered_at"), F("dropped_at"), Value(now)) - F("asked_at"), output_field=DurationField()
    )
    waited = asked.values("project").annotate(total=Sum(lasted)).values("total")
    return rows.annotate(
        waited=Coalesce(Subquery(waited), Value(NO_TIME), output_field=DurationField()),
        stopped_since=Subquery(asked.open().values("asked_at")[:1]),
    )


def clock_of(project: Any, *, now: datetime) -> ReviewClock | None:
    """Read the clock of a dossier that `with_waiting` annotated; see `_clock`."""
    return _clock(project, project.waited, project.stopped_since, now)


def clock_on(project: Project, requests: Iterable[InformationRequest], *, now: datetime) -> ReviewClock | None:
    """Read the clock of one dossier from its requests for complements, already at hand."""
    counted = [asked for asked in requests if project.submitted_at and asked.asked_at >= project.submitted_at]
    ends = [(asked.answered_at or asked.dropped_at or now) - asked.asked_at for asked in counted]
    return _clock(project, sum(ends, NO_TIME), next((asked.asked_at for asked in counted if asked.is_open), None), now)


def clock_told(project: Any, *, now: datetime, answered: bool) -> ReviewClock | None:
    """Read the clock as a structure may, of a dossier from `with_waiting`: it runs until the dossier is `answered`."""
    return _clock(project, project.waited, project.stopped_since, now, knows=answered)


def _clock(
    project: Project, waited: timedelta, stopped: datetime | None, now: datetime, *, knows: bool = True
) -> ReviewClock | None:
    """None before the filing, and once it is withdrawn.

    The clock starts at the filing, stands still while complements are asked, and stops for good at the decision.
    """
    if project.submitted_at is None or not (project.decided_at or project.state in IN_REVIEW):
        return None
    waited = max(waited, NO_TIME)
    decided_at = project.decided_at if knows else None
    passed = (decided_at or now) - project.submitted_at - waited
    return ReviewClock(max(passed, NO_TIME).days, waited.days, stopped, is_over=decided_at is not None)
