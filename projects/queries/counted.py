"""The dossiers that a key figure of an annual report counts, so that the figure opens on its rows."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.shores import format_date
from projects.enums import AFTER_DEPARTURE, DECIDED_NO, DECIDED_YES, SAYS_YES, ProjectState
from projects.models import Decision
from projects.queries.readers import shown_state_expression

ANSWERED = DECIDED_YES | DECIDED_NO | AFTER_DEPARTURE | {ProjectState.CANCELLED}


class Counting(TextChoices):
    DEPARTED = "departed", gettext_lazy("groupes partis")
    ANSWERED = "answered", gettext_lazy("dossiers déposés qui ont reçu une réponse")
    AWARDED = "awarded", gettext_lazy("aides accordées")


@dataclass(frozen=True)
class Counted:
    """What a figure counts, from the first to the last day of its period, for one section or for both."""

    counting: str
    starts_on: date
    ends_on: date
    section: str = ""

    @property
    def words(self) -> str:
        """Say to the reader of the list what she reads."""
        return _("%(what)s du %(first)s au %(last)s, parmi ceux qui vous sont ouverts") % {
            "what": Counting(self.counting).label.capitalize(),
            "first": format_date(self.starts_on),
            "last": format_date(self.ends_on),
        }


def counted_rows(rows: Any, counted: Counted, *, real_now: datetime, for_ofqj: bool) -> Any:
    """Keep the dossiers of `rows` that the figure counts; who is not of the OFQJ finds announced answers only."""
    first = datetime.combine(counted.starts_on, time(), PARIS)
    after = datetime.combine(counted.ends_on + timedelta(days=1), time(), PARIS)
    if counted.counting == Counting.DEPARTED:
        return rows.filter(departed_on__range=(counted.starts_on, counted.ends_on))
    if counted.counting == Counting.ANSWERED:
        rows = rows.filter(submitted_at__gte=first, submitted_at__lt=after, state__in=ANSWERED)
        return rows if for_ofqj else rows.alias(answer=shown_state_expression(real_now)).filter(answer__in=ANSWERED)
    yes = Decision.objects.filter(project=OuterRef("pk"), state__in=SAYS_YES)
    yes = yes.filter(decided_at__gte=first, decided_at__lt=after)
    if counted.section:
        yes = yes.filter(section=counted.section)
    return rows.filter(Exists(yes if for_ofqj else yes.announced(real_now)))
