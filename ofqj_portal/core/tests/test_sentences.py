"""The language that is active is a thread's own, and a sentence looked up once stays that of its language."""

import threading

from django.utils import translation
from django.utils.translation import gettext, ngettext

from ofqj_portal.core.shores import Shore, reader_shore, reading_as

WORDS = {"fr": "Adresse e-mail", "fr-ca": "Adresse courriel"}


def test_each_thread_speaks_its_own_language_whatever_the_others_do():
    turns, heard = threading.Barrier(2), {}

    def speak(language):
        for _turn in range(20):
            turns.wait(5)
            with translation.override(language):
                turns.wait(5)
                heard.setdefault(language, set()).add(gettext("Adresse e-mail"))

    others = [threading.Thread(target=speak, args=(language,)) for language in WORDS]
    with reading_as(Shore.QUEBEC):
        for other in others:
            other.start()
        for other in others:
            other.join(20)
        assert reader_shore() is Shore.QUEBEC

    assert heard == {language: {words} for language, words in WORDS.items()}


def test_a_sentence_that_no_catalogue_has_says_itself_and_counts_in_french():
    for language in WORDS:
        with translation.override(language):
            assert gettext("Une phrase d’aucun catalogue") == "Une phrase d’aucun catalogue"
            assert ngettext("%d essai", "%d essais", 0) == "%d essai"
