"""Messy tables of our own making: one small group, as spreadsheets of every kind would bring it."""

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter

HEADER = "Prénom;Nom;Date de naissance;Genre;Code postal;Téléphone;Courriel\n"
ZOE = "Zoé;Lévêque;06/05/2004;F;01000;0612345678;zoe@exemple.test\n"
SAMI = "Sami;D’Arc;2001-12-31;Homme;69003;;\n"
TEXT = HEADER + ZOE + SAMI


def workbook(*, counts_from_1904: bool = False, hidden_first: bool = False) -> bytes:
    """Write the group as a workbook full of habits: a title, merged cells, lost zeros, an empty tail, a formula."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"date_1904": counts_from_1904}) as book:
        if hidden_first:
            secret = book.add_worksheet("Vieux")
            secret.write_row(0, 0, ["Prénom", "Nom", "Date de naissance"])
            secret.write_row(1, 0, ["Caché", "Canari", "01/01/2000"])
            secret.hide()
        sheet = book.add_worksheet("Groupe")
        sheet.activate()
        sheet.set_first_sheet()
        _fill(book, sheet, counts_from_1904)
    return stream.getvalue()


def _fill(book: Any, sheet: Any, counts_from_1904: bool) -> None:
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.merge_range(0, 0, 0, 7, "Groupe de printemps")
    sheet.write_row(2, 0, ["PRENOM", "Nom de famille", "Né(e) le", "Sexe", "CP", "Tél.", "E-mail", "Département"])
    sheet.write_row(3, 0, ["Zoé", "Lévêque"])
    sheet.write_datetime(3, 2, datetime(2004, 5, 6), day)  # noqa: DTZ001
    sheet.write_row(3, 3, ["F", 1000, 612345678, "zoe@exemple.test"])
    sheet.write_row(4, 0, ["Sami", "D'Arc"])
    sheet.write_number(4, 2, serial(date(2001, 12, 31), 1904 if counts_from_1904 else 1900))
    sheet.write_formula(4, 3, '="Hom"&"me"', None, "Homme")
    sheet.write_string(4, 4, "69003")
    sheet.merge_range(3, 7, 4, 7, "")
    sheet.write(900, 3, "", day)


def serial(day: date, epoch: int) -> int:
    """Return the number under which a workbook keeps a day."""
    start = date(1904, 1, 1) if epoch == 1904 else date(1899, 12, 30)
    return (day - start).days


TABLES: dict[str, bytes] = {
    "semicolons": TEXT.encode(),
    "with its mark": TEXT.encode("utf-8-sig"),
    "cp1252": TEXT.encode("cp1252"),
    "utf-16": TEXT.encode("utf-16"),
    "utf-16 without mark": TEXT.encode("utf-16-le"),
    "tabs": TEXT.replace(";", "\t").encode(),
    "commas": TEXT.replace(";", ",").encode(),
    "announced": b"sep=;\r\n" + TEXT.replace("\n", "\r\n").encode(),
    "a title above": ("Groupe 2026;;;;;;\n\n" + TEXT).encode(),
    "an empty tail": (TEXT + ";;;;;;\n" * 900 + "  ;\t;;;;;\n").encode(),
    "headings said again": (HEADER + ZOE + HEADER + SAMI).encode(),
    "serial numbers": TEXT.replace("06/05/2004", "38113").replace("2001-12-31", "37256").encode(),
    "lost zeros": TEXT.replace("01000", "1000").replace("0612345678", "612345678").encode(),
    "quoted": TEXT.replace("Zoé", '"Zoé"').replace("D’Arc", '"D\'Arc"').encode(),
    "odd spaces": TEXT.replace("Lévêque", "\u00a0 Lévêque\u200b ").encode(),
    "decomposed accents": TEXT.replace("é", "e\u0301").encode(),
    "a workbook": workbook(),
    "a workbook from 1904": workbook(counts_from_1904=True),
    "a workbook with a hidden sheet": workbook(hidden_first=True),
}
