"""A section says how it pays on a call: its advances and its balance, and whether young people are paid their share.

Each state is kept in the history of the call. A dossier already filed keeps the schedule of its filing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError, EditedMeanwhile
from ofqj_portal.core.journal import record
from projects.enums import PaymentKind
from projects.models import Call, InstalmentTerm
from projects.models.payment_terms import TermLine
from projects.queries.terms import SectionTerms, lines_of, terms_from, terms_of, why_no_share
from projects.services.calls import keep_first_state, keep_state, lock_call

MAX_ADVANCES = 4
MAX_ADVANCED_PCT = 99


class ShareImpossible(DomainError):
    """This call has no share that could go to a young person."""


class ScheduleRefused(DomainError):
    """These advances leave nothing to the balance, or make no sense."""


@dataclass(frozen=True)
class Advance:
    """An advance: its part of the aid in per cent, and what it waits for beside a signed agreement and an account."""

    share_pct: int
    waits_for: tuple[str, ...] = ()


@transaction.atomic
def set_people_paid(
    *, call: Call, section: str, pays: bool, waits_for: Sequence[str], seen: str, by: User, now: datetime
) -> SectionTerms:
    """Let young people be paid on `call` by `section`, or the structures alone; return the schedule as it stands.

    The section's usual lines become the call's own at the first change. Shares asked already stay as they are.
    `seen` is the mark of the schedule the form was built on. Raises ShareImpossible, EditedMeanwhile.
    """
    call = lock_call(call)
    (found,) = terms_of(call, [section])
    _refuse_stale(seen, found.mark)
    if pays and (why := why_no_share(call)):
        raise ShareImpossible(why)
    wanted = sorted(set(waits_for)) if pays else None
    if wanted == (sorted(found.share.waits_for) if found.share else None):
        return found
    lines = [line for line in lines_of(found.terms) if line.kind != PaymentKind.SHARE]
    if wanted is not None:
        lines.append(TermLine(0, PaymentKind.SHARE, None, tuple(wanted)))
    verb = "call.people_paid" if pays else "call.structures_paid"
    return _write(call, section, lines, verb, by=by, now=now, waits_for=wanted or [])


@transaction.atomic
def set_schedule(
    *,
    call: Call,
    section: str,
    advances: Sequence[Advance],
    balance_waits: Sequence[str],
    seen: str,
    by: User,
    now: datetime,
) -> SectionTerms:
    """Say when `section` pays its advances and its balance on `call`; return the schedule as it stands.

    `seen` is the whole mark of the schedule the form was built on. Raises ScheduleRefused, EditedMeanwhile.
    """
    call = lock_call(call)
    (found,) = terms_of(call, [section])
    _refuse_stale(seen, found.whole_mark)
    lines = schedule_lines(advances, balance_waits, found)
    if found.is_own and _unranked(lines) == _unranked(lines_of(found.terms)):
        return found
    pcts = [advance.share_pct for advance in advances]
    return _write(call, section, lines, "call.schedule_changed", by=by, now=now, advances=pcts)


@transaction.atomic
def use_usual_schedule(*, call: Call, section: str, seen: str, by: User, now: datetime) -> SectionTerms:
    """Have `section` pay on `call` as it usually does, young people's shares included. Raises EditedMeanwhile."""
    call = lock_call(call)
    (found,) = terms_of(call, [section])
    _refuse_stale(seen, found.whole_mark)
    return _write(call, section, [], "call.schedule_changed", by=by, now=now) if found.is_own else found


def schedule_lines(advances: Sequence[Advance], balance_waits: Sequence[str], found: SectionTerms) -> list[TermLine]:
    """Make the lines of a schedule; the share of young people stays as it is. Raises ScheduleRefused."""
    if len(advances) > MAX_ADVANCES or any(advance.share_pct < 1 for advance in advances):
        raise ScheduleRefused(_("Un acompte est une part de 1 à 99 %, et il y en a quatre au plus."))
    if sum(advance.share_pct for advance in advances) > MAX_ADVANCED_PCT:
        raise ScheduleRefused(_("Laissez une part au solde : les acomptes ne dépassent pas 99 % de l’aide."))
    lines = [TermLine(0, PaymentKind.ADVANCE, each.share_pct, each.waits_for) for each in advances]
    lines.append(TermLine(0, PaymentKind.BALANCE, None, tuple(balance_waits)))
    lines += [line for line in lines_of(found.terms) if line.kind == PaymentKind.SHARE]
    return [TermLine(rank, line.kind, line.share_pct, line.waits_for) for rank, line in enumerate(lines, start=1)]


def _unranked(lines: Sequence[TermLine]) -> list[tuple[str, int | None, list[str]]]:
    return [(line.kind, line.share_pct, sorted(line.waits_for)) for line in lines]


def _refuse_stale(seen: str, mark: str) -> None:
    if seen != mark:
        raise EditedMeanwhile(_("Cet échéancier a changé entre-temps : relisez-le, puis enregistrez encore."))


def _write(
    call: Call, section: str, lines: Sequence[TermLine], verb: str, *, by: User, now: datetime, **facts: object
) -> SectionTerms:
    """Give a locked call its own schedule, in this order, or none of its own; keep what it said before and says now."""
    keep_first_state(call, now=now)
    InstalmentTerm.objects.filter(call=call, section=section).delete()
    ranked = [TermLine(rank, line.kind, line.share_pct, line.waits_for) for rank, line in enumerate(lines, start=1)]
    InstalmentTerm.objects.bulk_create(terms_from(ranked, call_id=call.pk, section=section))
    keep_state(call, by=by, now=now, note=str(_("Versements")))
    record(call, verb, by=by, section=section, **facts)
    return terms_of(call, [section])[0]
