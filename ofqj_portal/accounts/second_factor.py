"""What a session remembers of the second factor: given in this very session, by this very person."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from django.dispatch import receiver
from django.http import HttpRequest

from ofqj_portal.accounts.factors import FACTORS
from ofqj_portal.accounts.sessions import end_other_sessions

SESSION_KEY = "second_factor_given_by"


def was_given(request: HttpRequest) -> bool:
    """Say whether the signed-in person gave her second factor in this session."""
    return request.session.get(SESSION_KEY) == request.user.pk


@receiver(authenticator_used, dispatch_uid="second_factor_used")
def remember_given(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Keep in the session that the code was right."""
    count_as_given(request, user)


def count_as_given(request: HttpRequest, user: Any) -> None:
    """Take the second factor for given in this session."""
    request.session[SESSION_KEY] = user.pk


@receiver(authenticator_added, dispatch_uid="second_factor_added")
def remember_installed(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Count the installation as given here; a first second factor ends the sessions that were opened without it."""
    if authenticator.type not in FACTORS:
        return
    count_as_given(request, user)
    record_authentication(
        request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )  # a proof as good as a step-up: the recovery codes come next
    if not Authenticator.objects.filter(user=user, type__in=FACTORS).exclude(pk=authenticator.pk).exists():
        end_other_sessions(request, user)


@receiver(authenticator_removed, dispatch_uid="second_factor_removed")
def end_sessions_of_removed(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """What is removed opened perhaps other sessions: they end."""
    if authenticator.type in FACTORS:
        end_other_sessions(request, user)
