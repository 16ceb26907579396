"""Who reads and writes notices, and who reads a dispute. Judges the person, never the state."""

from typing import Any

from django.db.models import QuerySet

from conventions.access import FORM
from conventions.amendment_access import SEAT, TALKS, can_follow_talks, seats_held
from conventions.models import Dispute, FormalNotice, NoticeDelivery
from ofqj_portal.core.access import May, declare, open_door
from ofqj_portal.core.roles import Role, has_role


def can_write_notice(user: Any, notice: FormalNotice) -> bool:
    """The members of the committee of the party whose notice it is write it."""
    return notice.party in {party for party, _section in seats_held(user)}


def get_notice(user: Any, slug: str, number: int, may: May | None = None, states: Any = None) -> FormalNotice:
    """Hand over a notice to whoever follows the talks: 404, 403, 409 as for any door."""
    rows = FormalNotice.objects.select_related("convention")
    rows = rows if can_follow_talks(user) else rows.none()
    return open_door(rows, user, may=may, states=states, convention__slug=slug, number=number)


def get_delivery(user: Any, notice: FormalNotice, pk: int) -> NoticeDelivery:
    """Hand over one letter of a notice."""
    return open_door(notice.deliveries.all(), user, pk=pk)


def disputes_of(user: Any) -> QuerySet[Dispute]:
    """Keep the disputes that `user` is named a reader of, while she still has a part in the convention."""
    rows = Dispute.objects.select_related("convention", "opened_by")
    return rows.filter(readers=user) if has_role(user, Role.COMMITTEE, Role.DECIDER) else rows.none()


def get_dispute(user: Any, slug: str, number: int) -> Dispute:
    """Hand over a dispute to its readers; it is not there for anybody else."""
    return open_door(disputes_of(user), user, convention__slug=slug, number=number)


declare("conventions:notices", subject="convention", reach=TALKS)
declare("conventions:notice", subject="notice", reach=TALKS)
declare("conventions:notice_new", subject="convention", reach=SEAT, refused=TALKS - SEAT, methods=FORM)
for _name in ("notice_delivery", "notice_withdraw"):
    declare(f"conventions:{_name}", subject="notice", reach=SEAT, refused=TALKS - SEAT, methods=FORM)
declare("conventions:notice_end", subject="sent_notice", reach=SEAT, refused=TALKS - SEAT, methods=FORM)
declare("conventions:dispute_new", subject="convention", reach=SEAT, refused=TALKS - SEAT, methods=FORM)
declare("conventions:dispute", subject="dispute", reach=SEAT, methods=FORM)
