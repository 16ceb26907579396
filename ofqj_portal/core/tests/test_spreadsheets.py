"""The one writer of CSV and XLSX."""

import csv
import io
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from ofqj_portal.core.money import Money
from ofqj_portal.core.spreadsheets import Column, Sheet, write_csv, write_xlsx

COLUMNS = [Column("Nom"), Column("Montant", "money"), Column("Le", "date"), Column("À", "instant")]
ROW = ["Zoé", Money(Decimal("-12.50"), "EUR"), date(2026, 12, 3), datetime(2026, 12, 3, 22, 59, tzinfo=UTC)]
NASTIES = [
    "=1+1",
    "+33 4 00",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A",
    "  =1",
    "\u00a0=1",
    "\ufeff=cmd|' /C calc'!A0",
]


def as_csv(*rows, columns=COLUMNS) -> list[list[str]]:
    stream = io.BytesIO()
    write_csv(stream, Sheet("Essai", columns, rows))
    text = stream.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def as_xlsx(*rows, columns=COLUMNS, titles=("Essai",)) -> bytes:
    stream = io.BytesIO()
    write_xlsx(stream, [Sheet(title, columns, rows) for title in titles], created_at=datetime(2026, 1, 1, tzinfo=UTC))
    return stream.getvalue()


def cells(content: bytes, sheet=0):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()


def test_csv_is_what_spreadsheets_of_both_shores_open():
    stream = io.BytesIO()
    write_csv(stream, Sheet("Essai", COLUMNS, [ROW]))
    assert stream.getvalue().decode() == "\ufeffNom;Montant;Le;À\r\nZoé;-12,50;2026-12-03;2026-12-03 23:59\r\n"


def test_xlsx_keeps_numbers_days_and_instants():
    assert cells(as_xlsx(ROW)) == [
        ["Nom", "Montant", "Le", "À"],
        ["Zoé", -12.5, date(2026, 12, 3), datetime(2026, 12, 3, 23, 59)],  # noqa: DTZ001
    ]


@pytest.mark.parametrize("text", NASTIES)
def test_no_text_is_ever_a_live_formula(text):
    written = as_csv([text], columns=[Column("Texte")])[1][0]
    assert written[0] == "'"
    content = as_xlsx([text], columns=[Column("Texte")])
    assert cells(content)[1][0][0] == "'"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("heading", ["=1+1", "@x"])
def test_no_heading_is_a_live_formula(heading):
    assert as_csv([], columns=[Column(heading)])[0] == ["'" + heading]


def test_negative_numbers_stay_numbers_and_infinities_are_empty():
    numbers = [-3, Decimal("-0.10"), -2.5, float("nan"), float("inf"), True, None]
    columns = [Column(str(n)) for n in range(len(numbers))]
    assert as_csv(numbers, columns=columns)[1] == ["-3", "-0,10", "-2,5", "", "", "oui", ""]
    assert cells(as_xlsx(numbers, columns=columns))[1] == [-3.0, -0.1, -2.5, "", "", "oui", ""]


def test_what_xml_cannot_hold_goes_and_long_texts_are_cut():
    row = ["a\x00b\x1fc\ud800d", "x" * 40_000]
    assert [len(cell) for cell in cells(as_xlsx(row, columns=[Column("A"), Column("B")]))[1]] == [4, 32_767]


def test_what_xml_or_a_workbook_could_take_for_something_else_comes_back_as_it_was():
    texts = ["<r>a</r>", "a & b > c", "]]>", "_x0041_", " a ", "a\rb", "a\nb", "\u00a0b"]
    assert [row[0] for row in cells(as_xlsx(*([text] for text in texts), columns=[Column("A")]))[1:]] == texts


def test_titles_of_sheets_are_made_acceptable_and_unique():
    titles = ["Budget [2026]/1: aide", "x" * 40, "X" * 40, "=", ""]
    names = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(ROW, titles=titles))).sheet_names
    assert names == ["Budget  2026  1  aide", "x" * 31, "X" * 27 + " 2", "=", "Feuille"]


def test_the_same_rows_give_the_same_bytes():
    assert as_xlsx(ROW) == as_xlsx(ROW)


def test_rows_are_streamed():
    rows = ([str(number), number, None, None] for number in range(20_000))
    stream = io.BytesIO()
    write_xlsx(stream, [Sheet("Long", COLUMNS, rows)])
    assert len(cells(stream.getvalue())) == 20_001


def test_the_libraries_stay_out_until_a_file_is_written_or_read():
    code = (
        "import sys, django; from django.conf import settings; settings.configure();"
        "import ofqj_portal.core.imports, ofqj_portal.core.spreadsheets;"
        "print('xlsxwriter' in sys.modules, 'python_calamine' in sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == "False False"
