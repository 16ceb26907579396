"""What finance may put in an order: the instalments that nothing blocks, by section and by form of file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from ofqj_portal.core.money import Money, total
from ofqj_portal.core.row_by_row import AmongFound
from partners.enums import Section
from projects.enums import AGREED, AccountScheme, Currency, LineOutcome, RunMethod
from projects.models import BankDetails, Grant, Instalment, PaymentRun, PaymentRunLine, Project
from projects.models.visibility import paid_by
from projects.queries.grant_money import InstalmentLine, grants_with_money, money_of, ready_to_pay

#: Where a SEPA transfer goes (EPC, list of countries of the SEPA schemes, 2025), by the first letters of the IBAN.
SEPA_COUNTRIES = frozenset(
    {
        *("AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR"),
        *("HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO"),
        *("RS", "SE", "SI", "SK", "SM", "VA"),
    }
)
#: An account in a currency of its own: an IBAN is taken for euros, a Canadian account for dollars.
ACCOUNT_CURRENCY = {AccountScheme.IBAN: Currency.EUR, AccountScheme.CANADIAN: Currency.CAD}


@dataclass(frozen=True)
class ReadyInstalment:
    """One instalment that may be paid now."""

    grant: Grant
    project: Project
    line: InstalmentLine
    method: str


@dataclass(frozen=True)
class ReadyGroup:
    """The instalments that go into one order: one section, one currency, one form of file."""

    section: str
    section_label: str
    currency: str
    method: str
    method_label: str
    rows: tuple[ReadyInstalment, ...]

    @property
    def total(self) -> Money:
        return total([row.line.amount for row in self.rows], self.currency)


def payable_grants(user: Any) -> "QuerySet[Grant]":
    """Return the grants that have an account, a signed agreement and an unpaid instalment that no order holds."""
    held = PaymentRunLine.objects.filter(instalment=OuterRef("pk"), outcome=LineOutcome.PENDING)
    waiting = Instalment.objects.filter(~Exists(held), grant=OuterRef("pk"), payment=None, planned_amount__gt=0)
    seen = Project.objects.filter(paid_by(user), state__in=sorted(AGREED)).values("pk")
    rows = Grant.objects.filter(Exists(waiting), decision__project__in=seen, decision__agreements__state="signed")
    rows = rows.filter(AmongFound(BankDetails.objects.values("grant")))  # accounts are few: they go once all is paid
    return grants_with_money(rows, numbers=("iban",)).order_by("decision__section", "decision__project__number")


def ready_groups(user: Any) -> list[ReadyGroup]:
    """Group what may be paid now, in the order of sections."""
    groups: dict[tuple[str, str, str], list[ReadyInstalment]] = {}
    for grant in payable_grants(user):
        for row in ready_rows(grant):
            groups.setdefault((grant.decision.section, grant.currency, row.method), []).append(row)
    return [_group(key, rows) for key, rows in sorted(groups.items())]


def _group(key: tuple[str, str, str], rows: Iterable[ReadyInstalment]) -> ReadyGroup:
    section, currency, method = key
    labels = str(Section(section).label), str(RunMethod(method).label)
    return ReadyGroup(section, labels[0], currency, method, labels[1], tuple(rows))


def ready_rows(grant: Grant) -> list[ReadyInstalment]:
    """Return the instalments of one grant of `payable_grants` that may be paid now, and that no order holds."""
    project = grant.decision.project
    lines = ready_to_pay(money_of(grant, project, None).lines)
    return [ReadyInstalment(grant, project, line, method_for(grant, account_for(line.instalment))) for line in lines]


def account_for(instalment: Instalment) -> BankDetails:
    """Return the account that an instalment is paid to: its payee's, or the structure's."""
    shares = {row.payee_id for row in instalment.grant.instalments.all()} - {None}
    for details in instalment.grant.bank_details.all():
        if details.payee_id == instalment.payee_id or (instalment.payee_id is None and details.payee_id not in shares):
            return details
    raise BankDetails.DoesNotExist


def method_for(grant: Grant, details: BankDetails) -> RunMethod:
    """Say in which form of file an account is paid: euros to an IBAN of the SEPA area, else the list."""
    in_sepa = details.scheme == AccountScheme.IBAN and details.iban[:2] in SEPA_COUNTRIES
    return RunMethod.SEPA if grant.currency == Currency.EUR and in_sepa else RunMethod.CSV


def runs() -> "QuerySet[PaymentRun]":
    """Return every order, the latest first, with how many lines and how much it pays."""
    return (
        PaymentRun.objects.select_related("prepared_by", "ended_by", "file")
        .annotate(
            line_count=Count("lines"),
            rejected_count=Count("lines", filter=Q(lines__outcome=LineOutcome.REJECTED)),
            total_amount=Coalesce(Sum("lines__amount"), 0, output_field=PaymentRunLine._meta.get_field("amount")),
        )
        .order_by("-prepared_at", "-pk")
    )
