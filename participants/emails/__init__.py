"""The mails about people, and those to them. None names a person to anybody else."""

from participants.emails.follow_up import DatesMoved, SituationsDue, SoonAnonymous
from participants.emails.requests import RequestAnswered, RequestReceived
from participants.emails.safety import GroupSilent, IncidentReported
from participants.emails.share import ShareAsked, SharePaid
from participants.emails.space import AssessmentAsked, NewsAsked, SpaceOpened

__all__ = [
    "AssessmentAsked",
    "DatesMoved",
    "GroupSilent",
    "IncidentReported",
    "NewsAsked",
    "RequestAnswered",
    "RequestReceived",
    "ShareAsked",
    "SharePaid",
    "SituationsDue",
    "SoonAnonymous",
    "SpaceOpened",
]
