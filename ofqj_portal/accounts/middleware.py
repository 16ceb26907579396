"""Whoever decides, pays, leads a network or keeps the data signs in with a second factor, before anything else."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import get_user
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ofqj_portal.accounts import devices, session_limits, support
from ofqj_portal.accounts.second_factor import was_given
from ofqj_portal.core import calendar
from ofqj_portal.core.roles import needs_second_factor

# What somebody without her second factor may still reach: setting it up, leaving, and the health of the portal.
STILL_OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "core:health",
    }
)


class SecondFactorRequired:
    """Send to the set-up page, or to the code, whoever owes a second factor and did not give it in this session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let the request through, or answer with the page that asks for the second factor."""
        if getattr(request, "seen_as", None):  # she gave hers before; whoever she looks at owes none here
            return None
        if not settings.SECOND_FACTOR_REQUIRED or request.resolver_match.view_name in STILL_OPEN:
            return None
        if not request.user.is_authenticated or was_given(request) or not needs_second_factor(request.user):
            return None
        if is_mfa_enabled(request.user):
            response = redirect("mfa_reauthenticate")
            response["Location"] += "?" + urlencode({"next": request.get_full_path()})
            return response
        messages.info(request, _("Votre rôle demande une double authentification : installez-la pour continuer."))
        return redirect("mfa_activate_totp")


class SeeingAs:
    """While support sees the portal as somebody: her rights, her words, nothing written, no act, no personal page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.seen_as = found = support.seen_as(request, calendar.real_now())
        if found is None or _view_name(request) in (support.END, "account_logout"):
            return self.get_response(request)
        request.user = found.person
        with transaction.atomic():
            response = self.get_response(request)
            transaction.set_rollback(True)  # whatever reading notes of the reader is not hers
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse every act, and every page that is not to be looked at."""
        found, name = request.seen_as, request.resolver_match.view_name
        if found is None or request.user.pk != found.person.pk:
            return None
        if request.method not in ("GET", "HEAD") or not support.may_be_looked_at(name):
            raise PermissionDenied(
                _("Vous regardez le portail à la place de quelqu’un : ni acte, ni page personnelle.")
            )
        return None


def _view_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


class SessionLimits:
    """End a session that nobody used for long, or that lasted long enough; every page knows how long is left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = get_user(request)  # every page reads it: from here on without the proxy that would wait
        request.session_seconds = 0
        if request.user.is_authenticated:
            request.session_seconds = session_limits.seconds_left(request)
            if request.session_seconds <= 0:
                logout(request)
                words = _("Votre session est terminée : reconnectez-vous, vous reviendrez à la même page.")
                messages.info(request, words)
        return self.get_response(request)


class KnownDevices:
    """Have a browser remember the account it just came in with."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if email := getattr(request, "known_from_now_on", ""):
            devices.keep_known(request, response, email)
        return response
