"""What finance pays on a grant: an advance, then the balance once the report is closed."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.calendar import add_months
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from projects.enums import AFTER_DEPARTURE, LedgerKind, PayeeKind, PaymentKind, ProjectState
from projects.labels import balance_block
from projects.models import AccountingRecord, Grant, Payment, Project
from projects.services.drafting import lock
from projects.services.ledger import committed_and_paid, write

YEARS_KEPT = 10  # how long the identity of a payee is kept (architecture §2)
#: States in which money may leave: accepted without condition, or later.
PAYABLE = frozenset({ProjectState.ACCEPTED}) | AFTER_DEPARTURE


class PaymentRefused(DomainError):
    """The amount, the day or the nature of the payment cannot be noted."""


class BalanceBlocked(PaymentRefused):
    """Something named must come before the balance."""


@transaction.atomic
def record_payment(*, grant: Grant, kind: str, amount: Money, paid_on: date, by: User, now: datetime) -> Payment:
    """Note a payment made to the lead carrier; the envelope's `paid` follows through the ledger.

    Raises WrongState unless the dossier can be paid, BalanceBlocked before its report is closed, PaymentRefused above
    what is left to pay, in another currency, for a second balance or a day to come.
    """
    project = lock(grant.decision.project)
    grant = Grant.objects.select_related("decision").get(pk=grant.pk)
    if project.state not in PAYABLE:
        raise WrongState(_("Ce dossier ne peut pas être payé dans cet état : relisez-le."))
    _check(project, grant, kind, amount, paid_on, now)
    payment = Payment.objects.create(
        grant=grant,
        kind=kind,
        amount=amount.amount,
        currency=amount.currency,
        payee_ref=_payee_of(project, paid_on).payee_ref,
        paid_on=paid_on,
        recorded_by=by,
        recorded_at=now,
    )
    write(grant.decision, LedgerKind.PAY, amount, by=by, now=now)
    facts = {"payment": payment.pk, "kind": kind, "amount": str(amount.amount), "currency": amount.currency}
    record(project, "project.payment_recorded", by=by, **facts)
    return payment


def left_to_pay(grant: Grant) -> Money:
    """Return what may still be paid on a grant: what is committed less what is paid."""
    committed, paid = committed_and_paid(grant.decision)
    return committed - paid


def _check(project: Project, grant: Grant, kind: str, amount: Money, paid_on: date, now: datetime) -> None:
    if amount.currency != grant.currency:
        raise PaymentRefused(_("Cette subvention est en %s : payez dans cette devise.") % grant.currency)
    if amount.amount <= 0:
        raise PaymentRefused(_("Un versement a un montant : vérifiez-le."))
    if paid_on > now.date():
        raise PaymentRefused(_("Cette date n’est pas encore passée : notez le versement une fois fait."))
    if grant.payments.filter(kind=PaymentKind.BALANCE).exists():
        raise PaymentRefused(_("Le solde de cette subvention est déjà versé."))
    if kind == PaymentKind.BALANCE and (block := balance_block(project.state)):
        raise BalanceBlocked(_("Solde bloqué : %s") % block)
    left = left_to_pay(grant)
    if amount.amount > left.amount:
        raise PaymentRefused(_("Il reste %s à payer sur cette subvention : baissez le montant.") % format_money(left))


def _payee_of(project: Project, paid_on: date) -> AccountingRecord:
    """Return the accounting record of the lead carrier, kept ten years after its last payment."""
    kept_until = add_months(paid_on, 12 * YEARS_KEPT)
    payee = AccountingRecord.objects.select_for_update().filter(structure=project.carrier_id).first()
    if payee is None:
        return AccountingRecord.objects.create(
            kind=PayeeKind.STRUCTURE, structure_id=project.carrier_id, kept_until=kept_until
        )
    if payee.kept_until < kept_until:
        payee.kept_until = kept_until
        payee.save(update_fields=["kept_until"])
    return payee
