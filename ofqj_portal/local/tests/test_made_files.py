import gettext

import pytest

from ofqj_portal.local.made_files import compile_translations, quebec_spaces
from ofqj_portal.local.sentences import Sentence, sentences

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "e-mail"
msgstr "courriel"

msgid "Un e-mail\u00a0?"
msgstr "Un courriel\u00a0?"
"""
CODE = """
def ask(n):
    words = _("D’accord\u00a0? Le mot\u00a0: «\u00a0oui\u00a0»\u00a0; rien d’autre.")
    return words, ngettext("%d jour\u00a0!", "%d jours\u00a0!", n)
"""


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "fr_CA" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(CATALOGUE)
    return source


@pytest.fixture
def code(tmp_path):
    path = tmp_path / "code.py"
    path.write_text(CODE)
    return path


def compiled(source):
    with source.with_suffix(".mo").open("rb") as stream:
        return gettext.GNUTranslations(stream)


def test_a_catalogue_is_compiled_and_again_only_when_it_changes(source):
    compile_translations(source, [])
    assert compiled(source).gettext("e-mail") == "courriel"

    made_at = source.with_suffix(".mo").stat().st_mtime_ns
    compile_translations(source, [])
    assert source.with_suffix(".mo").stat().st_mtime_ns == made_at


def test_what_keeps_its_words_in_quebec_still_gets_its_spaces(source, code):
    compile_translations(source, [code])
    words = compiled(source)

    assert words.gettext("Un e-mail\u00a0?") == "Un courriel?"
    assert words.gettext("D’accord\u00a0? Le mot\u00a0: «\u00a0oui\u00a0»\u00a0; rien d’autre.") == (
        "D’accord? Le mot\u00a0: «\u00a0oui\u00a0»; rien d’autre."
    )
    assert words.ngettext("%d jour\u00a0!", "%d jours\u00a0!", 2) == "%d jours!"


def test_a_sentence_says_where_it_stands(code):
    assert [(sentence.forms, sentence.place) for sentence in sentences([code])][1] == (
        ("%d jour\u00a0!", "%d jours\u00a0!"),
        "code.py:4",
    )
    assert isinstance(next(iter(sentences([code]))), Sentence)


@pytest.mark.parametrize(
    ("france", "quebec"),
    [
        ("Qui\u00a0?", "Qui?"),
        ("a\u00a0; b\u00a0!", "a; b!"),
        ("«\u00a0a\u00a0»\u00a0: 5\u00a0%", "«\u00a0a\u00a0»\u00a0: 5\u00a0%"),
    ],
)
def test_quebec_closes_the_space_before_three_signs_only(france, quebec):
    assert quebec_spaces(france) == quebec
