"""Our sentences are written in French: with no entry in a catalogue, zero takes the singular, « 0 fiche modifiée »."""

import threading
from functools import lru_cache
from gettext import NullTranslations

from django.conf import settings
from django.utils.translation import trans_real

LEAST_PLURAL = 2
SENTENCES_KEPT = 8192  # by language; the portal has fewer


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


def look_up_once() -> None:
    """Look each sentence up once by language: most are in no catalogue, so that every one of them was gone through."""
    for language, _name in settings.LANGUAGES:
        catalogue = trans_real.translation(language)
        catalogue.gettext = lru_cache(SENTENCES_KEPT)(catalogue.gettext)


def speak_by_thread() -> None:
    """Keep the language that is active by thread: the portal answers in threads, never in coroutines.

    Django keeps it for both, in Python, and asks for it at each sentence, amount and date: a twelfth of a page.
    """
    trans_real._active = threading.local()
