"""Tables as people bring them."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest

from ofqj_portal.core.imports import (
    CellRefused,
    ImportField,
    ImportRefused,
    check_rows,
    error_file,
    limits,
    match_columns,
    parse_choice,
    parse_date,
    parse_decimal,
    parse_integer,
    plain_text,
    read_table,
)
from ofqj_portal.core.spreadsheets import Column, Sheet, write_xlsx

FIELDS = [
    ImportField("name", "Nom", ("structure", "raison sociale"), required=True),
    ImportField("opened_on", "Ouverte le", ("date d’ouverture",), parse=parse_date),
    ImportField("places", "Places", parse=parse_integer(0, 500)),
]
TEXT = "Nom;Ouverte le;Places\nÉtoile;31/12/2025;12\nÎle;2026-01-02;\n"
VALUES = [
    {"name": "Étoile", "opened_on": date(2025, 12, 31), "places": 12},
    {"name": "Île", "opened_on": date(2026, 1, 2)},
]


def xlsx(*rows) -> bytes:
    columns = [Column(str(cell), "date" if "Ouverte" in str(cell) else "text") for cell in rows[0]]
    stream = io.BytesIO()
    write_xlsx(stream, [Sheet("A", columns, rows[1:])])
    return stream.getvalue()


def read(content: bytes):
    table = read_table(content, FIELDS)
    return check_rows(table, match_columns(table, FIELDS))


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        b"sep=;\r\n" + TEXT.encode(),
        ("Annuaire 2026;;\n;;\n" + TEXT).encode(),
        TEXT.replace("Nom;", "RAISON  SOCIALE;").replace("Ouverte le", "Date d'ouverture").encode(),
        TEXT.replace("Étoile", '"Étoile"').encode(),
        TEXT.replace("31/12/2025", "46022").encode(),
        xlsx(["Nom", "Ouverte le", "Places"], ["Étoile", date(2025, 12, 31), 12], ["Île", date(2026, 1, 2), None]),
        xlsx(["Nom", "Ouverte le", "Places"], ["Étoile", 46022, 12.0], [], ["Île", "02/01/2026", ""]),
    ],
)
def test_the_same_table_reads_the_same_whatever_wrote_it(content):
    rows = read(content)
    assert [(row.values, row.errors) for row in rows] == [(values, []) for values in VALUES]


def test_lines_carry_the_numbers_the_person_sees():
    text = 'sep=;\nNom;Places\n"deux\nlignes";1\n;\nAprès;2\n'
    assert [(row.line, row.values["name"]) for row in read(text.encode())] == [(3, "deux\nlignes"), (6, "Après")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "vide"),
        (b"\n;;;\n", "vide"),
        (b"\x00" * 50, "vide"),
        (b"%PDF-1.7 rien", "ne se lit pas ici"),
        (b"\xd0\xcf\x11\xe0vieux classeur", "ne se lit pas ici"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00\x01" * 300, "pas un tableau"),
        (b"PK\x03\x04pas une archive", "ne s’ouvre pas"),
        (b'Nom;Places\n"jamais ferme;1\n' + b"x" * 200_000, "beaucoup trop long|ne se lit pas"),
        (b"Adresse;Places\nLyon;1\n", "Il manque une colonne : Nom"),
        (b"Nom;Structure\nA;B\n", "Deux colonnes disent « Nom »"),
        (b"Nom\n" + b"a\n" * 20_002, "trop long"),
        (b"Nom" + b";x" * 120 + b"\nA\n", "trop large"),
        (b"x" * (limits.MAX_BYTES + 1), "trop lourd"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content, reason):
    with pytest.raises(ImportRefused, match=reason):
        read(content)


def archive(**members) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/") + ".xml", content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"word__document": b"<a/>"}, "pas un classeur"),
        ({"xl__workbook": b"<a/>", "xl__worksheets__sheet1": b" " * (limits.MAX_UNPACKED + 1)}, "trop grand une fois"),
        ({"xl__workbook": b"<a/>", "xl__worksheets__s": b'<row r="1"><c r="XFD1"/></row>'}, "trop grand"),
        ({"xl__workbook": b"<a/>", "xl__worksheets__s": b'<row r="1048576"><c r="A1"/></row>'}, "trop grand"),
        ({"xl__workbook": b"pas du XML", "xl__worksheets__sheet1": b"<a"}, "ne s’ouvre pas"),
    ],
)
def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_parsed(members, reason):
    with pytest.raises(ImportRefused, match=reason):
        read(archive(**members))


def test_each_wrong_cell_is_told_with_its_column():
    rows = read("Nom;Ouverte le;Places\n;31/02/2026;-1\nA;bientôt;12\n".encode())
    assert [row.errors for row in rows] == [
        [
            ("Nom", "à remplir."),
            ("Ouverte le", "« 31/02/2026 » n’est pas une date. Écrivez-la 31/12/2026 ou 2026-12-31."),
            ("Places", "Écrivez un nombre entier entre 0 et 500."),
        ],
        [("Ouverte le", "« bientôt » n’est pas une date. Écrivez-la 31/12/2026 ou 2026-12-31.")],
    ]


def test_headings_nobody_expects_are_named():
    table = read_table(b"Nom;Couleur;Places;\nA;bleu;1;\n", FIELDS)
    assert match_columns(table, FIELDS).ignored == ["Couleur"]


def test_the_error_file_holds_the_wrong_rows_and_reads_back():
    table = read_table(b"Nom;Places\nA;12\nB;beaucoup\n+B;-9\n", FIELDS)
    rows = check_rows(table, match_columns(table, FIELDS))
    text = error_file(table, rows).decode("utf-8-sig")
    assert text.splitlines() == [
        "Nom;Places;À corriger",
        "B;beaucoup;Places : Écrivez un nombre entier entre 0 et 500.",
        "'+B;'-9;Places : Écrivez un nombre entier entre 0 et 500.",
    ]
    again = read_table(text.encode("utf-8-sig"), FIELDS)
    assert [row[0] for row in again.rows] == ["B", "'+B"]
    assert [plain_text(row[0]) for row in again.rows] == ["B", "+B"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (73282932000074.0, "73282932000074"),
        (12.5, "12.5"),
        (True, "oui"),
        (" a\u00a0 b\u200b\x07 ", "a b"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2), "2026-01-02"),  # noqa: DTZ001
        (datetime(2026, 1, 2, 8, 30), "2026-01-02 08:30:00"),  # noqa: DTZ001
        ("e\u0301", "é"),
    ],
)
def test_a_cell_reads_as_one_would_say_it(cell, text):
    assert plain_text(cell) == text


def test_a_choice_is_read_by_code_or_by_label():
    parse = parse_choice({"ml": "Mission Locale", "cje": "Carrefour jeunesse-emploi"})
    assert [parse(cell) for cell in ("ML", "mission locale", "CARREFOUR JEUNESSE EMPLOI")] == ["ml", "ml", "cje"]
    with pytest.raises(CellRefused, match="« école » n’est pas dans la liste"):
        parse("école")


@pytest.mark.parametrize(("cell", "number"), [("45,764043", "45.76404"), (-4.5, "-4.50000"), ("4", "4.00000")])
def test_a_decimal_is_read_with_comma_or_point(cell, number):
    assert parse_decimal(Decimal(-90), Decimal(90), 5)(cell) == Decimal(number)


@pytest.mark.parametrize("cell", ["91", "nan", "1e3", "４", "--1", "1,2,3"])
def test_what_is_no_decimal_is_refused(cell):
    with pytest.raises(CellRefused):
        parse_decimal(Decimal(-90), Decimal(90), 5)(cell)
