"""The journal of copied dossiers: the acts of the first, told again at their instants, in the same chain."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from ofqj_portal.core import calendar
from ofqj_portal.core.journal import entry_digest
from ofqj_portal.core.models import JournalEntry
from ofqj_portal.dashboard.demo.scale.copying import Copier
from ofqj_portal.dashboard.demo.scale.tables import YEARS_BACK
from projects.models import Project

AT_ONCE = 5000  # entries a transaction
_TOLD = """
    SELECT {key}::text, {by}, s.verb, s.facts, coalesce(s.happened_at, s.at) - make_interval(years => {years} * c.calls)
      FROM core_journalentry s JOIN scale_row r ON r.label = 'projects.Project' AND r.id::text = s.object_id
      JOIN scale_dossiers c ON r.level >= c.level
      LEFT JOIN scale_row f_by ON f_by.label = 'accounts.User' AND f_by.id = s.by_id
     WHERE s.object_type = 'projects.project' AND s.personal_digest = ''
     ORDER BY c.dossiers, s.id
"""


def tell_again(copier: Copier) -> int:
    """Add the entries of every copied dossier; return how many. Facts that name other rows are left out."""
    statement = _TOLD.format(key=copier.key_of(Project, "r.id"), by=copier.user("by_id"), years=YEARS_BACK)
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(AT_ONCE):
            with transaction.atomic():
                count += len(JournalEntry.objects.bulk_create(_entries(rows)))
    return count


def _entries(rows: list[tuple[Any, ...]]) -> Iterator[JournalEntry]:
    about, now = Project._meta.label_lower, calendar.real_now()
    for object_id, by, verb, facts, happened_at in rows:
        entry = JournalEntry(
            at=now,
            happened_at=happened_at,
            verb=verb,
            object_type=about,
            object_id=object_id,
            by_id=by,
            facts=_without_rows(json.loads(facts) if isinstance(facts, str) else facts),
        )
        entry.digest = entry_digest(entry)
        yield entry


def _without_rows(facts: dict[str, Any]) -> dict[str, Any]:
    """Keep the facts that are codes, names of fields and amounts; whole numbers name rows of the first dossier."""
    return {key: value for key, value in facts.items() if key != "file" and not _names_rows(value)}


def _names_rows(value: Any) -> bool:
    if isinstance(value, list):
        return any(_names_rows(item) for item in value)
    return isinstance(value, int) and not isinstance(value, bool)
