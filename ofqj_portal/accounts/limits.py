"""How often one address of the network may try a secret that is not a password: counted as the tries of sign-in are."""

from allauth.core.internal.ratelimit import consume  # the public one counts no GET, and links are guessed by GET
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from ofqj_portal.core import links
from ofqj_portal.core.models import ActionLink


def may_try(request: HttpRequest, action: str) -> bool:
    """Say whether whoever asks may try once more; asking counts for nothing. `action` is of ACCOUNT_RATE_LIMITS."""
    return _consume(request, action, dry_run=True)


def count_try(request: HttpRequest, action: str) -> None:
    """Count a try that failed."""
    _consume(request, action, dry_run=False)


@sensitive_variables("token")
def find_link_within_limits(request: HttpRequest, token: str, purpose: str) -> ActionLink:
    """Return the living link of `token`; the tries that open nothing are counted by address of the network.

    Raises LinkRefused, or TooManyTries once that address tried too many.
    """
    if not may_try(request, "link"):
        raise links.TooManyTries(_("Trop d’adresses ont été essayées d’ici : attendez quelques minutes."))
    try:
        return links.find_link(token, purpose)
    except links.LinkRefused:
        count_try(request, "link")
        raise


def _consume(request: HttpRequest, action: str, *, dry_run: bool) -> bool:
    usage = consume(request, app="allauth.account", action=action, limit_get=True, dry_run=dry_run)
    return usage is not None
