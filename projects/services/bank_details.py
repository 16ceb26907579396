"""The bank details of a structure: given by its people, read by finance alone, gone with the payment."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from stdnum import bic, iban
from stdnum.exceptions import ValidationError

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from projects.emails.payment import BankDetailsGivenMail, BankDetailsRefusedMail
from projects.enums import AGREED, AccountScheme, PayeeKind
from projects.models import AccountingRecord, BankDetails, Grant, Project
from projects.queries.held import held_lines
from projects.queries.instalments import waiting_instalments
from projects.services.drafting import lock
from projects.services.payee import payee_of

_LENGTHS = {"institution": (3, 3), "transit": (5, 5), "account": (5, 12)}


class BankDetailsRefused(DomainError):
    """The numbers do not make an account, or a payment to the account is under way; `field` is the wrong one."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True)
class Account:
    """An account as somebody typed it: an IBAN with its BIC, or the three numbers of a Canadian account."""

    holder: str
    iban: str = ""
    bic: str = ""
    institution: str = ""
    transit: str = ""
    account: str = ""

    @property
    def scheme(self) -> AccountScheme:
        return AccountScheme.IBAN if self.iban else AccountScheme.CANADIAN


def checked(typed: Account) -> Account:
    """Return the account with its numbers written plainly. Raises BankDetailsRefused, saying which number is wrong."""
    if not typed.holder.strip():
        raise BankDetailsRefused(_("Dites à quel nom est le compte."), "holder")
    if typed.scheme == AccountScheme.IBAN:
        return Account(holder=typed.holder.strip(), iban=_iban(typed.iban), bic=_bic(typed.bic))
    numbers = {name: _digits(name, getattr(typed, name)) for name in _LENGTHS}
    return Account(holder=typed.holder.strip(), **numbers)


def _iban(text: str) -> str:
    try:
        return str(iban.validate(text))
    except ValidationError as wrong:
        raise BankDetailsRefused(_("Cet IBAN n’est pas juste : recopiez-le depuis votre relevé."), "iban") from wrong


def _bic(text: str) -> str:
    try:
        return str(bic.validate(text)) if text.strip() else ""
    except ValidationError as wrong:
        raise BankDetailsRefused(_("Ce BIC n’est pas juste : il compte 8 ou 11 signes."), "bic") from wrong


def _digits(name: str, text: str) -> str:
    digits, (least, most) = text.replace(" ", "").replace("-", ""), _LENGTHS[name]
    if not (digits.isascii() and digits.isdigit() and least <= len(digits) <= most):
        words = {
            "institution": _("Le numéro d’institution compte 3 chiffres."),
            "transit": _("Le numéro de transit compte 5 chiffres."),
            "account": _("Le numéro de compte compte de 5 à 12 chiffres."),
        }
        raise BankDetailsRefused(words[name], name)
    return digits


@transaction.atomic
def give_bank_details(*, project: Project, account: Account, by: User, now: datetime) -> list[BankDetails]:
    """Keep the account of the lead carrier, sealed, for each grant that still has something to pay.

    What was given before is replaced. Raises WrongState unless money may still leave, BankDetailsRefused for numbers
    that make no account, or while a payment run holds the former ones.
    """
    project = lock(project)
    account = checked(account)
    grants = [grant for grant in grants_of(project) if waiting_instalments(grant)]
    if project.state not in AGREED or not grants:
        raise WrongState(_("Rien n’est à verser sur ce dossier : gardez vos coordonnées bancaires pour vous."))
    payee = payee_of(project, now.astimezone(calendar.PARIS).date())
    kept = keep_account(grants=grants, payee=payee, account=account, by=by, now=now)
    outbox.queue(BankDetailsGivenMail(project, by))
    record(project, "project.bank_details_given", by=by, grants=[grant.pk for grant in grants], scheme=account.scheme)
    return kept


def keep_account(
    *, grants: Sequence[Grant], payee: AccountingRecord, account: Account, by: User, now: datetime
) -> list[BankDetails]:
    """Keep a checked account of a payee for grants of a locked dossier, in place of the former one.

    Raises BankDetailsRefused while a payment run holds the former one.
    """
    kept = []
    for grant in grants:
        refuse_if_held(grant, payee)
        BankDetails.objects.filter(grant=grant, payee=payee).delete()
        numbers = asdict(account) | {"scheme": account.scheme}
        kept.append(BankDetails.objects.create(grant=grant, payee=payee, entered_by=by, entered_at=now, **numbers))
    return kept


@transaction.atomic
def refuse_bank_details(
    *, grant: Grant, reason: str, by: User, now: datetime, payee: AccountingRecord | None = None
) -> None:
    """Forget bank details that cannot be used, and tell the structure why, so that it gives others.

    They are the structure's own, or those of the young person who is `payee`.
    Raises WrongState if they are gone, BankDetailsRefused without a reason.
    """
    project = lock(grant.decision.project)
    if not reason.strip():
        raise BankDetailsRefused(_("Dites ce qui ne va pas : la structure lira ces mots."))
    whose = {"payee": payee} if payee else {"payee__kind": PayeeKind.STRUCTURE}
    rows = BankDetails.objects.select_related("payee", "grant__decision__project")
    details = rows.filter(grant=grant, **whose).first()
    if details is None:
        raise WrongState(_("Ces coordonnées bancaires ne sont plus là : relisez la subvention."))
    refuse_if_held(grant, details.payee)
    forget_bank_details(details, reason=reason.strip())
    record(project, "project.bank_details_refused", by=by, grant=grant.pk)


def forget_bank_details(details: BankDetails, *, reason: str) -> None:
    """Delete the bank details of a payee of a locked dossier, and ask the structure for others."""
    is_share = details.payee.kind == PayeeKind.PERSON
    BankDetails.objects.filter(pk=details.pk).delete()
    outbox.queue(BankDetailsRefusedMail(details.grant, reason, is_share))


def forget_idle_accounts(grant: Grant) -> None:
    """Delete the accounts kept for a grant of a locked dossier on which nothing is left to pay.

    An account that an open order holds stays until the bank has answered.
    """
    kept = BankDetails.objects.filter(grant=grant)
    if not kept.exists() or waiting_instalments(grant):
        return
    kept.exclude(payee__payee_ref__in=held_lines(grant.decision).values("payee_ref")).delete()


def refuse_if_held(grant: Grant, payee: AccountingRecord) -> None:
    """Go on unless an order is about to pay this payee. Raises BankDetailsRefused."""
    if held_lines(grant.decision).filter(payee_ref=payee.payee_ref).exists():
        raise BankDetailsRefused(
            _("Un paiement est en cours vers le compte déjà donné. Attendez sa réponse, puis donnez l’autre.")
        )


def grants_of(project: Project) -> list[Grant]:
    """Return the grants of a dossier, with their decisions."""
    grants = Grant.objects.filter(decision__project=project).select_related("decision__project")
    return list(grants.order_by("decision__section"))
