"""Addresses of which one word changes, composed once: a list writes the same one on every row."""

from functools import cache
from urllib.parse import quote

from django.urls import reverse

SAMPLE_KEY = 987654321
SAFE = "/~:@!$&'()*+,;="  # what `reverse` leaves as it is in a path (RFC 3986)


def address_of(name: str, word: int | str, sample: int | str = SAMPLE_KEY, *more: str) -> str:
    """Return what `reverse(name, args=[word, *more])` would, for a page whose address takes a word like `sample`.

    Raises NoReverseMatch when the page does not exist or does not take that shape of word.
    """
    before, after = _around(name, sample, more)
    return before + quote(str(word), safe=SAFE) + after


@cache
def fixed_address(name: str) -> str:
    """Return what `reverse(name)` would, composed once. Raises NoReverseMatch when the page does not exist."""
    return reverse(name)


@cache
def _around(name: str, sample: int | str, more: tuple[str, ...]) -> tuple[str, str]:
    before, _sample, after = reverse(name, args=[sample, *more]).partition(str(sample))
    return before, after
