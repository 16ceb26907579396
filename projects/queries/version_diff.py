"""What changed between two versions of a dossier, section by section: words of a text, lines of a list."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ofqj_portal.core.versions import Change
from projects.queries.snapshot import show
from projects.sections import OTHER_LABELS, SECTIONS, field_label

#: Texts in which the words that moved are marked one by one; a date or a figure is shown whole.
_MARKED_FROM_WORDS = 4
_SIGNS = {"- ": "removed", "+ ": "added", "  ": "same"}


@dataclass(frozen=True)
class FieldChange:
    """A field that differs: `runs` are ("same" | "removed" | "added", words); `lines` say that each is a whole row."""

    label: str
    runs: list[tuple[str, str]]
    lines: bool


@dataclass(frozen=True)
class SectionChange:
    """A section of the dossier with what differs in it."""

    title: str
    fields: list[FieldChange]


def changes_by_section(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[SectionChange]:
    """List the sections that differ between two snapshots, in the order of the dossier."""
    found = []
    for section in SECTIONS:
        fields = [
            _field(name, old.get(name), new.get(name)) for name in section.fields if old.get(name) != new.get(name)
        ]
        if fields:
            found.append(SectionChange(str(section.title), fields))
    return found


def _field(name: str, old: Any, new: Any) -> FieldChange:
    label = field_label(name)
    label, before, after = label[:1].upper() + label[1:], show(name, old), show(name, new)
    if name in OTHER_LABELS:
        return FieldChange(label, _rows(before, after), lines=True)
    if min(len(before.split()), len(after.split())) < _MARKED_FROM_WORDS:
        return FieldChange(label, [run for run in (("removed", before), ("added", after)) if run[1]], lines=False)
    return FieldChange(label, Change(label, before, after).words, lines=False)


def _rows(before: str, after: str) -> list[tuple[str, str]]:
    """Compare two lists row by row: a budget line, a partner, a phase, a piece."""
    rows = difflib.ndiff(before.splitlines(), after.splitlines())
    return [(_SIGNS[row[:2]], row[2:]) for row in rows if row[:2] in _SIGNS]
