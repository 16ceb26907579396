"""Where sessions are kept: Django's table, read by every request with its query written and planned once."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from ofqj_portal.core import calendar
from ofqj_portal.core.prepared import PreparedObject


def session_under(*, key: str, now: datetime) -> QuerySet[Session]:
    """Find the session of that key, if it has not ended."""
    return Session.objects.filter(session_key=key, expire_date__gt=now)


_sessions = PreparedObject(session_under, key=str, now=datetime)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        """Return what the base class finds by the ORM: the row, or None and a key that is forgotten."""
        found = _sessions.get(key=self.session_key, now=calendar.real_now())
        if found is None:
            self._session_key = None
        return found
