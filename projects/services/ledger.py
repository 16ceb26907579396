"""Movements on the envelopes. The database adds them up and refuses to overrun (architecture, "A euro")."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from projects.enums import DecisionState, LedgerKind
from projects.models import Decision, Envelope, Grant, LedgerEntry, Project
from projects.queries.held import held_amount
from projects.services.agreement import void_agreements


class EnvelopeExhausted(DomainError):
    """The envelope holds less than the amount asked for."""

    def __init__(self, left: Money) -> None:
        self.left = left
        super().__init__(
            _("L’enveloppe ne suffit pas : il reste %(left)s. Rien n’a été engagé. Baissez le montant, ou attendez.")
            % {"left": format_money(left)}
        )


class NoEnvelope(DomainError):
    """The section has no envelope for this call."""


def locked_envelope(*, project: Project, section: str) -> Envelope:
    """Lock and return the envelope of `section` for the call of `project`. Raises NoEnvelope."""
    try:
        return Envelope.objects.select_for_update().get(call_id=project.call_id, section=section)
    except Envelope.DoesNotExist:
        raise NoEnvelope(
            _("Cette section n’a pas d’enveloppe pour cet appel : demandez à l’équipe de l’ouvrir avant d’accorder.")
        )


def commit_award(*, decision: Decision, envelope: Envelope, by: User, now: datetime) -> Grant:
    """Commit the amount of a decided yes and open its grant. Raises EnvelopeExhausted; `envelope` must be locked."""
    amount = decision.awarded
    if envelope.left.amount < amount.amount:
        raise EnvelopeExhausted(envelope.left)
    write(decision, LedgerKind.COMMIT, amount, by=by, now=now)
    return Grant.objects.create(decision=decision, awarded_amount=amount.amount, currency=amount.currency)


def write(decision: Decision, kind: LedgerKind, amount: Money, *, by: User | None, now: datetime) -> LedgerEntry:
    """Add one row to the ledger; the totals of the envelope follow in the database."""
    return LedgerEntry.objects.create(
        envelope_id=decision.envelope_id,
        decision=decision,
        kind=kind,
        amount=amount.amount,
        currency=amount.currency,
        by=by,
        at=now,
    )


def committed_and_paid(decision: Decision) -> tuple[Money, Money]:
    """Return what the ledger says of one yes: committed and paid, both in its currency."""
    totals, zero = decision.entries.totals(), Decimal(0)
    return Money(totals["committed"] or zero, decision.currency), Money(totals["paid"] or zero, decision.currency)


def keep_only(decision: Decision, due: Money, *, by: User | None, now: datetime) -> Money:
    """Release what is committed above `due`, never below what is paid or about to be; return what was released."""
    committed, paid = committed_and_paid(decision)
    kept = max(due.amount, paid.amount + held_amount(decision).amount)
    released = Money(max(committed.amount - kept, Decimal(0)), decision.currency)
    if released.amount:
        write(decision, LedgerKind.RELEASE, released, by=by, now=now)
    return released


def put_back_to_pending(decision: Decision, *, by: User | None, now: datetime) -> None:
    """Take a decision back: its commitment is released by a counter-row, its grant goes, it waits again."""
    decision.condition_rows.drop(now)
    decision.cuts.all().delete()
    if decision.is_yes:
        void_agreements(decision=decision, reason=_("La décision a été reprise."), now=now)
        keep_only(decision, Money.zero(decision.currency), by=by, now=now)
        decision.grant.delete()
    decision.state = DecisionState.PENDING
    decision.envelope = decision.amount = decision.decided_by = decision.decided_at = None
    decision.announced_at = decision.letter = None
    decision.currency = decision.motive = decision.conditions = ""
    decision.save()


def drop_decisions(*, project: Project, by: User | None, now: datetime) -> None:
    """Put every decision of a dossier taken back by its carrier to pending, and release what was committed.

    `project` must be locked by the caller.
    """
    taken = project.decisions.exclude(state=DecisionState.PENDING).select_related("grant")
    for decision in taken.order_by("envelope_id", "pk"):
        put_back_to_pending(decision, by=by, now=now)
