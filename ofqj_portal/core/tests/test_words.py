"""The words of Québec: each entry still answers a sentence of the portal, and no word of France is left without one."""

import re
from functools import cache

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext as _

from ofqj_portal.core.shores import Shore, reading_as
from ofqj_portal.local.sentences import sentences, source_files

ONLY_IN_FRANCE = re.compile(
    r"\b(e-mails?|mails?|conseill(?:er|ère)(?:s|·ère|·ères)?|cookies?|week-ends?|parking|courriers? indésirables?|devis"
    r"|alternance(?! travail)|immersions?|PMSMP|demandeurs? d’emploi|scolarité|portables?|lycées?"
    r"|newsletters?|planning)\b",
    re.IGNORECASE,
)


def catalogue():
    with (settings.ROOT / "locale/fr_CA/LC_MESSAGES/django.po").open("rb") as stream:
        return read_po(stream, locale="fr_CA")


@cache
def forms() -> frozenset[str]:
    """Collect every source sentence of code and templates, singulars and plurals."""
    return frozenset(form for sentence in sentences(source_files()) for form in sentence.forms)


def test_every_entry_answers_a_sentence_of_the_portal():
    known = forms()
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
    left = {sentence for sentence in forms() if ONLY_IN_FRANCE.search(sentence)} - set(translated)
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


def test_a_reader_gets_the_spaces_of_her_shore_without_any_entry_for_them():
    with reading_as(Shore.FRANCE):
        assert _("Où en est-il\xa0?") == "Où en est-il\xa0?"
    with reading_as(Shore.QUEBEC):
        assert _("Où en est-il\xa0?") == "Où en est-il?"
