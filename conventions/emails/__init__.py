"""The messages of the convention, one class each."""

from conventions.emails.agenda import ObligationDue, WeekAhead
from conventions.emails.amendment import AccordAsked, AmendmentSettled
from conventions.emails.consultation import ConsultationClosed, ConsultationOpened, ConsultationWithdrawn
from conventions.emails.data_request import DataRequestMoved
from conventions.emails.mandate import SeatGiven
from conventions.emails.meeting import AgendaChanged, MeetingInvitation
from conventions.emails.notice import NoticeMoved

__all__ = [
    "AccordAsked",
    "AgendaChanged",
    "AmendmentSettled",
    "ConsultationClosed",
    "ConsultationOpened",
    "ConsultationWithdrawn",
    "DataRequestMoved",
    "MeetingInvitation",
    "NoticeMoved",
    "ObligationDue",
    "SeatGiven",
    "WeekAhead",
]
