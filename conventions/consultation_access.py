"""Who reaches the pages of written consultations: the committee from their preparation on, the others once opened."""

from typing import Any

from conventions.access import FORM, READ_CONVENTION, conventions_of
from conventions.amendment_access import SEAT
from conventions.enums import ConsultationState
from conventions.models import Consultation, ConsultationItem
from ofqj_portal.core.access import May, declare, open_door
from ofqj_portal.core.roles import Role, has_role, parties_of
from partners.enums import Party


def can_answer(user: Any, _row: Any = None) -> bool:
    """The members of the committee prepare consultations and answer them; the services know which party may."""
    return has_role(user, Role.COMMITTEE)


def party_answered_for(user: Any) -> str:
    """Name the party that `user` speaks for; "" without a seat."""
    parties = parties_of(user, Role.COMMITTEE)
    return next((str(party) for party in Party.values if party in parties), "")


def get_consultation(user: Any, pk: int, may: May | None = None, states: Any = None) -> Consultation:
    """Hand over a consultation: 404 to strangers, and in preparation outside the committee."""
    rows = Consultation.objects.filter(committee__convention__in=conventions_of(user))
    if not can_answer(user):
        rows = rows.exclude(state=ConsultationState.DRAFT)
    return open_door(rows.select_related("committee__convention", "drafted_by"), user, may=may, states=states, pk=pk)


def get_question(user: Any, consultation: Consultation, pk: int) -> ConsultationItem:
    """Hand over one question of a consultation."""
    return open_door(consultation.items.select_related("consultation"), user, pk=pk)


declare("conventions:consultation", subject="open_consultation", reach=READ_CONVENTION)
declare("conventions:consultation_new", subject="convention", reach=SEAT, refused=READ_CONVENTION - SEAT, methods=FORM)
for _name in ("consultation_change", "consultation_question", "consultation_document", "consultation_open"):
    declare(f"conventions:{_name}", subject="consultation", reach=SEAT, methods=FORM)
declare("conventions:consultation_question_remove", subject="consultation", reach=SEAT, methods={"POST"})
for _name in ("consultation_voices", "consultation_withdraw"):
    declare(
        f"conventions:{_name}", subject="open_consultation", reach=SEAT, refused=READ_CONVENTION - SEAT, methods=FORM
    )
declare(
    "conventions:consultation_agree", subject="open_consultation", reach=SEAT, refused=READ_CONVENTION - SEAT,
    methods={"POST"},
)  # fmt: skip
