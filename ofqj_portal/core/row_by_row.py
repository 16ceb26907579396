"""Two questions whose cost follows what is shown or what is found, and not the size of the tables."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, QuerySet, Subquery, Value


class FoundForRow(Subquery):
    """Say whether `rows`, which name the outer row, hold anything: Exists, for a list of which one page is shown.

    PostgreSQL may answer an EXISTS for a whole table at once and keep the answers, even where 25 rows are shown: what
    costs nothing on a small base then grows with it. A scalar subquery is only ever asked row by row.
    """

    template = "((%(subquery)s) IS NOT NULL)"

    def __init__(self, rows: QuerySet[Any], **extra: Any) -> None:
        super().__init__(rows.order_by().values_list(Value(1))[:1], output_field=BooleanField(), **extra)


class AmongFound(Func):
    """Say whether the key of the row is among `keys`, few of many: they are found first, then looked up by their index.

    `of` names another column of the row, such as the key of what it belongs to.

    PostgreSQL guesses badly how few an `IN` or an `EXISTS` keeps, and then reads the whole of the outer table.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("

    def __init__(self, keys: QuerySet[Any], of: str = "pk", **extra: Any) -> None:
        super().__init__(F(of), ArraySubquery(keys.order_by()), output_field=BooleanField(), **extra)
