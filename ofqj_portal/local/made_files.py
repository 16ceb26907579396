"""Files made from others and kept out of the repository: subset fonts, compiled translations."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from ofqj_portal.local import fonts, places


def make_all() -> None:
    """Make what is missing or older than its source."""
    var = places.var_folder()
    with places.locked(var / "made-files.lock"):
        fonts.generate(var / "static-extra" / "fonts")
        for source in sorted((places.CHECKOUT / "locale").glob("*/LC_MESSAGES/*.po")):
            compile_translations(source)


def compile_translations(source: Path) -> None:
    """Compile a catalogue of translations beside its source, without the gettext tools."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    with source.open("rb") as catalogue:
        messages = read_po(catalogue, locale=source.parts[-3], domain=source.stem)
    partial = target.with_suffix(".mo.part")
    with partial.open("wb") as compiled:
        write_mo(compiled, messages)
    partial.replace(target)


if __name__ == "__main__":
    make_all()
