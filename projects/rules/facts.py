"""All that the rules look at, read once."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import prefetch_related_objects

from ofqj_portal.core.money import Money, total
from partners.models import Structure
from projects.enums import BudgetSide, HostingState, Side
from projects.models import AidExtra, AidRequest, BudgetLine, CallRules, Phase, Project, ProjectStructure
from projects.models.rate import latest_rate
from projects.programmes import ProgrammeSpec, spec_of
from projects.queries.reports import overdue_reports
from projects.rules.scale import extras_of


@dataclass(frozen=True)
class Budget:
    """A budget summed up, in its one currency; the aid is already converted at the rate each request carries."""

    currency: str
    charges: Money
    charges_in_kind: Money
    incomes: Money
    incomes_in_kind: Money
    aid: Money

    @property
    def cost(self) -> Money:
        """What the project costs in money: contributions in kind stand apart."""
        return self.charges

    @property
    def resources(self) -> Money:
        """All the money that comes in, OFQJ's aid included."""
        return self.incomes + self.aid

    @property
    def gap(self) -> Money:
        """Charges less resources; zero when balanced, positive when money is missing."""
        return self.charges - self.resources

    @property
    def is_balanced(self) -> bool:
        """In money and in kind alike (R9); a budget that holds nothing is not."""
        return bool(self.charges) and not self.gap and self.charges_in_kind == self.incomes_in_kind


@dataclass(frozen=True)
class DossierFacts:
    """A dossier as the rules see it on a day."""

    project: Project
    rules: CallRules
    on: date
    structures: tuple[ProjectStructure, ...]
    phases: tuple[Phase, ...]
    lines: tuple[BudgetLine, ...]
    aids: tuple[AidRequest, ...]
    extras: tuple[AidExtra, ...]
    categories: frozenset[str]
    overdue: tuple[Project, ...]
    scale_rate: Decimal | None

    @property
    def carrier(self) -> Structure:
        return self.project.carrier

    @property
    def spec(self) -> ProgrammeSpec:
        """What is particular to the programme of the dossier."""
        return spec_of(self.rules.programme)

    @property
    def hosts(self) -> list[ProjectStructure]:
        """The structures named on the other side, whatever they answered, but for those that refused."""
        return [row for row in self.structures if row.side == Side.HOST and row.state != HostingState.REFUSED]

    @cached_property
    def budget(self) -> Budget:
        """Its budget, summed up once for all the rules."""
        return sum_up(self.project.currency, self.lines, self.aids)


def sum_up(currency: str, lines: tuple[BudgetLine, ...], aids: tuple[AidRequest, ...]) -> Budget:
    """Add up the lines and the converted aid of one budget; everything is in `currency`."""

    def of(side: str, in_kind: bool) -> Money:
        amounts = [
            Money(line.amount, line.currency)
            for line in lines
            if line.side == side and line.account.is_in_kind is in_kind
        ]
        return total(amounts, currency)

    return Budget(
        currency=currency,
        charges=of(BudgetSide.CHARGE, False),
        charges_in_kind=of(BudgetSide.CHARGE, True),
        incomes=of(BudgetSide.INCOME, False),
        incomes_in_kind=of(BudgetSide.INCOME, True),
        aid=total([Money(aid.converted_amount, currency) for aid in aids], currency),
    )


def lines_of(project: Project) -> tuple[BudgetLine, ...]:
    """Return the lines of a dossier with their accounts; its door may have read them already."""
    lines = project.budget_lines.all()
    if "budget_lines" not in getattr(project, "_prefetched_objects_cache", {}):
        lines = lines.select_related("account")
    found = tuple(lines)
    prefetch_related_objects(found, "account")
    return found


def gather(project: Project, on: date) -> DossierFacts:
    """Read what the rules need of `project`, in a handful of queries; what its door already read is not read again."""
    rules = project.call_rules
    rate = None
    if rules.currency != project.currency:
        found = latest_rate(rules.currency, project.currency, on)
        rate = found.rate if found else None
    structures = tuple(project.structures.all())
    prefetch_related_objects(structures, "structure")
    return DossierFacts(
        project=project,
        rules=rules,
        on=on,
        structures=structures,
        phases=tuple(project.phases.all()),
        lines=lines_of(project),
        aids=tuple(project.aid_requests.all()),
        extras=extras_of(project, rules),
        categories=_categories(project),
        overdue=_overdue(project, on),
        scale_rate=rate,
    )


def _categories(project: Project) -> frozenset[str]:
    """Return the categories of its pieces, told with the dossier by the door of a page that reads."""
    if hasattr(project, "piece_categories"):
        return frozenset(project.piece_categories)
    return frozenset(piece.category for piece in project.pieces.all())


def _overdue(project: Project, on: date) -> tuple[Project, ...]:
    """Return the late reports of its carrier; no query where the door told the day of the first, and it is not past."""
    first = getattr(project, "carrier_owes_by", date.min)
    if first is None or first >= on:
        return ()
    return tuple(overdue_reports([project.carrier_id], on).exclude(pk=project.pk))
