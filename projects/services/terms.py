"""A section says whether, on a call, it pays young people their share of the aid themselves."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError, EditedMeanwhile
from ofqj_portal.core.journal import record
from projects.enums import PaymentKind
from projects.models import Call, InstalmentTerm
from projects.queries.terms import SectionTerms, terms_of, why_no_share
from projects.services.calls import lock_call


class ShareImpossible(DomainError):
    """This call has no share that could go to a young person."""


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
    if seen != found.mark:
        raise EditedMeanwhile(_("Cet échéancier a changé entre-temps : relisez-le, puis enregistrez encore."))
    if pays and (why := why_no_share(call)):
        raise ShareImpossible(why)
    wanted = sorted(set(waits_for)) if pays else None
    if wanted == (sorted(found.share.waits_for) if found.share else None):
        return found
    _write(call, section, [term for term in found.terms if term.kind != PaymentKind.SHARE], wanted)
    record(call, "call.people_paid" if pays else "call.structures_paid", by=by, section=section, waits_for=wanted or [])
    return terms_of(call, [section])[0]


def _write(call: Call, section: str, kept: Sequence[InstalmentTerm], waits_for: Sequence[str] | None) -> None:
    """Give the call its own schedule: the lines kept, in their order, and the share of young people last."""
    InstalmentTerm.objects.filter(call=call, section=section).delete()
    lines = [(term.kind, term.share_pct, term.waits_for) for term in kept]
    if waits_for is not None:
        lines.append((PaymentKind.SHARE, None, list(waits_for)))
    InstalmentTerm.objects.bulk_create(
        InstalmentTerm(call=call, section=section, position=rank, kind=kind, share_pct=pct, waits_for=waits)
        for rank, (kind, pct, waits) in enumerate(lines, start=1)
    )
