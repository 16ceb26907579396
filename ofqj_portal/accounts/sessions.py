"""Ending sessions: one's own from the list, all the others when a password changes."""

from collections.abc import Iterable
from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.usersessions.models import UserSession
from django.dispatch import receiver
from django.http import HttpRequest


def end_sessions(sessions: Iterable[UserSession]) -> None:
    """End these sessions; whoever uses one must sign in again at her next request."""
    for session in sessions:
        session.end()


def end_other_sessions(request: HttpRequest, user: Any) -> None:
    """End all the sessions of `user` but the one of this request."""
    end_sessions(UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key or ""))


@receiver([password_changed, password_reset], dispatch_uid="sessions_end_with_password")
def end_sessions_of_old_password(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """A changed password ends every session opened with the old one, in the list as well."""
    end_other_sessions(request, user)
