"""Long passwords that are easy to guess all the same: known phrases, repeated words, runs of the keyboard."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

KNOWN = Path(__file__).parent / "data" / "known_passwords.txt"
RUNS = (
    "0123456789012345678901234567890",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
)


class GuessablePasswordValidator:
    """Refuse a long password that a list, a repetition or the keyboard gives away; no rule of composition."""

    def validate(self, password: str, user: "User | None" = None) -> None:
        """Raise ValidationError if `password` is easy to guess."""
        plain = simplify(password)
        if plain in known_passwords() or is_repetition(plain) or is_run(plain):
            raise ValidationError(
                _("Ce mot de passe est facile à deviner. Choisissez plutôt quelques mots sans lien entre eux."),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        """Say what a good one looks like."""
        return _("Quelques mots sans lien entre eux font un bon mot de passe, facile à retenir.")


def simplify(password: str) -> str:
    """Drop case, accents, spaces and punctuation, and read the usual disguises (4 → a, 0 → o, 3 → e, 1 → i, $ → s)."""
    folded = unicodedata.normalize("NFKD", password.casefold())
    letters = re.sub(r"[^a-z0-9$@]", "", folded)
    return letters if letters.isdigit() else letters.translate(str.maketrans("4@031$", "aaoeis"))


@cache
def known_passwords() -> frozenset[str]:
    """Read the list of phrases everybody tries first, as `simplify` writes them."""
    return frozenset(simplify(line) for line in KNOWN.read_text(encoding="utf-8").splitlines() if line.strip())


def is_repetition(plain: str) -> bool:
    """Say whether it is one short piece said again and again."""
    if len(set(plain)) < 5:
        return True
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, len(plain) // 2 + 1))


def is_run(plain: str) -> bool:
    """Say whether it follows the alphabet, the digits or the keyboard, forwards or backwards."""
    return any(plain in run or plain[::-1] in run for run in map(simplify, RUNS))
