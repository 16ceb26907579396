"""Start from a past project: its words, its phases on later days, its budget; no person, no aid, no rate."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record
from partners.models import Agreement, Structure
from projects.models import BudgetLine, Call, Phase, Project
from projects.services.drafting import create_draft

A_YEAR = timedelta(weeks=52)  # the same day of the week
WORDS = (
    *("theme", "aims", "public", "destination_city", "activities", "lodging", "travel", "has_work_period"),
    *("places", "age_from", "age_to", "profile", "age_reason", "preparation", "preparation_hours"),
    *("supervision", "leaders_planned", "safety", "insurance", "follow_up"),
)
_OF_THE_WAY = ("destination_city", "lodging", "travel")  # they say nothing in the other direction


class NothingToCopy(DomainError):
    """This project is not one she may start from."""


@transaction.atomic
def start_from(*, model: Project, call: Call, carrier: Structure, title: str, by: User, now: datetime) -> Project:
    """Begin a draft of `carrier` on `call` with what `model`, a project of the same carrier, said.

    Its days and phases move by whole years until it leaves after the call closes. Its budget comes along in the same
    currency, what was secured being asked again. Its partners are only proposed; aid is asked anew. Raises CallClosed,
    NothingToCopy for a draft or somebody else's project.
    """
    if not model.submitted_at or not model.structures.filter(structure=carrier, side="carrier").exists():
        raise NothingToCopy(_("On ne repart que d’un projet déposé par la même structure."))
    project = create_draft(
        call=call, carrier=carrier, title=title, by=by, now=now, agreement=_agreement(model, carrier)
    )
    for field in WORDS:
        if model.direction == project.direction or field not in _OF_THE_WAY:
            setattr(project, field, getattr(model, field))
    shift = shift_of(model.departs_on, after=call.closes_at.date())
    project.departs_on, project.returns_on = _moved(model.departs_on, shift), _moved(model.returns_on, shift)
    project.save(update_fields=[*WORDS, "departs_on", "returns_on"])
    Phase.objects.bulk_create(_phase(phase, project, shift) for phase in model.phases.all())
    if model.currency == project.currency:
        BudgetLine.objects.bulk_create(_line(line, project) for line in model.budget_lines.order_by("pk"))
    record(project, "project.started_from", by=by, model=model.number)
    return project


def shift_of(day: date | None, *, after: date) -> timedelta:
    """Return the whole years of weeks that bring `day` after the day `after`; none for no day."""
    shift = timedelta()
    while day and day + shift <= after:
        shift += A_YEAR
    return shift


def _moved(day: date | None, shift: timedelta) -> date | None:
    return day and day + shift


def _phase(phase: Phase, project: Project, shift: timedelta) -> Phase:
    return Phase(
        project=project,
        kind=phase.kind,
        starts_on=phase.starts_on + shift,
        ends_on=phase.ends_on + shift,
        hours_per_week=phase.hours_per_week,
        place=phase.place,
    )


def _line(line: BudgetLine, project: Project) -> BudgetLine:
    same: dict[str, Any] = {name: getattr(line, name) for name in ("side", "account_id", "label", "amount", "funder")}
    return BudgetLine(project=project, currency=project.currency, secured=False, **same)


def _agreement(model: Project, carrier: Structure) -> Agreement | None:
    """Return the entente the model was born of, if it still stands."""
    return Agreement.objects.confirmed().of(carrier).filter(pk=model.agreement_id).first()
