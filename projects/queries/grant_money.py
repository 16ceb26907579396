"""The money of a dossier for those who read it: each grant, its instalments, what each waits for, who can lift it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, TextField, prefetch_related_objects
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money
from ofqj_portal.core.prepared_parts import PreparedPart, PreparedParts
from ofqj_portal.core.prepared_rows import PreparedRows
from projects.enums import AGREED, OPEN_RECOVERY, LineOutcome, RateMoment
from projects.labels import StateLabel
from projects.models import (
    BankDetails,
    Decision,
    FrozenRate,
    Grant,
    GrantAgreement,
    Instalment,
    PaymentRunLine,
    Project,
    Recovery,
    RecoveryReceipt,
)
from projects.queries.instalments import amounts_due, kept_amount, paid_on
from projects.queries.missing import Missing, Standing, missing_for
from projects.queries.rates import in_other_currency, last_frozen, other_currency, place_of, rates_told
from projects.queries.repayment import RepaymentPlace, place_told, with_place
from projects.queries.shares import with_shares

_WORDS = {
    "paid": _("Payé"),
    "nothing": _("rien à verser"),
    "blocked": _("bloqué"),
    "ready": _("À payer"),
    "held": _("Ordre de paiement en cours"),
}


@dataclass(frozen=True)
class InstalmentLine:
    """One instalment in words: paid on a day, or to pay, or what it waits for."""

    instalment: Instalment
    label: str
    amount: Money
    state: StateLabel
    paid_on: date | None
    missing: tuple[Missing, ...]
    in_other_currency: str = ""

    @property
    def is_over(self) -> bool:
        """Say whether it is paid, or about to be."""
        return self.paid_on is not None or self.state.label == _WORDS["held"]


@dataclass(frozen=True)
class GrantMoney:
    """One section's grant with its instalments; `has_bank_details` says whether an account is kept for it now."""

    grant: Grant
    section: str
    section_label: str
    awarded: Money
    due: Money
    paid: Money
    lines: tuple[InstalmentLine, ...]
    has_bank_details: bool
    recoveries: tuple[Recovery, ...] = ()
    repay_to: RepaymentPlace | None = None  # where an open recovery is given back

    @property
    def to_recover(self) -> Money:
        """What was paid above what is due, less what was given back."""
        return max(self.paid - self.due, Money.zero(self.grant.currency))


def grants_with_money(rows: Any, *, numbers: tuple[str, ...] = (), given_back: bool = True) -> Any:
    """Bring along what `money_of` reads of each grant; of the accounts no number but those named in `numbers`.

    Without `given_back`, nothing of what was paid above what is due.
    """
    rows = rows.annotate(paid_amount=kept_amount()).select_related("decision__project__carrier")
    return rows.prefetch_related(
        _agreements(),
        Prefetch("instalments", _instalments()),
        Prefetch("bank_details", _accounts(numbers)),
        Prefetch("recoveries", _given_back() if given_back else Recovery.objects.none()),
    )


def _agreements() -> Prefetch:
    return Prefetch("decision__agreements", GrantAgreement.objects.standing(), to_attr="standing")


def _instalments() -> Any:
    held = PaymentRunLine.objects.filter(instalment=OuterRef("pk"), outcome=LineOutcome.PENDING)
    return Instalment.objects.select_related("payment").annotate(is_held=Exists(held)).order_by("position")


def _accounts(numbers: tuple[str, ...]) -> Any:
    accounts = BankDetails.objects.only("pk", "grant_id", "payee_id", "scheme", *numbers)
    return accounts.annotate(is_structures=Q(payee__structure__isnull=False))


def _given_back() -> Any:
    receipts = RecoveryReceipt.objects.filter(recovery=OuterRef("pk")).order_by("pk")
    told = JSONObject(amount=Cast("amount", TextField()), currency="currency", received_on="received_on")
    recoveries = Recovery.objects.select_related("letter").order_by("pk")
    return with_place(recoveries.annotate(told_receipts=ArraySubquery(receipts.values(told=told))))


@cache
def _parts(numbers: tuple[str, ...]) -> PreparedParts:
    """Prepare what `grants_with_money` brings along of one grant, its agreement apart."""
    return PreparedParts(
        (
            PreparedPart("instalments", _instalments, owner="grant"),
            PreparedPart("bank_details", lambda: _accounts(numbers), owner="grant"),
            PreparedPart("recoveries", _given_back, owner="grant"),
        )
    )


def shares_money(project: Project, user: Any) -> list[GrantMoney]:
    """Return the grants of a dossier for who only reads its shares: without recoveries or rates, in four queries."""
    rows = grants_with_money(with_shares(Grant.objects.filter(decision__project=project)), given_back=False)
    nothing = Prefetch("decision__frozen_rates", FrozenRate.objects.none(), to_attr=f"rates_at_{RateMoment.PAYMENT}")
    return [money_of(grant, project, user) for grant in rows.prefetch_related(nothing).order_by("decision__section")]


def project_money(project: Project, user: Any, *, section: str = "", numbers: tuple[str, ...] = ()) -> list[GrantMoney]:
    """Return the grants of a dossier (or that of one section) as their reader sees them, one a section.

    See `grants_with_money` for `numbers`. Two queries, and one a grant.
    """
    found = _GRANTS.of(None, section, project=project.pk).all()
    prefetch_related_objects(found, _agreements())
    for grant in found:
        _parts(numbers).bring(grant)
        vars(grant.decision).update({name: getattr(grant, name) for name in _RATES})
    return [money_of(grant, project, user) for grant in found]


def _grants(_reader: None, section: str, *, project: int) -> "QuerySet[Grant]":
    rows = Grant.objects.filter(decision__project=project)
    rows = rows.filter(decision__section=section) if section else rows
    rows = with_shares(rows).annotate(paid_amount=kept_amount(), **_RATES)
    return rows.select_related("decision").order_by("decision__section")


_RATES = rates_told("decision", RateMoment.PAYMENT)
_GRANTS = PreparedRows(_grants, project=int)


def money_of(grant: Grant, project: Project, user: Any) -> GrantMoney:
    """Put one grant of `grants_with_money` into words for `user`."""
    grant.decision.project = project
    standing, paid = standing_of(grant), paid_on(grant)
    instalments = list(grant.instalments.all())
    for recovery in _recoveries(grant):
        recovery._prefetched_objects_cache = {"receipts": [_receipt(told) for told in recovery.told_receipts]}
    unpaid = [row for row in instalments if payment_of(row) is None]
    amounts = {row.pk: amount for row, amount in amounts_due(grant, unpaid, paid)}
    return GrantMoney(
        grant=grant,
        section=grant.decision.section,
        section_label=str(grant.decision.get_section_display()),
        awarded=grant.awarded,
        due=grant.due,
        paid=paid,
        lines=tuple(_line(row, amounts.get(row.pk), standing, user) for row in instalments),
        has_bank_details=standing.has_bank_details,
        recoveries=tuple(grant.recoveries.all()),
        repay_to=next((place_told(row) for row in grant.recoveries.all() if row.state in OPEN_RECOVERY), None),
    )


def _recoveries(grant: Grant) -> Iterable[Any]:
    """Return what was paid above what is due, each with its annotations."""
    return grant.recoveries.all()


def _receipt(told: dict[str, Any]) -> RecoveryReceipt:
    day = date.fromisoformat(told["received_on"])
    return RecoveryReceipt(amount=Decimal(told["amount"]), currency=told["currency"], received_on=day)


def account_tail(money: GrantMoney) -> str:
    """Return the last digits of the structure's account, read with its `numbers`; "" without one."""
    shares = {line.instalment.payee_id for line in money.lines}
    return next((row.tail for row in money.grant.bank_details.all() if row.payee_id not in shares), "")


def standing_of(grant: Grant) -> Standing:
    """Gather what decides whether a grant may be paid, from what `grants_with_money` brought along."""
    agreements: Sequence[GrantAgreement] = getattr(grant.decision, "standing", ())
    with_account = {details.payee_id for details in grant.bank_details.all()}
    shares = with_account & {row.payee_id for row in grant.instalments.all()}
    paper = agreements[0] if agreements else None
    return Standing(grant.decision, paper, bool(with_account - shares), frozenset(shares))


def payment_of(instalment: Instalment) -> Any:
    """Return the payment that settled an instalment, None while it waits."""
    return getattr(instalment, "payment", None)


def _line(instalment: Instalment, amount: Money | None, standing: Standing, user: Any) -> InstalmentLine:
    label = instalment.words
    if (payment := payment_of(instalment)) is not None:
        state = StateLabel("ok", _WORDS["paid"])
        read = paid_elsewhere(payment, standing.decision)
        return InstalmentLine(instalment, label, payment.money, state, payment.paid_on, (), read)
    amount = amount or Money.zero(instalment.currency)
    if not amount.amount or standing.project.state not in AGREED:
        return InstalmentLine(instalment, label, amount, StateLabel("neutral", _WORDS["nothing"]), None, ())
    if getattr(instalment, "is_held", False):
        return InstalmentLine(instalment, label, amount, StateLabel("with", _WORDS["held"]), None, ())
    missing = tuple(missing_for(instalment, standing, user))
    state = StateLabel("neutral", _WORDS["blocked"]) if missing else StateLabel("with", _WORDS["ready"])
    return InstalmentLine(instalment, label, amount, state, None, missing)


def paid_elsewhere(payment: Any, decision: Decision) -> str:
    """Read a payment in the other currency at the rate frozen with it, that of its account first; "" without one."""
    rate = (
        last_frozen(decision, RateMoment.PAYMENT, payment_ref=place_of(payment.instalment))
        if payment.instalment
        else None
    )
    if payment.rate is not None:
        dated = {"on": payment.rate_on, "source": payment.rate_source}
        rate = FrozenRate(base=payment.currency, quote=other_currency(payment.currency), rate=payment.rate, **dated)
    read = in_other_currency(payment.money, rate)
    return read.sentence if read else ""


def ready_to_pay(lines: Iterable[InstalmentLine]) -> list[InstalmentLine]:
    """Keep the instalments that nothing blocks, that are not paid and that no order holds."""
    return [line for line in lines if line.state.label == _WORDS["ready"]]
