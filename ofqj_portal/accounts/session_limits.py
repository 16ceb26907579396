"""How long a session lasts: without activity, and in all, on the real clock."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

BEGAN, SEEN = "began_at", "seen_at"
NOTED_EVERY = 60  # seconds: a session that is used is written to once a minute at most


@receiver(user_logged_in, dispatch_uid="session_began")
def note_beginning(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Keep when the session began."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def seconds_left(request: HttpRequest) -> int:
    """Return how long the session still lasts if nothing is done from now on; 0 or less once it is over.

    Asking is activity: the session is noted as used. One from before the limits begins now.
    """
    now, session = int(time.time()), request.session
    began, seen = session.get(BEGAN), session.get(SEEN)
    if began is None or seen is None:
        session[BEGAN] = session[SEEN] = now
        return min(settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE)
    left = min(seen + settings.SESSION_IDLE_SECONDS, began + settings.SESSION_COOKIE_AGE) - now
    if left > 0 and now - seen >= NOTED_EVERY:
        session[SEEN] = now
    return min(settings.SESSION_IDLE_SECONDS, began + settings.SESSION_COOKIE_AGE - now) if left > 0 else left
