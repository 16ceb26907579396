"""French signs hold to their word and apostrophes are typographic, wherever a person reads."""

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from ofqj_portal.local.sentences import sentences, source_files

LOOSE_SIGN = re.compile(r"(?<=\S)[ \u2009\u202f](?:[:;?!](?=$|[\s<{])|»)|«(?!\u00a0)")
TIGHT_SIGN = re.compile(r"(?<=[^\W_])(?:[?!»](?=$|[\s<.,])|[:;](?=$|\s))")
STRAIGHT_APOSTROPHE = re.compile(r"[^\W\d_]'[^\W\d_]")
DOTS = re.compile(r"\.\.\.")
#: Words for a terminal, which scripts look for as they are typed.
TERMINAL = "ofqj_portal/local/"
CODE = re.compile(r"\b(?:SELECT|INSERT|UPDATE|BEGIN|RETURN)\b")
TEMPLATES = [path for path in source_files() if path.suffix != ".py"]
MODULES = [path for path in source_files() if path.suffix == ".py"]
TABLES = sorted((settings.ROOT / "partners/data").glob("*.csv"))


def named(path: Path) -> str:
    return str(path.relative_to(settings.ROOT))


def strings(module: Path) -> Iterator[tuple[int, str]]:
    """Yield the literal strings of a module, docstrings apart."""
    tree = ast.parse(module.read_text())
    documented = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docstrings = {id(node.body[0].value) for node in documented if node.body and isinstance(node.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def words_of(template: Path) -> str:
    """Keep what a template says itself: no tag, no variable, no comment, no sentence of gettext."""
    source = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", template.read_text(), flags=re.DOTALL)
    return re.sub(r"{%.*?%}|{{.*?}}", "x", source)


def test_the_rules_see_what_they_forbid():
    wrong = ["Oui : non", "Oui ; non", "Qui ?", "« mot »", "le mot «mot»", "Qui\u202f?", "mot »"]
    right = ["Oui\u00a0: non", "Qui\u00a0?", "«\u00a0mot\u00a0»", "8:30", "https://exemple.test", "a·b"]

    assert [text for text in wrong if not LOOSE_SIGN.search(text)] == []
    assert [text for text in right if LOOSE_SIGN.search(text) or TIGHT_SIGN.search(text)] == []
    assert [text for text in ["Qui?", "Oui: non", "Oui; non", "mot»"] if not TIGHT_SIGN.search(text)] == []
    assert STRAIGHT_APOSTROPHE.search("l'aide")
    assert not STRAIGHT_APOSTROPHE.search("l’aide")


@pytest.mark.parametrize("rule", [LOOSE_SIGN, TIGHT_SIGN, STRAIGHT_APOSTROPHE, DOTS])
def test_every_sentence_keeps_the_signs_of_french(rule):
    found = [(said.place, form) for said in sentences(source_files()) for form in said.forms if rule.search(form)]
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_what_a_template_says_between_its_sentences_keeps_them_too(path):
    text = words_of(path)
    assert [found.group() for rule in (LOOSE_SIGN, DOTS) for found in rule.finditer(text)] == []
    assert STRAIGHT_APOSTROPHE.findall(re.sub(r"<[^>]*>", "", text)) == []


def test_the_strings_of_code_outside_gettext_keep_them_as_the_invented_world_of_the_demo_does():
    found = [
        (named(module), line, text)
        for module in MODULES
        if not named(module).startswith(TERMINAL)
        for line, text in strings(module)
        if not CODE.search(text) and (LOOSE_SIGN.search(text) or STRAIGHT_APOSTROPHE.search(text))
    ]
    assert found == []


@pytest.mark.parametrize("path", TABLES, ids=named)
def test_names_of_places_keep_their_apostrophes(path):
    with path.open(encoding="utf-8", newline="") as stream:
        assert [cell for row in csv.reader(stream) for cell in row if STRAIGHT_APOSTROPHE.search(cell)] == []
