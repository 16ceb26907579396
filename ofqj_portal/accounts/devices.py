"""The browsers of a person: which one asks, which ones already came in with an account, which ones she trusts."""

import hashlib
import ipaddress
import secrets
import time
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ofqj_portal.accounts.factors import FACTORS
from ofqj_portal.accounts.models import TrustedDevice, User
from ofqj_portal.core import calendar, crypto
from ofqj_portal.core.journal import record
from ofqj_portal.core.roles import grants_of

BROWSERS = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
]
KNOWN_SALT = "accounts.known-device"
KNOWN_FOR = timedelta(days=365)
MOST_ACCOUNTS = 5  # accounts of one browser
TOKEN_BYTES = 32


def device_label(user_agent: str) -> str:
    """Say which browser and system a session comes from, as well as its header tells."""
    browser = next((label for mark, label in BROWSERS if mark in user_agent), "")
    system = next((label for mark, label in SYSTEMS if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s sur %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Navigateur inconnu")


def device_of(request: HttpRequest) -> str:
    """Say which browser and system asks."""
    return device_label(request.META.get("HTTP_USER_AGENT", ""))


def network_of(address: str) -> str:
    """Write an address of the network without its end: enough to recognise one's own, too little to find a home."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return f"{address.rpartition('.')[0]}.x"
    return f"{ipaddress.ip_network(f'{found}/48', strict=False).network_address}/48"


def network_of_request(request: HttpRequest) -> str:
    """Write the address of whoever asks, without its end."""
    return network_of(get_adapter().get_client_ip(request))


# --- known: this browser already came in with that account; limits on the account do not lock its owner out


def known_as(request: HttpRequest, email: str) -> str | None:
    """Return the name of this browser among those of the account, or None if it never came in with it."""
    nonce, at = _known(request).get(_mark(email), ("", 0))
    return nonce if nonce and time.time() - at < KNOWN_FOR.total_seconds() else None


def keep_known(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Have the browser remember that it came in with this account; the cookie names nobody."""
    known = _known(request)
    nonce = known.pop(_mark(email), (secrets.token_urlsafe(TOKEN_BYTES), 0))[0]
    kept = dict(list(known.items())[1 - MOST_ACCOUNTS :]) | {_mark(email): (nonce, int(time.time()))}
    _set_cookie(response, settings.KNOWN_DEVICE_COOKIE, Signer(salt=KNOWN_SALT).sign_object(kept), KNOWN_FOR)


def _known(request: HttpRequest) -> dict[str, tuple[str, int]]:
    try:
        found = Signer(salt=KNOWN_SALT).unsign_object(request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE, ""))
    except (BadSignature, ValueError):
        return {}
    return {mark: (nonce, at) for mark, (nonce, at) in found.items()}


def _mark(email: str) -> str:
    return crypto.keyed_hash(email.strip().lower(), KNOWN_SALT)[:32]


# --- trusted: the second factor is not asked for here at sign-in; a sensitive act still asks


@transaction.atomic
def trust_device(*, request: HttpRequest, response: HttpResponse, user: User) -> TrustedDevice:
    """Trust this browser from now on, for as long as TRUSTED_DEVICE_DAYS says."""
    token, now = secrets.token_urlsafe(TOKEN_BYTES), calendar.real_now()
    lasts = timedelta(days=settings.TRUSTED_DEVICE_DAYS)
    trusted = TrustedDevice.objects.create(
        user=user,
        token_hash=_hash(token),
        bound_to=trust_rests_on(user),
        device=device_of(request),
        created_at=now,
        expires_at=now + lasts,
    )
    tokens = [*_tokens(request)[1 - MOST_ACCOUNTS :], token]
    _set_cookie(response, settings.TRUSTED_DEVICE_COOKIE, ".".join(tokens), lasts)
    record(user, "account.device_trusted", by=user)
    return trusted


def is_trusted(request: HttpRequest, user: User) -> bool:
    """Say whether `user` trusts this browser, and nothing that the trust rests on changed since."""
    hashes = [_hash(token) for token in _tokens(request)]
    if not hashes or not settings.TRUSTED_DEVICE_DAYS:
        return False
    held = TrustedDevice.objects.filter(user=user, token_hash__in=hashes, expires_at__gt=calendar.real_now())
    return trust_rests_on(user) in set(held.values_list("bound_to", flat=True))


@transaction.atomic
def forget_device(*, device: TrustedDevice, by: User) -> None:
    """Trust this browser no more."""
    device.delete()
    record(by, "account.device_forgotten", by=by)


def trusted_rows(user: User) -> list[TrustedDevice]:
    """List the browsers that `user` still trusts, the newest first."""
    held = TrustedDevice.objects.filter(user=user, expires_at__gt=calendar.real_now()).order_by("-created_at", "-pk")
    rests_on = trust_rests_on(user)
    return [device for device in held if device.bound_to == rests_on]


def trust_rests_on(user: User) -> str:
    """Hash the password, the roles and the second factors of `user`: the trust dies with any of them."""
    factors = Authenticator.objects.filter(user=user, type__in=FACTORS).order_by("pk").values_list("pk", "type")
    roles = sorted(str(grant) for grant in grants_of(user))
    return crypto.keyed_hash(repr((user.pk, user.password, list(factors), roles)), "accounts.trusted-device")


def _tokens(request: HttpRequest) -> list[str]:
    return [token for token in request.COOKIES.get(settings.TRUSTED_DEVICE_COOKIE, "").split(".") if token][-5:]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _set_cookie(response: HttpResponse, name: str, value: str, lasts: timedelta) -> None:
    options: dict[str, Any] = {"secure": settings.SESSION_COOKIE_SECURE, "httponly": True, "samesite": "Lax"}
    response.set_cookie(name, value, max_age=lasts, **options)
