"""Words of young people in the texts of a report: those that nobody agrees to see quoted any more."""

import re
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from conventions.periods import Period
from conventions.queries.figures.activity import gone
from participants.queries.album import words_taken_back

#: Fewer words than that say nothing of anybody unless they stand between quotation marks.
SAYS_SOMETHING = 4
OPENS, CLOSES = chr(0xAB), chr(0xBB)


def quotes_taken_back(texts: Iterable[str], period: Period, *, on: date) -> list[str]:
    """List the testimonies of the period that these texts quote, and whose yes is taken back or over; one query."""
    whole = "\n".join(texts)
    refused = words_taken_back(gone(period), on=on) if whole.strip() else []
    return [words for words in refused if _said(words).search(whole)]


def without_quotes(text: str, words_said: Iterable[str]) -> str:
    """Take these words out of a text: the whole line where it is a quotation of the portal's, else a mark of it."""
    for words in words_said:
        line = rf"^– {OPENS}\s*{_spaced(words)}\s*{CLOSES}[^\n]*\n?"
        text = _said(words).sub("[…]", re.sub(line, "", text, flags=re.MULTILINE))
    heading = re.escape(_("Ils en disent :"))
    return re.sub(rf"^{heading}\n(?!– {OPENS})\n*", "", text, flags=re.MULTILINE)


def _said(words: str) -> "re.Pattern[str]":
    if len(words.split()) >= SAYS_SOMETHING:
        return re.compile(_spaced(words))
    return re.compile(rf"(?<={OPENS})\s*{_spaced(words)}\s*(?={CLOSES})")


def _spaced(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))
