"""The words of Québec: each entry still answers a sentence of the portal, and no word of France is left without one."""

import io
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation.template import templatize

from ofqj_portal.core.shores import Shore, reading_as

ONLY_IN_FRANCE = re.compile(
    r"\b(e-mails?|conseill(?:er|ère)(?:s|·ère|·ères)?|cookies?|week-ends?|parking)\b", re.IGNORECASE
)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def catalogue():
    with (settings.ROOT / "locale/fr_CA/LC_MESSAGES/django.po").open("rb") as stream:
        return read_po(stream, locale="fr_CA")


@cache
def sentences() -> frozenset[str]:
    """Collect every source sentence of code and templates."""
    found: set[str] = set()
    for path in files("*.py", "*.html", "*.txt"):
        text = path.read_text(encoding="utf-8")
        source = text if path.suffix == ".py" else templatize(text)
        for _line, message, _comments, _context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            found.update([message] if isinstance(message, str) else [part for part in message if part])
    return frozenset(found)


def files(*patterns: str) -> list[Path]:
    folders = [settings.ROOT / name for name in ("ofqj_portal", "partners", "projects", "participants", "conventions")]
    return [
        path
        for folder in [*folders, settings.ROOT / "templates"]
        for pattern in patterns
        for path in folder.rglob(pattern)
        if not {"tests", "migrations", "data"} & set(path.parts)
    ]


def test_every_entry_answers_a_sentence_of_the_portal():
    known = sentences()
    ids = {
        part
        for message in catalogue()
        if message.id
        for part in ([message.id] if isinstance(message.id, str) else message.id)
    }

    assert sorted(ids - known) == []


def test_no_entry_says_the_same_as_in_france():
    assert [message.id for message in catalogue() if message.id and message.id == message.string] == []


def test_no_word_of_france_is_left_to_readers_of_quebec():
    translated = {message.id: message.string for message in catalogue() if message.id}
    left = {sentence for sentence in sentences() if ONLY_IN_FRANCE.search(sentence)} - set(translated)
    assert sorted(left) == []
    assert [text for text in translated.values() if ONLY_IN_FRANCE.search(str(text))] == []


def test_placeholders_are_the_same_on_both_shores():
    holders = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
    for message in catalogue():
        if message.id and isinstance(message.id, str):
            assert sorted(holders.findall(message.id)) == sorted(holders.findall(message.string)), message.id


@pytest.mark.parametrize(("france", "quebec"), [("Adresse e-mail", "Adresse courriel")])
def test_a_reader_gets_the_words_of_her_shore(france, quebec):
    with reading_as(Shore.FRANCE):
        assert _(france) == france
    with reading_as(Shore.QUEBEC):
        assert _(france) == quebec
        assert _("Portail OFQJ") == "Portail OFQJ"
