"""Write a hundred thousand rows as CSV and as a workbook, beside COPY of the same rows by the database."""

import tempfile

from ofqj_portal.bench.inside import best, memory, sizes, tell

from django.db import connection  # isort: skip
from ofqj_portal.core.copied_rows import CopiedRows  # isort: skip
from ofqj_portal.core.spreadsheets import Column, Sheet, write_csv, write_xlsx  # isort: skip

TAKEN = """
    SELECT p.number, p.title, p.state, p.departs_on, p.returns_on, p.places, s.name, b.label, b.amount, b.currency
      FROM projects_budgetline b JOIN projects_project p ON p.id = b.project_id
      JOIN partners_structure s ON s.id = p.carrier_id
      CROSS JOIN generate_series(1, %(times)s) ORDER BY b.id LIMIT %(rows)s
"""
COLUMNS = (
    Column("Numéro"), Column("Titre"), Column("État"), Column("Départ", "date"), Column("Retour", "date"),
    Column("Places", "number"), Column("Structure"), Column("Ligne"), Column("Montant", "money"), Column("Devise"),
)  # fmt: skip


def make_rows(asked: dict[str, int]) -> None:
    """Put the rows aside in the database, before anything is counted."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE bench_rows AS {TAKEN}", asked)


def main() -> None:
    """Say what each way of writing costs, and how much memory it adds."""
    asked = sizes(rows=100_000) | {"times": 100}
    make_rows(asked)

    sheet = Sheet("Lignes", COLUMNS, CopiedRows("SELECT * FROM bench_rows"))

    def copy() -> None:
        with tempfile.TemporaryFile() as file, connection.cursor() as cursor:
            cursor.cursor.copy_expert("COPY bench_rows TO STDOUT WITH (FORMAT csv, DELIMITER ';')", file)

    def csv() -> None:
        with tempfile.TemporaryFile() as file:
            write_csv(file, sheet)

    def xlsx() -> None:
        with tempfile.TemporaryFile() as file:
            write_xlsx(file, [sheet])

    found = {"rows": asked["rows"], "copy": best(copy)}
    before = memory()
    found |= {"csv": best(csv, 2), "csv_memory": memory() - before}
    before = memory()
    tell(found | {"xlsx": best(xlsx, 1), "xlsx_memory": memory() - before})


if __name__ == "__main__":
    main()
