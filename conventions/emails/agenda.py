"""What the members of the committee are told of the dates that the texts create."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conventions.emails.amendment import shore_of_seat
from conventions.models import Convention, Mandate
from conventions.queries.obligations import Obligation
from ofqj_portal.core.outbox import Mail, Recipient

REASON = gettext_lazy("Vous recevez ce message parce que vous siégez au comité de pilotage de la convention.")


def _member(mandate: Mandate) -> Recipient:
    user, shore = mandate.user, shore_of_seat(mandate.party, mandate.section)
    return Recipient(user.email, str(user), shore, user.pk)


@dataclass(frozen=True)
class ObligationDue(Mail):
    """One date comes near, or has passed."""

    kind: ClassVar[str] = "conventions.obligation_due"
    template: ClassVar[str] = "conventions/emails/obligation_due"
    reason: ClassVar[Any] = REASON

    obligation: Obligation
    mandate: Mandate
    on: date

    def recipients(self) -> list[Recipient]:
        return [_member(self.mandate)]

    def subject(self) -> str:
        words = {"title": self.obligation.title}
        return _("En retard : %(title)s") % words if self._is_late else _("À faire : %(title)s") % words

    def context(self) -> dict[str, Any]:
        return {"obligation": self.obligation, "late": self._is_late}

    @property
    def _is_late(self) -> bool:
        return self.obligation.due_on < self.on


@dataclass(frozen=True)
class WeekAhead(Mail):
    """What is late and what comes, once a week."""

    kind: ClassVar[str] = "conventions.week_ahead"
    template: ClassVar[str] = "conventions/emails/week_ahead"
    reason: ClassVar[Any] = REASON

    convention: Convention
    mandate: Mandate
    rows: tuple[Obligation, ...]
    on: date

    def recipients(self) -> list[Recipient]:
        return [_member(self.mandate)]

    def subject(self) -> str:
        return _("Les échéances de la convention cette semaine")

    def context(self) -> dict[str, Any]:
        return {"rows": [(row, row.due_on < self.on) for row in self.rows], "convention": self.convention}
