"""Import a group of ten thousand people through the service, beside COPY of the people and places that it wrote.

The service also reads the table, shows what it would do, and writes a line of the journal a person; COPY does not.
No address nor telephone number is in the table: what encryption costs is apart.
"""

import io
from datetime import date, timedelta
from typing import Any

from ofqj_portal.bench.inside import cost, sizes, tell

from django.db import connection, transaction  # isort: skip
from ofqj_portal.accounts.models import User  # isort: skip
from ofqj_portal.core import calendar  # isort: skip
from ofqj_portal.core.imports import read_table  # isort: skip
from participants.imports import fields_for  # isort: skip
from participants.models import PeopleImport  # isort: skip
from participants.services.imports import bring_table, import_people, plan_of  # isort: skip
from projects.models import Project  # isort: skip

HEADINGS = "Nom;Prénom;Date de naissance;Genre;Niveau d’études;Code postal"
FIRST_BIRTH = date(2000, 1, 1)
WRITTEN = ("participants_participant", "participants_participation")


def brought(count: int) -> bytes:
    """Write a table of so many people, all of them new."""
    lines = [HEADINGS]
    for rank in range(count):
        born_on = FIRST_BIRTH + timedelta(days=rank % 1800)
        lines.append(
            f"Essai-{rank:05d};Personne;{born_on:%d/%m/%Y};{'FH'[rank % 2]};{'CAP' if rank % 3 else 'bac'};61000"
        )
    return "\r\n".join(lines).encode()


def copied(table: str, last: int) -> tuple[str, io.BytesIO]:
    """Take the rows of `table` that came after `last` as COPY writes them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
            [table],
        )
        columns = cursor.fetchone()[0]
        buffer = io.BytesIO()
        cursor.cursor.copy_expert(f"COPY (SELECT {columns} FROM {table} WHERE id > {last}) TO STDOUT", buffer)
    buffer.seek(0)
    return columns, buffer


def last_key(table: str) -> int:
    """Return the highest key of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
        return int(cursor.fetchone()[0])


class Undone(Exception):
    """Ends a transaction of which nothing is to be kept."""


def measure(asked: dict[str, int]) -> dict[str, Any]:
    """Import, then copy what was written; both are undone."""
    user = User.objects.get(email="conseiller-fr@demo.ofqj.test")
    structure = user.memberships.get().structure
    project = Project.objects.filter(carrier=structure, state="draft").earliest("pk")
    content, now, parts, found = brought(asked["people"]), calendar.now(), {}, {}
    common = {"by": user, "now": now}

    def read() -> None:
        found["table"] = read_table(content, fields_for(structure))

    def bring() -> None:
        found["brought"] = bring_table(project=project, structure=structure, table=found["table"], **common)

    def preview() -> None:
        found["seen"] = plan_of(PeopleImport.objects.get(pk=found["brought"].pk), on=now.date()).fingerprint

    def write() -> None:
        kept = PeopleImport.objects.get(pk=found["brought"].pk)
        import_people(brought=kept, seen=found["seen"], leave_wrong_rows=False, on=now.date(), **common)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS journal_queue IMMEDIATE")  # queued first, as at the commit
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    try:
        with transaction.atomic():
            last = {table: last_key(table) for table in WRITTEN}
            for name, work in (("lecture", read), ("dépôt", bring), ("aperçu", preview), ("écriture", write)):
                parts[name] = cost(work)
            rows = {table: copied(table, last[table]) for table in WRITTEN}
            raise Undone
    except Undone:
        pass
    return {"rows": asked["people"], "import": sum(parts.values()), "parts": parts, "copy": raw(rows)}


def raw(rows: dict[str, tuple[str, io.BytesIO]]) -> float:
    """Copy the same rows as they are into the same tables, indexes and keys included."""

    def copy() -> None:
        with connection.cursor() as cursor:
            for table, (columns, buffer) in rows.items():
                cursor.cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", buffer)
            cursor.execute("SET CONSTRAINTS journal_queue IMMEDIATE")  # queued first, as at the commit
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    try:
        with transaction.atomic():
            taken = cost(copy)
            raise Undone
    except Undone:
        return taken


def main() -> None:
    """Say what each part of an import costs, and what COPY costs."""
    tell(measure(sizes(people=10_000)))


if __name__ == "__main__":
    main()
