"""Who of a group is paid her share herself, and where each share stands."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from participants.enums import HAS_LEFT, ParticipationState
from participants.models import PaidPerson, Participation
from participants.queries.groups import group_rows
from projects.models import Project
from projects.queries.grant_money import GrantMoney, InstalmentLine


@dataclass(frozen=True)
class PaidLine:
    """One person who may be paid: her shares by section, empty while her structure is paid for her."""

    row: Participation
    shares: tuple[tuple[str, InstalmentLine], ...]

    @property
    def is_over(self) -> bool:
        """Say whether nothing of her shares may change any more: paid, or in an order."""
        return bool(self.shares) and all(line.is_over for _section, line in self.shares)

    @property
    def lacks_account(self) -> bool:
        """Say whether an account is missing, never given or sent back."""
        return any(missing.code == "bank_details" for _section, line in self.shares for missing in line.missing)


def paid_lines(project: Project, structures: Collection[int], grants: Iterable[GrantMoney]) -> list[PaidLine]:
    """List the people of these structures who are confirmed or have left, with their shares among `grants`."""
    may_be_paid = {"participant__structure__in": structures, "state__in": (ParticipationState.CONFIRMED, *HAS_LEFT)}
    payee = PaidPerson.objects.filter(participation=OuterRef("pk")).values("payee")[:1]
    rows = group_rows(project).filter(**may_be_paid).annotate(payee=Subquery(payee))
    shares: dict[int | None, list[tuple[str, InstalmentLine]]] = {}
    for money in grants:
        for line in money.lines:
            if line.instalment.payee_id:
                shares.setdefault(line.instalment.payee_id, []).append((money.section_label, line))
    return [PaidLine(row, tuple(shares.get(row.payee, ()))) for row in rows]
