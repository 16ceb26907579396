"""Short messages to people without a mailbox, through whatever gateway the operator has; off unless one is named.

`OFQJ_SMS_GATEWAY` names a class ("package.module.Gateway") made without arguments. Until the operator names one,
nothing leaves and no page offers it. The portal ships `SmsFile` alone, to try the path without a provider. A message
holds a link, so it is built and handed over inside one job, and kept nowhere.
"""

import re
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

MAX_LENGTH = 320  # two parts of a short message
#: Mobiles of France and of its overseas territories; any number of North America, where nothing tells them apart.
MOBILES = (r"\+33[67]\d{8}", r"\+(?:590|594|596|262)[67]\d{8}", r"\+1[2-9]\d{2}[2-9]\d{6}")


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


def mobile_number(text: str, *, is_french: bool) -> str:
    """Return the number of a mobile in its international form, "" if what people wrote is none.

    Without a prefix, a number is of the shore where the person lives.
    """
    digits = re.sub(r"[^0-9+]", "", text.replace("(0)", ""))
    digits = "+" + digits[2:] if digits.startswith("00") else digits
    if not digits.startswith("+"):
        own = digits.removeprefix("0") if is_french else digits.removeprefix("1")
        digits = f"+33{own}" if is_french else f"+1{own}"
    return digits if any(re.fullmatch(pattern, digits) for pattern in MOBILES) else ""


class SmsFile:
    """A gateway that writes each message to a file of its own below the local files: nothing leaves the machine."""

    def send(self, *, number: str, text: str) -> None:
        """Write one message."""
        folder = Path(settings.SMS_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        taken = len(list(folder.glob("*.txt")))
        (folder / f"{taken + 1:05d}.txt").write_text(f"{number}\n{text}\n", encoding="utf-8")


def send(*, number: str, text: str) -> None:
    """Send one message now; only jobs call this. Raises NoGateway, ValueError for a text that would not fit."""
    if len(text) > MAX_LENGTH:
        raise ValueError(f"A short message holds {MAX_LENGTH} signs, not {len(text)}.")
    gateway().send(number=number, text=text)
