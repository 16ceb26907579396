"""Make a whole demo many times larger: what it wrote through the services is copied by the database, in bulk.

Every copy is judged by the constraints and the triggers of any other row, and `check_invariants` holds afterwards.
Names are invented, structures and accounts of a copied directory carry its number. Left out: what waits to be done in
the background, papers that the portal makes, personal links, the journal of people.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from random import Random

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from ofqj_portal.accounts.models import User
from ofqj_portal.core.db_roles import as_owner
from ofqj_portal.dashboard.demo.scale import invented
from ofqj_portal.dashboard.demo.scale.chronicle import tell_again
from ofqj_portal.dashboard.demo.scale.copying import Copier
from ofqj_portal.dashboard.demo.scale.papers import copy_files, copy_versions
from ofqj_portal.dashboard.demo.scale.plan import EARLIER, WHOLE, Plan, make_plan
from ofqj_portal.dashboard.demo.scale.tables import CALLS, DIRECTORY, DOSSIERS, LEDGER, TABLES, YEARS_BACK, Table
from participants.models import OpportunityRight
from partners.models import Agreement, Contact, Membership
from projects.models import AccountingRecord, Envelope, InstalmentTerm, Project

ALWAYS = EARLIER  # the level of a row that every copy takes


def grow(*, scale: int, seed: int, today: date, say: Callable[[str], object], directories: int | None = None) -> Plan:
    """Bring a base of one demo to 100 × `scale` dossiers; the same `seed` gives the same names.

    `directories` is told by tests only (see `make_plan`). It commits as it goes: the ledger's trigger writes an
    envelope once a row, and PostgreSQL only clears away what is committed.
    """
    plan = make_plan(scale=scale, this_year=today.year, directories=directories)
    if not plan.copies:
        return plan
    copier = Copier({DIRECTORY: plan.directories, CALLS: 1, DOSSIERS: len(plan.copies)})
    with _in_bulk():
        _note_copies(plan)
        _note_rows(plan)
        invented.invent_structures(plan)
        invented.invent_people(plan, Random(seed), YEARS_BACK)
        invented.give_numbers(YEARS_BACK)
        _raise_envelopes(plan)
        for table in TABLES:
            if table.label == "projects.Piece":
                copy_files(copier)
            say(f"{table.model._meta.verbose_name_plural} : {copier.copy(table)} de plus")
        copy_versions(copier)
    for copy in plan.copies:
        with _in_bulk():
            copier.copy(LEDGER, only=copy.rank)
    say(f"journal : {tell_again(copier)} lignes de plus")
    invented.forget_tables()
    return plan


def refresh_statistics() -> None:
    """Let the database count its tables again, as its owner: its plans suit the new size at once."""
    if not settings.OWNER_DATABASE:
        return
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def _in_bulk() -> Iterator[None]:
    """Work in one transaction that suits many rows: keys checked by the statement that writes them, not at the commit,
    where every row that a trigger judges would walk through all those that wait; and rows looked up by their index,
    though the database still believes its tables as small as the demo's.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        names = "string_agg(DISTINCT quote_ident(conname), ', ')"
        cursor.execute(f"SELECT {names} FROM pg_constraint WHERE condeferrable AND contype = 'f'")
        cursor.execute(f"SET CONSTRAINTS {cursor.fetchone()[0]} IMMEDIATE")
        cursor.execute("SET LOCAL enable_seqscan = off; DISCARD PLANS")
        yield
        cursor.execute("SET LOCAL enable_seqscan = on; DISCARD PLANS; SET CONSTRAINTS ALL DEFERRED")


def _note_copies(plan: Plan) -> None:
    columns = "directory int, calls int, dossiers int, level int"
    rows = [(copy.directory, int(copy.is_earlier), copy.rank, copy.level) for copy in plan.copies]
    invented.write_rows("scale_dossiers", columns, rows, key="dossiers")
    invented.write_rows("scale_calls", columns, [(0, 1, 0, WHOLE)], key="calls")
    directories = [(rank, 0, 0, WHOLE) for rank in range(1, plan.directories + 1)]
    invented.write_rows("scale_directory", columns, directories, key="directory")


def _note_rows(plan: Plan) -> None:
    """Write which rows are copied, and the highest level of copy that takes each."""
    rows = [("partners.Structure", key, ALWAYS) for key in plan.structures]
    for label, keys in _directory_rows(plan).items():
        rows += [(label, key, ALWAYS) for key in keys]
    for table in (*TABLES, LEDGER):
        if table.way == DOSSIERS:
            rows += _rows_of_dossiers(table, plan)
    invented.write_rows("scale_row", "label text, id bigint, level int", rows, key="label, id")


def _directory_rows(plan: Plan) -> dict[str, list[int]]:
    here = plan.structures
    outside = Membership.objects.exclude(structure__in=here).values("user")
    users = User.objects.filter(memberships__structure__in=here).exclude(pk__in=outside).distinct()
    kept = {
        "accounts.User": users,
        "partners.Contact": Contact.objects.filter(structure__in=here),
        "partners.Membership": Membership.objects.filter(structure__in=here, user__in=users.values("pk")),
        "partners.Agreement": Agreement.objects.filter(first_structure__in=here, second_structure__in=here),
        "participants.OpportunityRight": OpportunityRight.objects.filter(structure__in=here),
        "projects.AccountingRecord": AccountingRecord.objects.filter(structure__in=here),
        "projects.Envelope": Envelope.objects.filter(call__in=plan.calls),
        "projects.InstalmentTerm": InstalmentTerm.objects.filter(call__in=plan.calls),
    }
    listed = {label: list(rows.order_by("pk").values_list("pk", flat=True)) for label, rows in kept.items()}
    return listed | {"projects.Call": list(plan.calls)}


def _rows_of_dossiers(table: Table, plan: Plan) -> list[tuple[str, int, int]]:
    rows = apps.get_model(table.label)._base_manager.filter(**{f"{table.to_project}__in": list(plan.levels)})
    pairs = rows.order_by("pk").values_list("pk", table.to_project)
    levels: dict[int, int] = {}
    for key, project in pairs:
        levels[key] = min(plan.levels[project], levels.get(key, plan.levels[project]))
    return [(table.label, key, level) for key, level in levels.items()]


def _raise_envelopes(plan: Plan) -> None:
    """Give every call the money that all its dossiers ask for: as many envelopes as copies draw on it."""
    here = sum(1 for copy in plan.copies if not copy.is_earlier)
    earlier = sum(1 for copy in plan.copies if copy.is_earlier)
    in_calls = Project.objects.values("call")
    Envelope.objects.filter(call__in=in_calls).update(total_amount=F("total_amount") * (1 + max(here, earlier)))
