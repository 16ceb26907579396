"""Copy whole tables inside the database: INSERT … SELECT, with every key moved by the copy it belongs to.

Keys of copy n are those of the first base plus an offset that was reserved on the table's sequence, so that a foreign
key is computed, never looked up. Constraints and triggers judge each row as they judge any other.
"""

from dataclasses import dataclass

from django.db import connection, models

from ofqj_portal.accounts.models import User
from ofqj_portal.dashboard.demo.scale.tables import DIRECTORY, LEDGER, TABLES, YEARS_BACK, Table


@dataclass(frozen=True)
class Keys:
    """Where the keys of a table's copies lie: copy n of row `id` is `start` + (n - 1) × `span` + `id`."""

    start: int
    span: int

    def moved(self, column: str, copy: str) -> str:
        """Return the SQL of the key of `column` in `copy`."""
        return f"({self.start} + (c.{copy} - 1) * {self.span} + {column})"


class Copier:
    """Copies the tables in their order; `keys` and `ways` grow as it goes, and later tables point to earlier ones."""

    def __init__(self, copies: dict[str, int]) -> None:
        """`copies` says how many times each way copies."""
        self._copies = copies
        self._keys: dict[type[models.Model], Keys] = {}
        self._ways: dict[type[models.Model], str] = {}

    def copy(self, table: Table, *, only: int | None = None) -> int:
        """Write every copy of one table, or the copy `only`; return how many rows."""
        model = table.model
        self._ways[model] = table.way
        if model not in self._keys and not isinstance(model._meta.pk, models.OneToOneField):
            self._keys[model] = self._reserve(model, self._copies[table.way])
        said = self._columns(table)
        joins = " ".join(
            f"LEFT JOIN scale_row f_{column} ON f_{column}.label = '{label}' AND f_{column}.id = s.{column}"
            for column, label in self._followed(model).items()
        )
        key = model._meta.pk.column
        chosen = f"r.level >= c.level AND c.{table.way} = {only}" if only else "r.level >= c.level"
        statement = (
            f"INSERT INTO {model._meta.db_table} ({', '.join(map(quoted, said))}) SELECT {', '.join(said.values())}"
            f" FROM {model._meta.db_table} s JOIN scale_row r ON r.label = '{table.label}' AND r.id = s.{key}"
            f" JOIN scale_{table.way} c ON {chosen} {joins} ORDER BY c.{table.way}, s.{key}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return int(cursor.rowcount)

    def key_of(self, model: type[models.Model], column: str) -> str:
        """Return the SQL of the key that `column`, a key of `model`, has in the copy."""
        while isinstance(model._meta.pk, models.OneToOneField):
            model = model._meta.pk.related_model
        return self._keys[model].moved(column, self._ways[model])

    def user(self, column: str) -> str:
        """Return the SQL of an account named by `s.column`, in a query that joins `f_by`, its row to copy."""
        moved = self.key_of(User, f"s.{column}")
        return f"CASE WHEN c.{DIRECTORY} > 0 AND f_by.level >= c.level THEN {moved} ELSE s.{column} END"

    def _reserve(self, model: type[models.Model], copies: int) -> Keys:
        table, key = model._meta.db_table, model._meta.pk.column
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT coalesce(max({key}), 0) FROM {table}")
            span = int(cursor.fetchone()[0])
            taken = "SELECT min(n), max(n) FROM (SELECT nextval(pg_get_serial_sequence(%s, %s)) AS n"
            cursor.execute(f"{taken} FROM generate_series(1, %s)) AS taken", [table, key, max(span * copies, 1)])
            return Keys(int(cursor.fetchone()[0]) - 1, span)

    def _followed(self, model: type[models.Model]) -> dict[str, str]:
        """Map the columns of `model` that point to copied rows to the label of what they point to."""
        return {
            field.column: label_of(field.related_model)
            for field in model._meta.local_concrete_fields
            if field.is_relation and field.related_model in self._ways
        }

    def _columns(self, table: Table) -> dict[str, str]:
        model = table.model
        followed = self._followed(model)
        said = {
            field.column: self._said(table, field, followed)
            for field in model._meta.local_concrete_fields
            if not field.generated
        }
        for column, text in table.says.items():
            for other, told in said.items():
                text = text.replace(f"{{{other}}}", told)
            said[column] = text
        return said

    def _said(self, table: Table, field: models.Field, followed: dict[str, str]) -> str:
        column = f"s.{quoted(field.column)}"
        if field.column in followed:
            target, name = field.related_model, f"f_{field.column}"
            way = self._ways[target]
            return (
                f"CASE WHEN c.{way} > 0 AND {name}.level >= c.level THEN {self.key_of(target, column)}"
                f" ELSE {column} END"
            )
        if field.primary_key:
            return self.key_of(table.model, column)
        if field.is_relation and field.related_model._meta.label == "core.StoredFile":
            return "NULL"
        if isinstance(field, models.DateField) and table.way != DIRECTORY:
            kind = "timestamptz" if isinstance(field, models.DateTimeField) else "date"
            return f"({column} - make_interval(years => {YEARS_BACK} * c.calls))::{kind}"
        return column


def quoted(column: str) -> str:
    """Return the name of a column as SQL writes it."""
    return str(connection.ops.quote_name(column))


def label_of(model: type[models.Model]) -> str:
    """Return the label of a copied table as `TABLES` writes it."""
    return next(table.label for table in (*TABLES, LEDGER) if table.model is model)
