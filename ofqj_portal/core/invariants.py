"""Truths that hold for every row whatever the code did; each app's invariants.py registers its own as SQL.

A statement returns the rows that break it: none means it holds.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Invariant:
    """One truth, its words for the operator, and the SQL that finds the rows breaking it."""

    name: str
    label: Any
    sql: str


_invariants: dict[str, Invariant] = {}


def register_invariant(name: str, label: Any, sql: str) -> None:
    """Add a truth; `sql` is one SELECT that returns offending rows."""
    _invariants[name] = Invariant(name, label, sql)


def check() -> list[tuple[str, bool, int]]:
    """Return (label, does it hold, how many rows break it) for every truth, by name."""
    results = []
    for name in sorted(_invariants):
        invariant = _invariants[name]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({invariant.sql.rstrip('; ')}) AS offending")
            count = int(cursor.fetchone()[0])
        results.append((str(invariant.label), count == 0, count))
    return results


register_invariant(
    "core.job_over_has_end",
    _("Un travail terminé a une date de fin, un travail en cours n’en a pas."),
    "SELECT id FROM core_job WHERE (state IN ('done', 'failed', 'cancelled')) <> (finished_at IS NOT NULL)",
)
register_invariant(
    "core.job_running_has_lease",
    _("Un travail en cours est tenu par quelqu’un."),
    "SELECT id FROM core_job WHERE state = 'running' AND (lease_until IS NULL OR lease_token IS NULL)",
)
register_invariant(
    "core.job_key_once",
    _("Un travail ne se fait pas deux fois en même temps."),
    "SELECT unique_key FROM core_job WHERE unique_key <> '' AND state IN ('queued', 'running')"
    " GROUP BY unique_key HAVING count(*) > 1",
)
register_invariant(
    "core.mail_key_once",
    _("Une personne ne reçoit pas deux fois le même courriel."),
    "SELECT key, to_email FROM core_outboxmail WHERE key <> '' AND state <> 'withdrawn'"
    " GROUP BY key, to_email HAVING count(*) > 1",
)
register_invariant(
    "core.mail_has_job",
    _("Un courriel qui attend a un travail qui l’enverra."),
    "SELECT m.id FROM core_outboxmail m WHERE m.state = 'queued' AND NOT EXISTS (SELECT 1 FROM core_job j"
    " WHERE j.state IN ('queued', 'running') AND (j.kind = 'core.send_mail' AND j.args ->> 'mail' = m.id::text"
    " OR m.held_until IS NOT NULL AND j.kind = 'notifications.send_held' AND j.args ->> 'user' = m.to_user_id::text))",
)
register_invariant(
    "core.reminder_once",
    _("Une relance n’est pas envoyée deux fois."),
    "SELECT kind FROM core_reminder GROUP BY kind, object_type, object_id, user_id, step HAVING count(*) > 1",
)
register_invariant(
    "core.journal_chained",
    _("Chaque ligne du journal est dans la chaîne, et chaque maillon a sa ligne."),
    "SELECT e.id FROM core_journalentry e FULL JOIN core_journallink l ON l.entry_id = e.id"
    " WHERE e.id IS NULL OR l.id IS NULL",
)
register_invariant(
    "core.journal_without_gap",
    _("La chaîne du journal n’a pas de trou."),
    "SELECT id FROM (SELECT id, lag(id, 1, 0::bigint) OVER (ORDER BY id) AS previous FROM core_journallink) AS links"
    " WHERE id <> previous + 1",
)
register_invariant(
    "core.journal_in_order",
    _("Le temps du journal ne recule pas."),
    "SELECT id FROM (SELECT id, at, lag(at) OVER (ORDER BY id) AS previous FROM core_journallink) AS links"
    " WHERE at < previous",
)
register_invariant(
    "core.link_used_or_revoked",
    _("Un lien personnel ne sert pas après avoir été retiré."),
    "SELECT id FROM core_actionlink WHERE used_at > revoked_at OR used_at > expires_at",
)
