"""Our sentences are written in French: with no entry in a catalogue, zero takes the singular, « 0 fiche modifiée »."""

from gettext import NullTranslations

from django.conf import settings
from django.utils.translation import trans_real

LEAST_PLURAL = 2


class FrenchSource(NullTranslations):
    """What a sentence says when no catalogue has it; gettext would count as English does."""

    def ngettext(self, msgid1: str, msgid2: str, n: float) -> str:
        """Return the singular below two, else the plural."""
        return msgid1 if abs(n) < LEAST_PLURAL else msgid2

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: float) -> str:
        """Return the same in a context."""
        return self.ngettext(msgid1, msgid2, n)


def count_in_french() -> None:
    """Have the language that our sentences are written in end with them; every other one falls back on it."""
    trans_real.translation(settings.LANGUAGE_CODE).add_fallback(FrenchSource())
