"""Short messages to people without a mailbox, through whatever gateway the operator has; off unless one is named.

`OFQJ_SMS_GATEWAY` names a class ("package.module.Gateway") made without arguments. The portal ships none: nothing
leaves, and no page offers it, until the operator plugs one in. A message holds a link, so it is built and handed over
inside one job, and kept nowhere.
"""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

MAX_LENGTH = 320  # two parts of a short message


class Gateway(Protocol):
    """What the portal asks of a gateway."""

    def send(self, *, number: str, text: str) -> None:
        """Hand one message over, `number` as people write it. Raises any exception if it could not: the job retries."""


class NoGateway(LookupError):
    """Short messages are off."""


def is_on() -> bool:
    """Say whether the operator plugged a gateway in."""
    return bool(settings.SMS_GATEWAY)


def gateway() -> Gateway:
    """Return the operator's gateway. Raises NoGateway while short messages are off."""
    if not is_on():
        raise NoGateway("OFQJ_SMS_GATEWAY names no gateway: short messages are off.")
    made: Gateway = import_string(settings.SMS_GATEWAY)()
    return made


def send(*, number: str, text: str) -> None:
    """Send one message now; only jobs call this. Raises NoGateway, ValueError for a text that would not fit."""
    if len(text) > MAX_LENGTH:
        raise ValueError(f"A short message holds {MAX_LENGTH} signs, not {len(text)}.")
    gateway().send(number=number, text=text)
