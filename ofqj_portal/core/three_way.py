"""Two people on one form: what each field was when the page was built, what it is now, what was typed.

A page carries a mark of each field it showed. A field that one side alone changed takes that side's value; one that
both changed, and not alike, is a clash: nobody's value is written before somebody chose.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

_MARK_LENGTH = 12
_NOTHING = (None, "", [], {})


@dataclass(frozen=True)
class Clash:
    """A field that both sides changed: what is stored now, what was typed, both as JSON values."""

    field: str
    theirs: Any
    mine: Any

    @property
    def their_mark(self) -> str:
        """What a page carries that has seen their value."""
        return mark(self.theirs)


@dataclass(frozen=True)
class Merge:
    """What to write, what clashes, and what others changed that was left alone here: names of fields."""

    to_write: frozenset[str]
    clashes: tuple[Clash, ...]
    changed_by_others: frozenset[str]


def mark(value: Any) -> str:
    """Digest a JSON value; nothing is nothing whatever its kind, and a line ends alike wherever it was typed."""
    if value in _NOTHING:
        return "0"
    text = value.replace("\r\n", "\n") if isinstance(value, str) else value
    canonical = json.dumps(text, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:_MARK_LENGTH]


def write_marks(values: Mapping[str, Any]) -> str:
    """Put the marks of `values` into the text that a page carries: `aims=1a2b… public=0`."""
    return " ".join(f"{name}={mark(value)}" for name, value in sorted(values.items()))


def read_marks(text: str) -> dict[str, str]:
    """Read what `write_marks` wrote; what makes no sense is left out."""
    pairs = (word.partition("=") for word in text.split())
    return {name: said for name, _equal, said in pairs if said}


def having_seen(seen: str, clash: Clash) -> str:
    """Return `seen` once the stored value of a clash was read too: saving is then a choice made knowingly."""
    marks = read_marks(seen) | {clash.field: clash.their_mark}
    return " ".join(f"{name}={said}" for name, said in sorted(marks.items()))


def merge(seen: str, *, theirs: Mapping[str, Any], mine: Mapping[str, Any], yielded: Collection[str] = ()) -> Merge:
    """Compare field by field what was `seen`, what is stored (`theirs`) and what was typed (`mine`).

    An empty `seen` judges nothing: what was typed is written. A field that `seen` does not name was empty on the page.
    The fields `yielded` keep their stored value, knowingly.
    """
    base = read_marks(seen)
    to_write, clashes, others = set(), [], set()
    for name, typed in mine.items():
        now, here = mark(theirs.get(name)), mark(typed)
        moved = bool(seen) and now != base.get(name, "0")
        if now == here or name in yielded:
            continue
        if not moved:
            to_write.add(name)
        elif here == base.get(name, "0"):
            others.add(name)
        else:
            clashes.append(Clash(name, theirs.get(name), typed))
    return Merge(frozenset(to_write), tuple(clashes), frozenset(others))
