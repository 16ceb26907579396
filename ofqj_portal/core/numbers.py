"""Numbers given in order and never reused: OFQJ-2026-0042."""

from django.db import connection


def next_number(series: str) -> int:
    """Return the next number of `series`, from 1; the series stays locked until the transaction ends.

    Two transactions never get the same one; a number taken by a transaction that fails is given to the next.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_numbersequence (name, last_value) VALUES (%s, 1)"
            " ON CONFLICT (name) DO UPDATE SET last_value = core_numbersequence.last_value + 1 RETURNING last_value",
            [series],
        )
        return int(cursor.fetchone()[0])
