"""What a session remembers of the second factor: given in this very session, by this very person."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.dispatch import receiver
from django.http import HttpRequest

from ofqj_portal.accounts.sessions import end_other_sessions

SESSION_KEY = "second_factor_given_by"


def was_given(request: HttpRequest) -> bool:
    """Say whether the signed-in person gave her second factor in this session."""
    return request.session.get(SESSION_KEY) == request.user.pk


@receiver(authenticator_used, dispatch_uid="second_factor_used")
def remember_given(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Keep in the session that the code was right."""
    request.session[SESSION_KEY] = user.pk


@receiver(authenticator_added, dispatch_uid="second_factor_added")
def remember_installed(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Count the installation as given here, and end the sessions that were opened without it."""
    if authenticator.type == Authenticator.Type.TOTP:
        request.session[SESSION_KEY] = user.pk
        end_other_sessions(request, user)
