"""An erased person is quoted by no report that is still being written."""

from datetime import datetime

from conventions.enums import ReportState
from conventions.models import ReportContribution
from conventions.queries.quotes import without_quotes
from ofqj_portal.core.erasure import Erased, erases
from ofqj_portal.core.journal import record
from participants.models import Participant
from participants.queries.album import words_of

WRITTEN = (ReportState.OPEN, ReportState.CONTRIBUTIONS_IN)


@erases("conventions.quotes")
def take_out_quotes(erased: Erased, now: datetime) -> int:
    """Take her words out of the parts of the reports that are not before the committee yet."""
    words = words_of(one for one in erased.objects if isinstance(one, Participant))
    if not words:
        return 0
    rows = ReportContribution.objects.select_for_update().filter(report__state__in=WRITTEN).exclude(text="")
    changed = [(row, text) for row in rows.order_by("pk") if (text := without_quotes(row.text, words)) != row.text]
    for row, text in changed:
        row.text, row.version = text, row.version + 1
        row.save(update_fields=["text", "version"])
        record(row, "report.quote_removed", by=None, body=row.body)
    return len(changed)
