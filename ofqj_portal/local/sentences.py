"""Every sentence the portal's code and templates hand to gettext, as Babel finds it."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

from ofqj_portal.local import places

FOLDERS = ("ofqj_portal", "partners", "projects", "participants", "conventions", "templates")
SUFFIXES = frozenset({".py", ".html", ".txt"})
NOT_SHOWN = frozenset({"tests", "migrations", "data"})
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


@dataclass(frozen=True)
class Sentence:
    """One message: its forms (singular, then plural if it has one), its context, and where it stands."""

    forms: tuple[str, ...]
    context: str | None
    place: str


def source_files() -> list[Path]:
    """List the files whose sentences people read."""
    return sorted(
        path
        for folder in FOLDERS
        for path in (places.CHECKOUT / folder).rglob("*")
        if path.suffix in SUFFIXES and not NOT_SHOWN & set(path.relative_to(places.CHECKOUT).parts)
    )


def sentences(files: Iterable[Path]) -> Iterator[Sentence]:
    """Read the sentences of `files`, in order; one that stands twice comes twice."""
    for path in files:
        text = path.read_text(encoding="utf-8")
        source = text if path.suffix == ".py" else templatize(text)
        for line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            forms = (message,) if isinstance(message, str) else tuple(part for part in message if part)
            yield Sentence(forms, context, f"{path.name}:{line}")
