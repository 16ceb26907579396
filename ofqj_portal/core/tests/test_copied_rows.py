"""Rows that leave the database by COPY: the same file as row by row, and never a live formula."""

import csv
import io

import pytest

from ofqj_portal.core.copied_rows import AT_ONCE, CopiedRows
from ofqj_portal.core.spreadsheets import Column, Sheet, write_csv
from ofqj_portal.core.tests.test_spreadsheets import NASTIES

pytestmark = pytest.mark.django_db
TEXTS = [
    *(*NASTIES, "\x01=1", " \x02\u200b@x", "\ufffe-1", "A\x01\x1f\uffffb", "a" * 40_000, "=" + "a" * 40_000, "\u202f"),
    *("~a", "Élan", "œuvre", "８", "日本", "9 rue", "« ah »", "’", "(x", "\x7f", "\x01", "", None, 'dit "oui" ; non'),
    *("deux\nlignes", "a\r\nb", "100 %", "it's", "\\.", "\\N"),
]


def as_csv(rows, columns) -> tuple[bytes, list[list[str]]]:
    stream = io.BytesIO()
    write_csv(stream, Sheet("Essai", columns, rows))
    text = stream.getvalue().decode("utf-8-sig")
    return stream.getvalue(), list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_copied_texts_are_the_harmless_ones_of_every_other_file():
    columns = [Column("Rang", "number"), Column("Texte"), Column("Court")]
    sql = (
        "SELECT place, t, left(t, 200)::varchar(200) FROM unnest(%s::text[]) WITH ORDINALITY AS x(t, place) ORDER BY 1"
    )
    texts = CopiedRows(sql, [TEXTS])
    copied = as_csv(texts, columns)[1]
    assert copied == as_csv(iter(list(texts)), columns)[1]
    assert len(copied) == len(TEXTS) + 1
    assert {row[1][0] for row in copied[1 : len(NASTIES) + 1]} == {"'"}


def test_copied_numbers_days_and_instants_are_written_in_french():
    columns = [Column(str(rank)) for rank in range(10)]
    sql = (
        "SELECT -12.50, -3, 2.5::float8, 'NaN'::numeric, '-Infinity'::float8, true, NULL::boolean, DATE '2026-12-03',"
        " TIMESTAMPTZ '2026-12-03 22:59:41Z', ARRAY['=1', 'b']"
    )
    content, rows = as_csv(CopiedRows(sql), columns)
    assert rows[1] == ["-12,50", "-3", "2,5", "", "", "oui", "", "2026-12-03", "2026-12-03 23:59", "{=1,b}"]
    assert content.endswith(b"{=1,b}\r\n")


def test_every_row_leaves_and_is_counted():
    heard = []
    rows = CopiedRows("SELECT generate_series(1, %s)", [2 * AT_ONCE + 1], told=heard.append)
    assert len(as_csv(rows, [Column("Rang")])[1]) == len(list(rows)) + 1 == 2 * AT_ONCE + 2
    assert heard == [2 * AT_ONCE + 1] * 2
    assert len(as_csv(CopiedRows("SELECT 1 WHERE false"), [Column("Rang")])[1]) == 1
