"""Taking over the figures of the years before the portal, with the paper they come from."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from conventions.models import Convention, PastFigure
from conventions.past_table import PastLine
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


class NothingToTakeOver(DomainError):
    """The table changes nothing, or has a line that is refused."""


@transaction.atomic
def take_over_years(*, convention: Convention, lines: Sequence[PastLine], by: "User", now: datetime) -> int:
    """Note the figures of each line, in the place of those known for its year; return how many years.

    The same lines again change nothing. All or nothing: raises NothingToTakeOver if a line is refused.
    """
    if any(line.refusal for line in lines):
        raise NothingToTakeOver(_("Une ligne est à corriger : rien n’est repris. Corrigez-la, puis recommencez."))
    fresh = [line for line in lines if not line.is_known]
    PastFigure.objects.bulk_create(
        [
            PastFigure(
                convention=convention, year=line.year, measure=measure, value=value, source=line.source,
                taken_over_at=now,
            )
            for line in fresh
            for measure, value in line.figures.items()
        ],
        update_conflicts=True,
        unique_fields=["convention", "year", "measure"],
        update_fields=["value", "source", "taken_over_at"],
    )  # fmt: skip
    if fresh:
        record(convention, "report.past_taken_over", by=by, years=sorted(line.year for line in fresh))
    return len(fresh)
