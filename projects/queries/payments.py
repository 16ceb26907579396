"""Grants as finance sees them: awarded, due, paid, left to pay, and what blocks the balance."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.addresses import address_of
from ofqj_portal.core.money import Money
from ofqj_portal.core.prepared_rows import PreparedRows, RowsOf
from ofqj_portal.core.row_by_row import FoundForRow
from partners.enums import Section
from projects.enums import AgreementState, ProjectState
from projects.labels import StateLabel, balance_block
from projects.models import BankDetails, Grant, GrantAgreement, Project
from projects.models.project import A_NUMBER
from projects.models.visibility import paid_by
from projects.queries.grant_money import GrantMoney
from projects.queries.instalments import kept_amount

_UNAGREED = {
    "": gettext_lazy("la convention n’est pas établie."),
    AgreementState.WAITING_CARRIER: gettext_lazy("la structure n’a pas signé la convention."),
    AgreementState.WAITING_OFQJ: gettext_lazy("l’OFQJ n’a pas signé la convention."),
    AgreementState.REFUSED: gettext_lazy("la convention est refusée."),
}

_SECTIONS = {section.value: section.label for section in Section}
_PROJECT = "decision__project__"
ROW_COLUMNS = (
    *("decision", "awarded_amount", "currency", "recomputed_amount", "decision__section"),
    *(_PROJECT + name for name in ("number", "title", "state", "updated_at", "carrier__name")),
)


@dataclass(frozen=True)
class GrantRow:
    """One grant in words; `block` says what the balance waits for, empty when it may be paid.

    `has_account` says whether bank details are kept for it now.
    """

    grant: Grant
    project: Project
    section: str
    awarded: Money
    due: Money
    paid: Money
    left: Money
    to_recover: Money
    block: str
    has_account: bool

    @property
    def url(self) -> str:
        """Where its payments are noted."""
        return address_of("projects:payment", self.project.number, A_NUMBER, self.grant.decision.section)

    @property
    def balance(self) -> StateLabel:
        """Say where the balance stands: nothing due, paid, blocked and by what, or to be paid."""
        if not self.due.amount:
            return StateLabel("neutral", _("rien à verser"))
        if not self.left.amount:
            return StateLabel("ok", _("Payé"))
        return StateLabel("neutral", _("bloqué : %s") % self.block) if self.block else StateLabel("you", _("À payer"))


def grants_to_pay(
    user: Any, *, text: str = "", section: str = "", unpaid: bool = False, of_few: bool = False
) -> "QuerySet[Grant]":
    """Return the grants of both sections, the dossiers that changed last first; none of a dossier she is tied to.

    `of_few`: few of them are read, and their dossiers are looked up one by one.
    """
    standing = GrantAgreement.objects.standing().filter(decision=OuterRef("decision")).order_by()
    seen = Project.objects.filter(paid_by(user))
    hers = FoundForRow(seen.filter(pk=OuterRef("decision__project")))
    rows = (
        Grant.objects.filter(hers if of_few else Q(decision__project__in=seen.values("pk")))
        .annotate(
            paid_amount=kept_amount(),
            agreement_state=Coalesce(Subquery(standing.values("state")[:1]), Value("")),
            has_account=FoundForRow(BankDetails.objects.filter(grant=OuterRef("pk"), payee__structure__isnull=False)),
            worth=Coalesce("recomputed_amount", "awarded_amount"),
        )
        .select_related("decision__project__carrier", "decision__project__call")
    )
    if text.strip():
        rows = rows.filter(decision__project__in=Project.objects.matching(text).values("pk"))
    if section:
        rows = rows.filter(decision__section=section)
    if unpaid:
        rows = rows.filter(~Q(decision__project__state=ProjectState.CANCELLED), worth__gt=F("paid_amount"))
    return rows.order_by("-decision__project__updated_at", "pk")


def grant_page_rows(user: Any, filters: dict[str, Any]) -> RowsOf:
    """Return the grants of `grants_to_pay`, for a list: only the columns that its rows show, SQL written once."""
    return _LISTED.of(user, tuple(sorted(filters.items())))


def _listed(user: Any, filters: tuple[tuple[str, Any], ...]) -> "QuerySet[Grant]":
    rows = (
        grants_to_pay(user, **dict(filters), of_few=True)
        .select_related(None)
        .select_related("decision__project__carrier")
    )
    return rows.only(*ROW_COLUMNS)


_LISTED = PreparedRows(_listed)


def grant_rows(grants: Iterable[Any]) -> list[GrantRow]:
    """Put grants of `grants_to_pay` into words."""
    return [_row(grant) for grant in grants]


def row_of_money(money: GrantMoney) -> GrantRow:
    """Put a grant of `project_money` into the same words, without another query."""
    grant: Any = money.grant
    grant.agreement_state = next((text.state for text in grant.decision.standing), "")
    grant.has_account = any(account.is_structures for account in grant.bank_details.all())
    return _row(grant)


def _row(grant: Any) -> GrantRow:
    paid, due = Money(grant.paid_amount, grant.currency), grant.due
    project = grant.decision.project
    zero = Money.zero(grant.currency)
    return GrantRow(
        grant=grant,
        project=project,
        section=str(_SECTIONS[grant.decision.section]),
        awarded=grant.awarded,
        due=due,
        paid=paid,
        left=max(due - paid, zero),
        to_recover=max(paid - due, zero),
        block=str(_UNAGREED.get(grant.agreement_state, "")) or balance_block(project.state),
        has_account=grant.has_account,
    )
