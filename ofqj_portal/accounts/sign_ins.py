"""Who came in, and who was turned away: noted for the person to read, told to her when the device is new."""

from datetime import timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from ofqj_portal.accounts.devices import device_of, known_as, network_of_request
from ofqj_portal.accounts.emails import NewDevice
from ofqj_portal.accounts.models import SignIn, TrustedDevice, User
from ofqj_portal.core import calendar
from ofqj_portal.core.journal import record
from ofqj_portal.core.outbox import queue

TRUSTED_HERE = "trusted_here"  # in the session: the second factor was not asked, the browser is trusted
SECOND = {"totp": SignIn.Way.CODE, "recovery_codes": SignIn.Way.RECOVERY, "webauthn": SignIn.Way.PASSWORD_AND_KEY}
SHOWN = 30


@receiver(user_logged_in, dispatch_uid="sign_in_noted")
def note_sign_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Note how she came in; whoever is signed in by other means than a request (a test, a command) is not noted."""
    if "REMOTE_ADDR" not in request.META:
        return
    note_entry(request=request, user=user, way=_way(request, user))
    request.known_from_now_on = user.email


@transaction.atomic
def note_entry(*, request: HttpRequest, user: User, way: str) -> SignIn:
    """Write that `user` came in, and tell her if she never came in from such a device.

    A device is new if its browser does not remember the account, and no other entry came from the same sort of browser
    at the same place: many offices wipe cookies every evening. The first entry of all tells nothing.
    """
    came_in = SignIn.objects.filter(user=user, outcome=SignIn.Outcome.IN)
    here = {"device": device_of(request), "network": network_of_request(request)}
    is_new = not known_as(request, user.email) and came_in.exists() and not came_in.filter(**here).exists()
    entry = SignIn.objects.create(user=user, outcome=SignIn.Outcome.IN, way=way, at=calendar.real_now(), **here)
    if is_new:
        queue(NewDevice(entry=entry))
        record(user, "account.new_device", by=user)
    return entry


def note_refusal(*, request: HttpRequest, user: User | None, outcome: str, way: str) -> None:
    """Write that somebody was turned away; `user` is None for an address that no account has."""
    here = {"device": device_of(request), "network": network_of_request(request)}
    SignIn.objects.create(user=user, outcome=outcome, way=way, at=calendar.real_now(), **here)


def sign_in_rows(user: User) -> list[SignIn]:
    """List the last entries and refusals of an account, the latest first."""
    return list(SignIn.objects.filter(user=user).order_by("-at", "-pk")[:SHOWN])


def forget_old_sign_ins() -> None:
    """Forget what was kept long enough, and the trust that is over."""
    now = calendar.real_now()
    SignIn.objects.filter(at__lt=now - timedelta(days=settings.SIGN_IN_HISTORY_DAYS)).delete()
    TrustedDevice.objects.filter(expires_at__lte=now).delete()


def _way(request: HttpRequest, user: User) -> str:
    records = get_authentication_records(request, user)
    last = records[-1] if records else {}
    if any(record.get("method") == "socialaccount" for record in records):
        return SignIn.Way.PROVIDER
    if last.get("method") == "mfa":
        return SignIn.Way.KEY if last.get("passwordless") else SECOND[last["type"]]
    return SignIn.Way.TRUSTED if request.session.pop(TRUSTED_HERE, False) else SignIn.Way.PASSWORD
