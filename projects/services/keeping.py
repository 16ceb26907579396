"""Save by itself what somebody is typing: all that stands is written, what clashes or makes no sense waits for her."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.core.three_way import Clash, Merge, mark, read_marks
from projects.models import Project
from projects.queries.snapshot import fields_of_parts
from projects.services.drafting import SectionTyped, compare, lock_for_edit, put_parts
from projects.services.sittings import note_sitting


@dataclass(frozen=True)
class Kept:
    """What became of what was typed. `seen` are the marks the page carries from now on.

    `changed_by_others` are the finest names that somebody else wrote and that were not touched here: their marks stay
    as they were, so that the page, which does not show their new values, never writes the old ones over them.
    """

    project: Project
    saved: frozenset[str]
    clashes: tuple[Clash, ...]
    changed_by_others: frozenset[str]
    seen: str


@transaction.atomic
def keep_section(*, project: Project, section: str, typed: SectionTyped, seen: str, by: User, now: datetime) -> Kept:
    """Write what was typed in a section and clashes with nothing. The journal gets its line when the sitting ends.

    Raises WrongState or FieldClosed where the dossier is not open.
    """
    project = lock_for_edit(project, section)
    found = compare(project, section, typed, seen)
    columns = put_parts(project, typed, found.to_write)
    note_kept(project, section, found.to_write, columns=columns, by=by, now=now)
    return Kept(project, found.to_write, found.clashes, found.changed_by_others, seen_after(seen, typed.parts(), found))


def note_kept(
    project: Project, section: str, names: Collection[str], *, columns: Collection[str] = (), by: User, now: datetime
) -> None:
    """Save these columns, mark the dossier as changed, remember who is writing; its version does not move."""
    if not names:
        return
    project.updated_at = now
    project.save(update_fields=[*columns, "updated_at"])
    note_sitting(project=project, section=section, fields=fields_of_parts(names), by=by, now=now)


def seen_after(seen: str, mine: Mapping[str, Any], found: Merge) -> str:
    """Return the marks of a page once what stands in it was written."""
    waiting = {clash.field for clash in found.clashes} | found.changed_by_others
    marks = read_marks(seen) | {name: mark(value) for name, value in mine.items() if name not in waiting}
    return " ".join(f"{name}={said}" for name, said in sorted(marks.items()))
