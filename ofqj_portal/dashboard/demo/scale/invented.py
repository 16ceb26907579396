"""What each copy says for itself: names, identifiers and numbers that belong to nobody, in temporary tables."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from django.db import connection
from psycopg2.extras import execute_values
from stdnum import luhn

from ofqj_portal.dashboard.demo.group import FIRST_NAMES, LAST_NAMES
from ofqj_portal.dashboard.demo.scale.plan import Plan
from participants.models import Participant
from participants.models.participant import identity_hash_of
from partners.models import Structure

_NUMBERED = """
    CREATE TEMPORARY TABLE scale_number AS
    WITH ranked AS (
        SELECT c.dossiers, s.id, y.year, coalesce(q.last_value, 0)
               + row_number() OVER (PARTITION BY y.year ORDER BY c.dossiers, s.id) AS rank
          FROM projects_project s JOIN scale_row r ON r.label = 'projects.Project' AND r.id = s.id
          JOIN scale_dossiers c ON r.level >= c.level
          CROSS JOIN LATERAL (SELECT substring(s.number from 6 for 4)::int - %s * c.calls AS year) y
          LEFT JOIN core_numbersequence q ON q.name = 'projects.' || y.year)
    SELECT dossiers, id, year, rank,
           'OFQJ-' || year || '-' || lpad(rank::text, greatest(4, length(rank::text)), '0') AS number
      FROM ranked
"""


TABLES = (
    "scale_dossiers",
    "scale_calls",
    "scale_directory",
    "scale_row",
    "scale_structure",
    "scale_person",
    "scale_number",
    "scale_file",
)


def forget_tables() -> None:
    """Drop the temporary tables."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)}")


def write_rows(table: str, columns: str, rows: Iterable[Sequence[Any]], *, key: str) -> None:
    """Make the temporary table `table` with these `columns` and `rows`; `forget_tables` drops it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns}, PRIMARY KEY ({key}))")
        execute_values(cursor.cursor, f"INSERT INTO {table} VALUES %s", list(rows), page_size=2000)
        cursor.execute(f"ANALYZE {table}")


def invent_structures(plan: Plan) -> None:
    """Give every structure of every copied directory its own identifiers, with the digits that the law checks."""
    sources = list(Structure.objects.filter(pk__in=plan.structures).order_by("pk"))
    rows = []
    for directory in range(1, plan.directories + 1):
        for rank, source in enumerate(sources):
            number = directory * len(sources) + rank
            siret = siret_of(number) if source.siret else ""
            neq = f"118{number:07d}" if source.neq else ""
            imilo = f"8{number:05d}" if source.imilo_code else ""
            rows.append((directory, source.pk, siret, neq, imilo))
    columns = "directory int, id bigint, siret text, neq text, imilo_code text"
    write_rows("scale_structure", columns, rows, key="directory, id")


def siret_of(number: int) -> str:
    """Make a SIRET that passes the checksum and belongs to nobody: a SIREN of 998 …."""
    siren = f"998{number:05d}"
    siren += luhn.calc_check_digit(siren)
    return siren + "0001" + luhn.calc_check_digit(siren + "0001")


def invent_people(plan: Plan, random: Random, years_back: int) -> None:
    """Give everybody of every copy a name of her own, and the key that this name and her birth date make."""
    sources = list(
        Participant.objects.filter(participations__project__in=plan.levels, anonymised_at=None)
        .order_by("pk")
        .distinct()
        .values_list("pk", "born_on", "participations__project")
    )
    rows, seen = [], set()
    for copy in plan.copies:
        for person, born_on, project in sources:
            if plan.levels[project] < copy.level or (copy.rank, person) in seen:
                continue
            seen.add((copy.rank, person))
            first, last = random.choice(FIRST_NAMES), f"{random.choice(LAST_NAMES)}-{random.choice(LAST_NAMES)}"
            last = f"{last} {copy.rank}"
            born = years_before(born_on, years_back) if copy.is_earlier else born_on
            rows.append((copy.rank, person, first, last, identity_hash_of(first, last, born)))
    columns = "dossiers int, id bigint, first_name text, last_name text, identity_hash text"
    write_rows("scale_person", columns, rows, key="dossiers, id")


def years_before(day: Any, years: int) -> Any:
    """Return `day` so many years earlier, as PostgreSQL counts them: 29 February becomes the 28th."""
    earlier_day = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - years, day=earlier_day)


def give_numbers(years_back: int) -> None:
    """Number every copied dossier in its year, after those that the year already has."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERED, [years_back])
        cursor.execute("ALTER TABLE scale_number ADD PRIMARY KEY (dossiers, id)")
        cursor.execute(
            "INSERT INTO core_numbersequence (name, last_value)"
            " SELECT 'projects.' || year, max(rank) FROM scale_number GROUP BY year"
            " ON CONFLICT (name) DO UPDATE SET last_value = excluded.last_value"
        )
