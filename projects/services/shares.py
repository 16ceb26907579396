"""The share of a grant that goes to a young person herself: asked by her structure, paid by an order, never by hand.

Whoever she is comes from above as a name (architecture §2): here she is an accounting record, sealed, that finance
reads; every other page knows a rank.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from projects.emails.payment import BankDetailsGivenMail
from projects.enums import AGREED, PayeeKind, PaymentKind
from projects.models import (
    AccountingRecord,
    BankDetails,
    Grant,
    Instalment,
    InstalmentTerm,
    Payment,
    PaymentRunLine,
    Project,
)
from projects.models.instalment import SHARES_FROM
from projects.queries.held import held_amount, held_lines
from projects.queries.instalments import paid_on
from projects.queries.shares import share_of, share_term
from projects.services.bank_details import Account, checked, grants_of, keep_account
from projects.services.drafting import lock
from projects.services.payee import years_after
from projects.services.schedule import refresh_plan


class ShareRefused(DomainError):
    """This share cannot be paid to the young person, or no longer to the structure."""


@transaction.atomic
def ask_share(
    *, project: Project, payee: AccountingRecord | None, name: str, account: Account, by: User, now: datetime
) -> AccountingRecord:
    """Have a young person paid her own share of each grant that allows it; return her accounting record.

    `payee` is hers if she has one on this dossier: her account alone is then replaced. Raises WrongState unless money
    may leave, ShareRefused where no section pays young people or too little is left, BankDetailsRefused for numbers
    that make no account, or while an order holds the former ones.
    """
    project, account = lock(project), checked(account)
    if project.state not in AGREED:
        raise WrongState(_("Rien n’est à verser sur ce dossier dans cet état."))
    payee = payee or _recorded(name, now)
    grants = [grant for grant in grants_of(project) if _has_share(grant, payee)]
    if not grants:
        raise ShareRefused(_("Aucune part n’est à verser à cette personne : relisez les versements du dossier."))
    keep_account(grants=grants, payee=payee, account=account, by=by, now=now)
    outbox.queue(BankDetailsGivenMail(project, by))
    facts = {"payee": payee.pk, "grants": [grant.pk for grant in grants], "scheme": account.scheme}
    record(project, "project.share_asked", by=by, **facts)
    return payee


@transaction.atomic
def drop_shares(*, project: Project, payees: Collection[AccountingRecord], by: User | None, now: datetime) -> int:
    """Give what is not paid of these shares back to the structure, and forget the accounts; return how many.

    What an order holds stays: the bank is about to pay it. A person who was never paid leaves no accounting record.
    """
    project, dropped = lock(project), 0
    for grant in grants_of(project):
        held = held_lines(grant.decision).values("instalment")
        rows = grant.instalments.filter(payee__in=payees, payment=None).exclude(pk__in=held)
        gone = [row.payee_id for row in rows]
        BankDetails.objects.filter(grant=grant, payee__in=gone).delete()
        rows.delete()
        dropped += len(gone)
        refresh_plan(grant)
    for payee in payees:
        if not Instalment.objects.filter(payee=payee).exists() and not _was_asked_of_a_bank(payee):
            payee.delete()
    if dropped:
        record(project, "project.share_dropped", by=by, shares=dropped)
    return dropped


def _recorded(name: str, now: datetime) -> AccountingRecord:
    today = now.astimezone(calendar.PARIS).date()
    return AccountingRecord.objects.create(kind=PayeeKind.PERSON, person_name=name, kept_until=years_after(today))


def _has_share(grant: Grant, payee: AccountingRecord) -> bool:
    """Say whether her share of a grant is still to be paid, writing it if it is new. Raises ShareRefused."""
    written = grant.instalments.filter(payee=payee).first()
    if written is not None:
        return not Payment.objects.filter(instalment=written).exists()
    term, share = share_term(grant), share_of(grant)
    if term is None or share is None:
        return False
    left = _left_for_structure(grant)
    if share.amount > left.amount:
        words = {"left": format_money(left), "share": format_money(share)}
        raise ShareRefused(
            _("Il reste %(left)s à verser à la structure, moins qu’une part (%(share)s) : rien n’a changé.") % words
        )
    _write_share(grant, payee, term, share)
    return True


def _left_for_structure(grant: Grant) -> Money:
    """Return what is neither paid, nor about to be, nor the share of another young person."""
    left = grant.due - paid_on(grant) - held_amount(grant.decision)
    held = held_lines(grant.decision).values("instalment")
    shares = grant.instalments.filter(kind=PaymentKind.SHARE, payment=None).exclude(pk__in=held)
    for share in shares:
        left = left - share.planned
    return max(left, Money.zero(grant.currency))


def _write_share(grant: Grant, payee: AccountingRecord, term: InstalmentTerm, share: Money) -> None:
    last = grant.instalments.filter(kind=PaymentKind.SHARE).aggregate(last=Max("position"))["last"] or SHARES_FROM
    Instalment.objects.create(
        grant=grant,
        payee=payee,
        position=last + 1,
        kind=PaymentKind.SHARE,
        planned_amount=share.amount,
        currency=grant.currency,
        waits_for=list(term.waits_for),
    )
    refresh_plan(grant)


def _was_asked_of_a_bank(payee: AccountingRecord) -> bool:
    return PaymentRunLine.objects.filter(payee_ref=payee.payee_ref).exists()
