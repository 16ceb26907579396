"""How often one address of the network may try a secret that is not a password: counted as the tries of sign-in are."""

from allauth.core.internal.ratelimit import consume  # the public one counts no GET, and links are guessed by GET
from django.http import HttpRequest


def may_try(request: HttpRequest, action: str) -> bool:
    """Say whether whoever asks may try once more; asking counts for nothing. `action` is of ACCOUNT_RATE_LIMITS."""
    return _consume(request, action, dry_run=True)


def count_try(request: HttpRequest, action: str) -> None:
    """Count a try that failed."""
    _consume(request, action, dry_run=False)


def _consume(request: HttpRequest, action: str, *, dry_run: bool) -> bool:
    usage = consume(request, app="allauth.account", action=action, limit_get=True, dry_run=dry_run)
    return usage is not None
