"""What is said of each kind of mail: its words in people's settings, and what they may not turn off.

Each app's mail_kinds.py names its kinds; a test fails for a mail that nobody named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MailKind:
    """One kind. `at_once`: never waits for others. `mandatory`: always by mail, whatever one's settings.

    `is_told`: shown among what one was told; what only carries other mails, or a secret, is not.
    """

    label: Any
    at_once: bool = False
    mandatory: bool = False
    is_told: bool = True


UNKNOWN = MailKind("", at_once=True, mandatory=True)
_kinds: dict[str, MailKind] = {}


def register_mail_kinds(kinds: Mapping[str, MailKind]) -> None:
    """Name the kinds of mails of one app."""
    _kinds.update(kinds)


def mail_kind(code: str) -> MailKind:
    """Return what is said of a kind; one that nobody named leaves at once."""
    return _kinds.get(code, UNKNOWN)


def mail_kinds() -> dict[str, MailKind]:
    """Return every kind, by code."""
    return {code: _kinds[code] for code in sorted(_kinds)}
