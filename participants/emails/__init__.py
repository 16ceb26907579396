"""The mails about people, and those to them. None names a person to anybody else."""

from participants.emails.follow_up import DatesMoved, SituationsDue, SoonAnonymous
from participants.emails.requests import RequestAnswered, RequestReceived
from participants.emails.space import SpaceOpened

__all__ = ["DatesMoved", "RequestAnswered", "RequestReceived", "SituationsDue", "SoonAnonymous", "SpaceOpened"]
