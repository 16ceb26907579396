"""Signing in by the identity provider, and leaving it."""

import secrets
from typing import Any
from urllib.parse import urlencode

from allauth.account.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.provider_door import EXIT, door_to_provider, is_the_provider
from ofqj_portal.core.access import exists_for

LEAVING = "leaving_provider"


@require_http_methods(["GET"])
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider, with what its answer must bring back."""
    exists_for(is_the_provider(provider_id))
    from ofqj_portal.accounts.identity import go_to_provider  # speaks over the network: only for who goes there

    return go_to_provider(request, provider_id)


@require_http_methods(["GET"])
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider with its answer."""
    exists_for(is_the_provider(provider_id))
    from ofqj_portal.accounts.identity import come_back_from_provider

    return come_back_from_provider(request, provider_id)


class SignIn(LoginView):
    """The page of sign-in, with the provider's door if there is one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the name of the provider and the way there."""
        return super().get_context_data(**kwargs) | door_to_provider(self.request)


class SignOut(LogoutView):
    """Leave the portal, then the provider if she came by it."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session; the provider's own is ended from a page, since it may lead anywhere."""
        left = self.request.session.get(EXIT) or {}
        response = super().post(*args, **kwargs)
        if not str(left.get("end")).startswith(("https://", "http://")):
            return response
        back_to = self.request.build_absolute_uri(reverse("account_login"))
        asked = {"id_token_hint": left["hint"], "post_logout_redirect_uri": back_to, "state": secrets.token_urlsafe(32)}
        self.request.session[LEAVING] = f"{left['end']}?{urlencode(asked)}"
        return redirect("account_leave_provider")


@require_http_methods(["GET"])
def leave(request: HttpRequest) -> HttpResponse:
    """Show the way out of the provider, once; the browser follows it by itself."""
    exit_path = request.session.pop(LEAVING, None)
    if exit_path is None:
        return redirect("/")
    return render(request, "account/leave_provider.html", {"exit_path": exit_path})
