"""Secrets at rest: reversible encryption of a field, and a keyed hash where only equality matters.

`settings.FIELD_KEYS` lists the keys, newest first: the first encrypts, all decrypt. The last (oldest) one also keys the
hashes, so a new key is added in front and the last one never leaves.
"""

import hmac
from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class Undecipherable(ValueError):
    """No key of the list opens this value."""


def encrypt(text: str) -> str:
    """Return `text` sealed with the newest key."""
    return _fernet().encrypt(text.encode()).decode("ascii")


def decrypt(sealed: str) -> str:
    """Return what was sealed. Raises Undecipherable."""
    try:
        return _fernet().decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, UnicodeError) as refusal:
        raise Undecipherable("No key opens this value.") from refusal


def reseal(sealed: str) -> str | None:
    """Return what was sealed, sealed with the newest key; None if it already is. Raises Undecipherable."""
    try:
        Fernet(_keys()[0]).decrypt(sealed.encode("ascii"))
    except (InvalidToken, UnicodeError):
        return encrypt(decrypt(sealed))
    return None


def keyed_hash(value: str, purpose: str) -> str:
    """Return a hash of `value` that nobody can recompute without the keys; another purpose gives another hash."""
    hashed = _hashing(_keys()[-1], purpose).copy()
    hashed.update(value.encode())
    return hashed.hexdigest()


@lru_cache(maxsize=64)
def _hashing(key: str, purpose: str) -> hmac.HMAC:
    """Return what has read the key of a purpose, and nothing else yet: to copy."""
    return hmac.new(hmac.digest(key.encode(), b"keyed-hash:" + purpose.encode(), "sha256"), digestmod="sha256")


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])


def _keys() -> Sequence[str]:
    keys: Sequence[str] = settings.FIELD_KEYS
    if not keys:
        raise ImproperlyConfigured("OFQJ_FIELD_KEYS manque : les champs chiffrés ont besoin d’une clé.")
    return keys
