"""Files made from others and kept out of the repository: subset fonts, compiled translations."""

from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from ofqj_portal.local import fonts, places
from ofqj_portal.local.sentences import sentences, source_files

NBSP = "\u00a0"


def make_all() -> None:
    """Make what is missing or older than its source."""
    var = places.var_folder()
    with places.locked(var / "made-files.lock"):
        fonts.generate(var / "static-extra" / "fonts")
        for source in sorted((places.CHECKOUT / "locale").glob("*/LC_MESSAGES/*.po")):
            compile_translations(source, source_files())


def compile_translations(source: Path, files: Sequence[Path]) -> None:
    """Compile a catalogue of Québec's words beside its source, with Québec's spaces in every sentence of `files`."""
    target = source.with_suffix(".mo")
    newest = max(path.stat().st_mtime for path in (source, Path(__file__), *files))
    if target.exists() and target.stat().st_mtime >= newest:
        return
    with source.open("rb") as catalogue:
        messages = read_po(catalogue, locale=source.parts[-3], domain=source.stem)
    space_as_in_quebec(messages, files)
    partial = target.with_suffix(".mo.part")
    with partial.open("wb") as compiled:
        write_mo(compiled, messages)
    partial.replace(target)


def space_as_in_quebec(messages: Catalog, files: Sequence[Path]) -> None:
    """Close the space before ; ? ! in what Québec says otherwise, and in each sentence of `files` that keeps its words.

    Source: Office québécois de la langue française, « Espacement des signes de ponctuation ».
    """
    for message in messages:
        if message.id and isinstance(message.string, str):
            message.string = quebec_spaces(message.string)
        elif message.id:
            message.string = tuple(quebec_spaces(form) for form in message.string)
    for sentence in sentences(files):
        spaced = tuple(quebec_spaces(form) for form in sentence.forms)
        if spaced != sentence.forms and messages.get(sentence.forms[0], sentence.context) is None:
            one = len(spaced) == 1
            messages.add(
                sentence.forms[0] if one else sentence.forms, spaced[0] if one else spaced, context=sentence.context
            )


def quebec_spaces(text: str) -> str:
    """Write `text`, spaced as in France, with the spaces of Québec: none before ; ? !, the others unchanged."""
    for sign in ";?!":
        text = text.replace(NBSP + sign, sign)
    return text


if __name__ == "__main__":
    make_all()
