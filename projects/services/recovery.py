"""An overpayment: drafted when the aid is recomputed, asked by letter, then received or waived by finance."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, files, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.journal import record
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from projects.emails.payment import RecoveryMail, RecoveryReceivedMail
from projects.enums import LedgerKind, ProjectState, RecoveryState
from projects.file_access import RECOVERY_LETTER
from projects.models import Grant, Recovery, RecoveryReceipt
from projects.services.drafting import lock
from projects.services.ledger import committed_and_paid, keep_only, write

LETTER_JOB = "projects.make_recovery_letter"


class RecoveryRefused(DomainError):
    """The date or the words of a recovery make no sense."""


def draft_recovery(*, grant: Grant, amount: Money, reason: str, now: datetime) -> Recovery | None:
    """Draft what a structure has to give back, or bring the draft to `amount`; None when there is nothing.

    Call it in the service that recomputes the grant, with its dossier locked. What was already asked stays as asked.
    """
    standing = Recovery.objects.open().filter(grant=grant).first()
    if amount.amount <= 0 or (standing and standing.state != RecoveryState.DRAFTED):
        return None
    if standing:
        standing.amount, standing.reason = amount.amount, reason
        standing.save(update_fields=["amount", "reason"])
        return standing
    money = {"amount": amount.amount, "currency": amount.currency}
    recovery = Recovery.objects.create(grant=grant, reason=reason, drafted_at=now, **money)
    record(grant.decision.project, "project.recovery_drafted", by=None, recovery=recovery.pk, **_facts(recovery))
    return recovery


def overpaid(grant: Grant) -> Money:
    """Return what was paid on a grant above what is due, zero if nothing was."""
    paid = committed_and_paid(grant.decision)[1]
    return max(paid - grant.due, Money.zero(grant.currency))


@transaction.atomic
def send_recovery(*, recovery: Recovery, due_on: date, by: User, now: datetime) -> Recovery:
    """Ask the structure to give the money back by `due_on`; its letter is made, then mailed.

    Raises WrongState unless it is drafted, RecoveryRefused for a day that leaves no time.
    """
    recovery = _locked(recovery, RecoveryState.DRAFTED)
    if due_on <= calendar.day_of(now):
        raise RecoveryRefused(_("Laissez du temps pour rendre l’argent : choisissez une date à venir."))
    recovery.state, recovery.due_on, recovery.sent_by, recovery.sent_at = RecoveryState.SENT, due_on, by, now
    recovery.save(update_fields=["state", "due_on", "sent_by", "sent_at"])
    if not calendar.told_instant():
        enqueue(LETTER_JOB, args={"recovery": recovery.pk}, unique_key=f"recovery:{recovery.pk}")
    record(recovery.grant.decision.project, "project.recovery_sent", by=by, recovery=recovery.pk, **_facts(recovery))
    return recovery


@transaction.atomic
def keep_recovery_letter(*, recovery: Recovery, letter: bytes, now: datetime) -> bool:
    """Keep the letter of a recovery and mail it; one that has its letter is left as it is."""
    project = lock(recovery.grant.decision.project)
    recovery = Recovery.objects.select_for_update().get(pk=recovery.pk)
    if recovery.letter_id is not None or recovery.state != RecoveryState.SENT:
        return False
    name = _("%s trop-perçu.pdf") % project.number
    kind = RECOVERY_LETTER.code
    recovery.letter = files.store(letter, kind=kind, name=name, attached_to=recovery, by=None, now=now)
    recovery.save(update_fields=["letter"])
    outbox.queue(RecoveryMail(recovery))
    return True


@transaction.atomic
def receive_recovery(
    *, recovery: Recovery, received_on: date, by: User, now: datetime, amount: Money | None = None
) -> Recovery:
    """Note that money is back, all that is left or `amount` of it: a counter-row, and the envelope may spend it again.

    The structure reads what came and what is left; the recovery is over once nothing is. Raises WrongState unless it
    was asked, RecoveryRefused for a day to come, or for more than what is left.
    """
    recovery = _locked(recovery, RecoveryState.SENT)
    if received_on > calendar.day_of(now):
        raise RecoveryRefused(_("Cette date n’est pas encore passée : notez le retour de l’argent une fois fait."))
    amount = recovery.left if amount is None else amount
    _check_receipt(recovery, amount)
    grant, money = recovery.grant, {"amount": amount.amount, "currency": amount.currency}
    noted = {"received_on": received_on, "recorded_by": by, "recorded_at": now}
    receipt = RecoveryReceipt.objects.create(recovery=recovery, **money, **noted)
    write(grant.decision, LedgerKind.RECOVER, amount, by=by, now=now)
    if grant.decision.project.state == ProjectState.CANCELLED:  # it was worth what was paid; it is worth less now
        left = max(grant.due_amount - amount.amount, Decimal(0))
        grant.recomputed_amount, grant.recomputed_at = left, now
        grant.save(update_fields=["recomputed_amount", "recomputed_at"])
    keep_only(grant.decision, grant.due, by=by, now=now)
    outbox.queue(RecoveryReceivedMail(receipt))
    if recovery.left.amount:
        facts = {"recovery": recovery.pk, "amount": str(amount.amount), "currency": amount.currency}
        record(grant.decision.project, "project.recovery_part_received", by=by, **facts)
        return recovery
    recovery.state, recovery.received_on = RecoveryState.RECEIVED, received_on
    return _end(recovery, "project.recovery_received", by=by, now=now)


def _check_receipt(recovery: Recovery, amount: Money) -> None:
    if amount.currency != recovery.currency:
        raise RecoveryRefused(_("Ce trop-perçu est en %s : notez la somme dans cette devise.") % recovery.currency)
    if amount.amount <= 0:
        raise RecoveryRefused(_("Une somme rendue a un montant : vérifiez-le."))
    if amount.amount > recovery.left.amount:
        words = format_money(recovery.left)
        raise RecoveryRefused(_("Il reste %s à rendre : notez cette somme au plus, et rendez le surplus.") % words)


@transaction.atomic
def waive_recovery(*, recovery: Recovery, reason: str, by: User, now: datetime) -> Recovery:
    """Give up asking for the money, with a reason that stays. Raises WrongState once it is over, RecoveryRefused."""
    recovery = _locked(recovery, RecoveryState.DRAFTED, RecoveryState.SENT)
    if not reason.strip():
        raise RecoveryRefused(_("Dites pourquoi l’OFQJ ne demande plus cet argent : ce motif reste."))
    recovery.state, recovery.waiver = RecoveryState.WAIVED, reason.strip()
    return _end(recovery, "project.recovery_waived", by=by, now=now)


def _locked(recovery: Recovery, *states: str) -> Recovery:
    lock(recovery.grant.decision.project)
    rows = Recovery.objects.select_for_update(of=("self",)).select_related("grant__decision__project__carrier")
    recovery = rows.get(pk=recovery.pk)
    if recovery.state not in states:
        raise WrongState(_("Ce trop-perçu a changé d’état : relisez la subvention."))
    return recovery


def _end(recovery: Recovery, verb: str, *, by: User, now: datetime) -> Recovery:
    recovery.ended_by, recovery.ended_at = by, now
    recovery.save(update_fields=["state", "received_on", "waiver", "ended_by", "ended_at"])
    record(recovery.grant.decision.project, verb, by=by, recovery=recovery.pk, **_facts(recovery))
    return recovery


def _facts(recovery: Recovery) -> dict[str, str]:
    return {"amount": str(recovery.amount), "currency": recovery.currency}
