"""Find out whether anybody changed the journal: row changed, deleted, inserted, reordered, tail cut."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any, NamedTuple

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import calendar
from ofqj_portal.core.journal import entry_digest, personal_digest
from ofqj_portal.core.models import JournalEntry, JournalHead

TRUTHS = {
    "content": _("Chaque ligne est telle qu’elle a été écrite."),
    "deleted": _("Aucune ligne n’a été supprimée."),
    "inserted": _("Aucune ligne n’a été ajoutée à la main."),
    "order": _("Les lignes se suivent dans leur ordre."),
    "tail": _("La fin de la chaîne est là."),
    "personal": _("Les valeurs personnelles sont intactes ou effacées."),
}
Fault = tuple[str, str]  # a code of TRUTHS, and the sentence

logger = structlog.get_logger(__name__)
NO_HASH = "0" * 64

ROWS = """
SELECT l.id, l.entry_id, l.at, l.previous_hash, l.hash,
       e.id, e.at, e.happened_at, e.verb, e.object_type, e.object_id, e.by_id, e.facts, e.personal_digest, e.digest,
       p.id, p.salt, p.data, p.erased_at
  FROM core_journallink l
  FULL JOIN core_journalentry e ON e.id = l.entry_id
  LEFT JOIN core_journalpersonal p ON p.entry_id = e.id
 ORDER BY l.id NULLS LAST, e.id
"""


class Row(NamedTuple):
    """A link beside its entry and its personal values; a missing one is None throughout."""

    link: int | None
    link_entry: int | None
    link_at: Any
    previous_hash: str | None
    hash: str | None
    entry: int | None
    at: Any
    happened_at: Any
    verb: str
    object_type: str
    object_id: str
    by: int | None
    facts: Any
    personal_digest: str
    digest: str
    personal: int | None
    salt: str
    data: Any
    erased_at: Any


def verify(known_head: str = "") -> list[str]:
    """Return one French sentence for each thing that is wrong with the journal; nothing wrong, an empty list."""
    return [sentence for _truth, sentence in examine(known_head)]


def examine(known_head: str = "") -> list[Fault]:
    """Return what is wrong with the journal, each with the truth it breaks.

    `known_head` ("1234:hash"), received on an earlier day outside the portal, must still be in the chain.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            if not connection.savepoint_ids:  # outermost: one snapshot for every statement below
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # chains what this very transaction recorded
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        hashes: dict[int, str] = {}
        return [*_walk(hashes), *_check_heads(hashes, known_head)]


def _walk(hashes: dict[int, str]) -> Iterator[Fault]:
    expected, previous, previous_at = 1, NO_HASH, None
    for row in _rows():
        if row.link is None:
            yield _fault("inserted", _("Ligne %(entry)s : elle n’est pas dans la chaîne, elle a été ajoutée."), row)
            continue
        if row.link != expected:
            yield _fault("deleted", _("Maillon %(link)s : ce qui le précède a été supprimé."), row)
        elif row.previous_hash != previous or (previous_at and row.link_at < previous_at):
            yield _fault("order", _("Maillon %(link)s : il ne suit pas le précédent, l’ordre a été changé."), row)
        yield from _check_row(row)
        expected, previous, previous_at = row.link + 1, str(row.hash), row.link_at
        hashes[row.link] = str(row.hash)


def _check_row(row: Row) -> Iterator[Fault]:
    if row.entry is None:
        yield _fault("deleted", _("Maillon %(link)s : sa ligne %(link_entry)s a été supprimée."), row)
        return
    if _digest(row) != row.digest:
        yield _fault("content", _("Ligne %(entry)s : son contenu a été changé."), row)
    if link_hash(row) != row.hash:
        yield _fault("content", _("Maillon %(link)s : son empreinte n’est plus celle de la ligne %(entry)s."), row)
    if row.personal_digest and row.personal is None:
        yield _fault("personal", _("Ligne %(entry)s : ses valeurs personnelles ont disparu sans effacement."), row)
    if row.data is not None and personal_digest(row.salt, json.loads(row.data)) != row.personal_digest:
        yield _fault("personal", _("Ligne %(entry)s : ses valeurs personnelles ont été changées."), row)


def _fault(truth: str, sentence: Any, row: Row) -> Fault:
    return truth, str(sentence) % row._asdict()


def _digest(row: Row) -> str:
    return entry_digest(
        JournalEntry(
            at=row.at.astimezone(UTC),
            happened_at=row.happened_at.astimezone(UTC) if row.happened_at else None,
            verb=row.verb,
            object_type=row.object_type,
            object_id=row.object_id,
            by_id=row.by,
            facts=json.loads(row.facts),
            personal_digest=row.personal_digest,
        )
    )


def link_hash(row: Row) -> str:
    """Compute the hash of a link as the database does in core_journal_seal()."""
    at = row.link_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    text = "|".join([str(row.previous_hash), str(row.link), at, str(row.link_entry), row.digest])
    return hashlib.sha256(text.encode()).hexdigest()


def _check_heads(hashes: dict[int, str], known_head: str) -> Iterator[Fault]:
    last = 0
    for head in JournalHead.objects.order_by("day"):
        last = head.last_link
        if hashes.get(head.last_link) != head.hash:
            sentence = gettext("Tête du %(day)s : la chaîne ne passe plus par elle, sa fin a été coupée ou refaite.")
            yield "tail", sentence % {"day": head.day.isoformat()}
    if hashes and max(hashes) > last:
        yield "inserted", gettext("Maillon %(link)s : il vient après la dernière tête.") % {"link": last + 1}
    if known_head:
        number, _colon, known = known_head.partition(":")
        if not number.isdigit() or hashes.get(int(number)) != known:
            sentence = gettext("Tête connue %(head)s : la chaîne ne passe plus par elle.")
            yield "tail", sentence % {"head": known_head[:80]}


def _rows() -> Iterator[Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(ROWS)
        while batch := cursor.fetchmany(2000):
            yield from map(Row._make, batch)


@transaction.atomic
def send_heads(day: Any) -> list[JournalHead]:
    """Send the heads of the days before `day` out, once: to the log, which leaves the machine."""
    heads = list(JournalHead.objects.select_for_update().filter(day__lt=day, sent_at=None).order_by("day"))
    for head in heads:
        logger.info("journal.head", day=head.day.isoformat(), head=f"{head.last_link}:{head.hash}")
        head.sent_at = calendar.real_now()
        head.save(update_fields=["sent_at"])
    return heads
