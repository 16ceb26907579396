"""The way to the identity provider: light, so that whoever never goes there pays nothing for it."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

STRONG = "provider_was_strong_for"  # in the session: whose second factor the provider asked for
EXIT = "provider_exit"  # in the session: where and with what one leaves the provider


def door_to_provider(request: HttpRequest) -> dict[str, str]:
    """Return the name of the provider and the way there and back to the page that asked; nothing without one."""
    apps = _apps()
    if not apps:
        return {}
    path, next_path = reverse("openid_connect_login", args=[apps[0]["provider_id"]]), get_next_redirect_url(request)
    return {
        "provider_name": apps[0]["name"],
        "provider_path": f"{path}?{urlencode({'next': next_path})}" if next_path else path,
    }


def is_the_provider(provider_id: str) -> bool:
    """Say whether this is the name of the provider, if there is one."""
    return any(app["provider_id"] == provider_id for app in _apps())


def _apps() -> list[dict[str, Any]]:
    return settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
