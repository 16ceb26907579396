"""Save the budget: its lines in one currency, and the aid asked from each section in that section's currency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record
from ofqj_portal.core.money import Money
from projects.models import AidRequest, BudgetAccount, BudgetLine, Project
from projects.models.budget import latest_rate
from projects.queries.calls import aid_currencies
from projects.queries.openness import open_fields
from projects.queries.snapshot import field_value
from projects.sections import BUDGET
from projects.services.drafting import is_stale, lock_for_edit, refuse_stale, touch


class RateMissing(DomainError):
    """No exchange rate is known between the section's currency and the budget's."""


class SectionNotAsked(DomainError):
    """The call has no envelope of this section."""


@dataclass(frozen=True)
class LineEntry:
    """One line as typed; `amount` is in the budget's currency."""

    side: str
    account: BudgetAccount
    amount: Decimal
    label: str = ""
    funder: str = ""
    secured: bool = False


@transaction.atomic
def save_budget(
    *,
    project: Project,
    lines: Sequence[LineEntry],
    aids: Mapping[str, Decimal | None],
    seen: str,
    by: User,
    now: datetime,
) -> Project:
    """Replace the lines of the budget and the aid asked from each section ({section: amount in its currency}).

    The aid of another currency is converted at the last known rate, which is kept with its date and source. Only what
    is open changes. Raises WrongState, EditedMeanwhile, RateMissing, SectionNotAsked.
    """
    project = lock_for_edit(project, BUDGET)
    stale, is_open = is_stale(project, BUDGET, seen), open_fields(project)
    before = {field: field_value(project, field) for field in ("budget", "aid")}
    if "budget" in is_open:
        _replace_lines(project, lines)
    if "aid" in is_open:
        _replace_aids(project, aids, now)
    changed = [field for field in before if field_value(project, field) != before[field]]
    if changed:
        refuse_stale(stale)
        touch(project, now, fields=[])
        record(project, "project.section_saved", by=by, section=BUDGET, fields=changed)
    return project


def _replace_lines(project: Project, lines: Sequence[LineEntry]) -> None:
    project.budget_lines.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(
            project=project,
            side=line.side,
            account=line.account,
            label=line.label,
            amount=line.amount,
            currency=project.currency,
            funder=line.funder,
            secured=line.secured,
        )
        for line in lines
    )


def _replace_aids(project: Project, aids: Mapping[str, Decimal | None], now: datetime) -> None:
    currencies = aid_currencies(project.call)
    known = {aid.section: aid for aid in project.aid_requests.all()}
    for section, amount in aids.items():
        aid = known.get(section)
        if not amount:
            if aid:
                aid.delete()
        elif section not in currencies:
            raise SectionNotAsked(_("Cet appel n’a pas d’enveloppe pour cette section."))
        elif aid is None or aid.requested_amount != amount:
            aid = aid or AidRequest(project=project, section=section)
            aid.requested_amount, aid.currency = amount, currencies[section]
            convert_aid(aid, now)
            aid.save()


def convert_aid(aid: AidRequest, now: datetime) -> None:
    """Put in `aid` what it makes in the budget's currency, with rate, date and source. Raises RateMissing."""
    asked, target = Money(aid.requested_amount, aid.currency), aid.project.currency
    if asked.currency == target:
        aid.rate, aid.rate_on, aid.rate_source = Decimal(1), None, ""
        aid.converted_amount = asked.amount
        return
    rate = latest_rate(asked.currency, target, now.date())
    if rate is None:
        raise RateMissing(_("Aucun taux de change n’est enregistré pour ces devises : prévenez l’OFQJ."))
    aid.rate, aid.rate_on, aid.rate_source = rate.rate, rate.on, rate.source
    aid.converted_amount = asked.converted(rate.rate, target).amount
