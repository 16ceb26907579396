"""Who of a group is paid her share herself, and where each share stands."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from participants.enums import HAS_LEFT, ParticipationState
from participants.models import PaidPerson, Participation
from participants.queries.groups import group_rows
from projects.models import Project
from projects.queries.grant_money import InstalmentLine, project_money


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


def paid_lines(project: Project, structures: Collection[int], user: Any) -> list[PaidLine]:
    """List the people of these structures who are confirmed or have left, with their shares as `user` reads them."""
    may_be_paid = {"participant__structure__in": structures, "state__in": (ParticipationState.CONFIRMED, *HAS_LEFT)}
    rows = list(group_rows(project).filter(**may_be_paid))
    payees = dict(PaidPerson.objects.filter(participation__in=rows).values_list("participation", "payee"))
    shares: dict[int, list[tuple[str, InstalmentLine]]] = {}
    for money in project_money(project, user):
        for line in money.lines:
            if line.instalment.payee_id:
                shares.setdefault(line.instalment.payee_id, []).append((money.section_label, line))
    return [PaidLine(row, tuple(shares.get(payees.get(row.pk, 0), ()))) for row in rows]
