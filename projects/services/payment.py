"""What finance pays on a grant: one payment an instalment, once nothing named blocks it."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, jobs, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from projects.emails.payment import PaymentMadeMail
from projects.enums import AGREED, TO_STRUCTURE, LedgerKind, PaymentKind, RateMoment
from projects.labels import balance_block
from projects.models import ExchangeRate, Grant, GrantAgreement, Instalment, Payment, Project
from projects.queries.held import held_lines
from projects.queries.missing import Standing, blocks_by_hand
from projects.queries.rates import place_of
from projects.services.drafting import lock
from projects.services.joining import purge_bank_pieces
from projects.services.ledger import committed_and_paid, write
from projects.services.payee import payee_of_instalment
from projects.services.rates import freeze_rate
from projects.services.schedule import refresh_plan

#: States in which money may leave: accepted without condition, or later.
PAYABLE = AGREED


class PaymentRefused(DomainError):
    """The amount, the day or the nature of the payment cannot be noted."""


class BalanceBlocked(PaymentRefused):
    """Something named must come before this payment."""


@transaction.atomic
def record_payment(*, grant: Grant, kind: str, amount: Money, paid_on: date, by: User, now: datetime) -> Payment:
    """Note a payment made to the lead carrier outside any run; the envelope's `paid` follows through the ledger.

    It settles the next instalment of its kind, or one more advance. Raises WrongState unless the dossier can be paid,
    BalanceBlocked before what that instalment waits for (bank details apart), PaymentRefused above what is left to
    pay, in another currency, for a second balance, for a day to come or while a run holds the instalment.
    """
    project = lock(grant.decision.project)
    grant = Grant.objects.select_related("decision__project__carrier").get(pk=grant.pk)
    if project.state not in PAYABLE:
        raise WrongState(_("Ce dossier ne peut pas être payé dans cet état : relisez-le."))
    _check(project, grant, kind, amount, paid_on, now)
    instalment = _instalment_for(grant, kind, amount)
    _refuse_if_blocked(instalment, grant)
    return settle_instalment(instalment=instalment, grant=grant, amount=amount, paid_on=paid_on, by=by, now=now)


def settle_instalment(
    *,
    instalment: Instalment,
    grant: Grant,
    amount: Money,
    paid_on: date,
    by: User,
    now: datetime,
    rate: ExchangeRate | None = None,
) -> Payment:
    """Write the payment of one instalment of a locked dossier: payment, row of the ledger, mail, journal.

    The database forgets the bank details of that payee for that grant in the same breath; the pieces that showed the
    structure's account are purged too. A young person whose share it is hears of it from above, by a job.
    """
    project = grant.decision.project
    frozen = {"rate": rate.rate, "rate_on": rate.on, "rate_source": rate.source} if rate else {}
    payment = Payment.objects.create(
        grant=grant,
        instalment=instalment,
        kind=instalment.kind,
        amount=amount.amount,
        currency=amount.currency,
        payee_ref=payee_of_instalment(instalment, project, paid_on).payee_ref,
        paid_on=paid_on,
        recorded_by=by,
        recorded_at=now,
        **frozen,
    )
    write(grant.decision, LedgerKind.PAY, amount, by=by, now=now)
    place = place_of(instalment)
    freeze_rate(decision=grant.decision, moment=RateMoment.PAYMENT, now=now, payment_ref=place)
    refresh_plan(grant)
    if instalment.payee_id is None:
        purge_bank_pieces(project=project, now=now)
    else:
        jobs.enqueue("participants.tell_of_share", args={"payment": payment.pk}, unique_key=f"share_paid:{payment.pk}")
    outbox.queue(PaymentMadeMail(payment))
    facts = {"payment": payment.pk, "kind": payment.kind, "amount": str(amount.amount), "currency": amount.currency}
    record(project, "project.payment_recorded", by=by, **facts)
    return payment


def left_to_pay(grant: Grant) -> Money:
    """Return what may still be paid on a grant: what is committed less what is paid."""
    committed, paid = committed_and_paid(grant.decision)
    return committed - paid


def _check(project: Project, grant: Grant, kind: str, amount: Money, paid_on: date, now: datetime) -> None:
    if amount.currency != grant.currency:
        raise PaymentRefused(_("Cette subvention est en %s : payez dans cette devise.") % grant.currency)
    if kind not in TO_STRUCTURE:
        raise PaymentRefused(_("La part d’un jeune se paie par un ordre de paiement, jamais à la main."))
    if amount.amount <= 0:
        raise PaymentRefused(_("Un versement a un montant : vérifiez-le."))
    if paid_on > calendar.day_of(now):
        raise PaymentRefused(_("Cette date n’est pas encore passée : notez le versement une fois fait."))
    if grant.payments.filter(kind=PaymentKind.BALANCE).exists():
        raise PaymentRefused(_("Le solde de cette subvention est déjà versé."))
    if kind == PaymentKind.BALANCE and (block := balance_block(project.state)):
        raise BalanceBlocked(_("Solde bloqué : %s") % block)
    if held_lines(grant.decision).exists():
        raise PaymentRefused(_("Un ordre de paiement est en cours sur cette subvention : confirmez-le d’abord."))
    left = left_to_pay(grant)
    if amount.amount > left.amount:
        raise PaymentRefused(_("Il reste %s à payer sur cette subvention : baissez le montant.") % format_money(left))


def _instalment_for(grant: Grant, kind: str, amount: Money) -> Instalment:
    """Return the next unpaid instalment of that kind, or write one more: an advance that no agreement planned."""
    planned = grant.instalments.filter(kind=kind, payment=None).order_by("position").first()
    if planned is not None:
        return planned
    last = grant.instalments.aggregate(last=Max("position"))["last"] or 0
    return Instalment.objects.create(
        grant=grant, position=last + 1, kind=kind, planned_amount=amount.amount, currency=grant.currency
    )


def _refuse_if_blocked(instalment: Instalment, grant: Grant) -> None:
    agreement = GrantAgreement.objects.standing().filter(decision=grant.decision).first()
    blocks = blocks_by_hand(instalment, Standing(grant.decision, agreement))
    if blocks:
        words = ", ".join(f"{missing.what} ({missing.who})" for missing in blocks)
        raise BalanceBlocked(_("Versement bloqué. Il manque : %s.") % words)
