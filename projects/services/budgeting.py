"""Save the budget: its lines in one currency, and the aid asked from each section in that section's currency."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.money import Money
from ofqj_portal.core.three_way import Merge, merge
from projects.models import AidExtra, AidRequest, BudgetAccount, BudgetLine, Project
from projects.models.rate import latest_rate
from projects.queries.calls import aid_currencies
from projects.queries.openness import open_fields
from projects.queries.snapshot import (
    aid_value,
    editable_values,
    extra_value,
    field_of_part,
    fields_of_parts,
    line_names,
    line_value,
)
from projects.sections import BUDGET
from projects.services.drafting import lock_for_edit, refuse_clashes, touch
from projects.services.keeping import Kept, note_kept, seen_after
from projects.services.sittings import end_sitting


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


@dataclass(frozen=True)
class ExtraEntry:
    """One top-up as typed; `unit_amount` is in the currency of the call's scale."""

    category: str
    obstacle: str
    people: int
    unit_amount: Decimal


@transaction.atomic
def save_budget(
    *,
    project: Project,
    lines: Sequence[LineEntry],
    aids: Mapping[str, Decimal | None],
    seen: str,
    by: User,
    now: datetime,
    yielded: Collection[str] = (),
    extras: Sequence[ExtraEntry] | None = None,
) -> Project:
    """Replace the lines of the budget and the aid asked from each section ({section: amount in its currency}).

    `extras` replace the top-ups, which stay as they are when None.

    The aid of another currency is converted at the last known rate, which is kept with its date and source. Only what
    is open changes; a line that somebody else changed and she did not touch stays, and so do those `yielded`. Raises
    WrongState, EditedMeanwhile with the clashes, RateMissing, SectionNotAsked.
    """
    project = lock_for_edit(project, BUDGET)
    typed = BudgetTyped(lines, aids, extras=extras)
    found = compare_budget(project, typed, seen, yielded)
    refuse_clashes(found)
    put_budget(project, typed, found.to_write, now)
    if found.to_write:
        touch(project, now, fields=[])
    end_sitting(project=project, section=BUDGET, fields=fields_of_parts(found.to_write), by=by)
    return project


@transaction.atomic
def keep_budget(*, project: Project, typed: "BudgetTyped", seen: str, by: User, now: datetime) -> Kept:
    """Write what was typed in the budget and clashes with nothing; see `keep_section`. Raises what save_budget does."""
    project = lock_for_edit(project, BUDGET)
    found = compare_budget(project, typed, seen)
    put_budget(project, typed, found.to_write, now)
    note_kept(project, BUDGET, found.to_write, by=by, now=now)
    mine = {name: typed.parts(project).get(name) for name in _names(project, typed, found)}
    return Kept(project, found.to_write, found.clashes, found.changed_by_others, seen_after(seen, mine, found))


@dataclass(frozen=True)
class BudgetTyped:
    """A whole budget as typed. `held` are (side, account) pairs whose lines make no sense yet and stay as stored;
    (side, None) holds a whole side. Without `extras`, the top-ups stay as they are.
    """

    lines: Sequence[LineEntry]
    aids: Mapping[str, Decimal | None]
    held: frozenset[tuple[str, int | None]] = frozenset()
    extras: Sequence[ExtraEntry] | None = None

    def named_lines(self) -> dict[str, LineEntry]:
        """Return the lines by their finest name."""
        lines = [line for line in self.lines if not self.holds(line.side, line.account.pk)]
        names = line_names((line.side, line.account.pk) for line in lines)
        return dict(zip(names, lines, strict=True))

    def holds(self, side: str, account: int) -> bool:
        """Say whether the lines of this account are left as stored."""
        return (side, account) in self.held or (side, None) in self.held

    def parts(self, project: Project) -> dict[str, Any]:
        """Return what was typed as JSON, by its finest name."""
        lines = {name: line_value(row_of(line, project)) for name, line in self.named_lines().items()}
        rows = [extra_of(extra, project) for extra in self.extras or ()]
        top_ups = [extra_value(row) for row in sorted(rows, key=lambda row: (row.category, row.obstacle))]
        aids = {f"aid.{section}": aid_value(amount) for section, amount in self.aids.items()}
        return lines | ({} if self.extras is None else {"extras": top_ups}) | aids


def compare_budget(project: Project, typed: BudgetTyped, seen: str, yielded: Collection[str] = ()) -> Merge:
    """Compare the typed budget with the stored one and the one the page showed; what is not open is left alone."""
    theirs, mine = editable_values(project, BUDGET), typed.parts(project)
    gone = [name for name in theirs if name.count(".") == _LINE_DOTS and name not in mine and not _is_held(name, typed)]
    is_open = open_fields(project)
    mine = {name: value for name, value in (dict.fromkeys(gone) | mine).items() if field_of_part(name) in is_open}
    return merge(seen, theirs=theirs, mine=mine, yielded=yielded)


_LINE_DOTS = 3
LINE_FIELDS = ["label", "amount", "funder", "secured"]


def _is_held(name: str, typed: BudgetTyped) -> bool:
    _budget, side, account, _nth = name.split(".")
    return typed.holds(side, int(account))


def _names(project: Project, typed: BudgetTyped, found: Merge) -> set[str]:
    """Name what the page holds or has just taken off."""
    return {*typed.parts(project), *found.to_write}


def put_budget(project: Project, typed: BudgetTyped, names: Collection[str], now: datetime) -> None:
    """Write, add and take off the lines of these finest names, and the aid.

    A line that is written keeps its row, hence its rank among the lines of its account.
    """
    stored = list(project.budget_lines.select_related("account").order_by("side", "account__position", "pk"))
    there = dict(zip(line_names((row.side, row.account_id) for row in stored), stored, strict=True))
    lines = {name: row_of(line, project) for name, line in typed.named_lines().items() if name in names}
    for name, row in lines.items():
        row.pk, row.actual_amount = (there[name].pk, there[name].actual_amount) if name in there else (None, None)
    BudgetLine.objects.filter(pk__in=[there[name].pk for name in names if name in there and name not in lines]).delete()
    BudgetLine.objects.bulk_update([row for row in lines.values() if row.pk], LINE_FIELDS)
    BudgetLine.objects.bulk_create(row for row in lines.values() if not row.pk)
    if "extras" in names and typed.extras is not None:
        project.aid_extras.all().delete()
        AidExtra.objects.bulk_create(extra_of(extra, project) for extra in typed.extras)
    aids = {section: amount for section, amount in typed.aids.items() if f"aid.{section}" in names}
    _replace_aids(project, aids, now)


def row_of(line: LineEntry, project: Project) -> BudgetLine:
    """Build the row of a line, not saved."""
    return BudgetLine(
        project=project,
        side=line.side,
        account=line.account,
        label=line.label,
        amount=line.amount,
        currency=project.currency,
        funder=line.funder,
        secured=line.secured,
    )


def extra_of(extra: ExtraEntry, project: Project) -> AidExtra:
    """Build the row of a top-up, not saved, in the currency of the call's scale."""
    return AidExtra(project=project, currency=project.call_rules.currency, **vars(extra))


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


def aid_rates(project: Project, currencies: Mapping[str, str], now: datetime) -> dict[str, dict[str, str]]:
    """Say at which rates the aid of each section enters the budget, for the page to compute as `_replace_aids` does.

    `currencies` are those of the sections that fund the call (`aid_currencies`).
    {section: {"rate": for an amount that changes, "kept": for the one that is saved}}, as texts; "" for none known.
    """
    kept = {aid.section: str(aid.rate) for aid in project.aid_requests.all()}
    rates = {}
    for section, currency in currencies.items():
        known = None if currency == project.currency else latest_rate(currency, project.currency, calendar.day_of(now))
        rate = "1" if currency == project.currency else str(known.rate) if known else ""
        rates[section] = {"rate": rate, "kept": kept.get(section, "")}
    return rates


def convert_aid(aid: AidRequest, now: datetime) -> None:
    """Put in `aid` what it makes in the budget's currency, with rate, date and source. Raises RateMissing."""
    asked, target = Money(aid.requested_amount, aid.currency), aid.project.currency
    if asked.currency == target:
        aid.rate, aid.rate_on, aid.rate_source = Decimal(1), None, ""
        aid.converted_amount = asked.amount
        return
    rate = latest_rate(asked.currency, target, calendar.day_of(now))
    if rate is None:
        raise RateMissing(_("Aucun taux de change n’est enregistré pour ces devises : prévenez l’OFQJ."))
    aid.rate, aid.rate_on, aid.rate_source = rate.rate, rate.on, rate.source
    aid.converted_amount = asked.converted(rate.rate, target).amount
