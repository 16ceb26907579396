"""The workbook to fill in: the columns one expects, an invented row, and what each column may hold."""

import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from ofqj_portal.core.imports.columns import ImportField
from ofqj_portal.core.spreadsheets import Column, Sheet, write_xlsx


def template_file(fields: Sequence[ImportField], *, title: str, notes: Iterable[str] = ()) -> bytes:
    """Write the template as XLSX: a sheet to fill in, and one that says column by column what is accepted.

    Every column is text, so that leading zeros stay; `notes` are sentences for the end of the second sheet.
    """
    columns = [Column(expected.label, width=max(16, len(str(expected.label)) + 2)) for expected in fields]
    explained = [
        [expected.label, _("oui") if expected.required else _("non"), expected.help_text, expected.example]
        for expected in fields
    ]
    about = [Column(_("Colonne"), width=34), Column(_("Obligatoire"), width=14), Column(_("Ce qu’elle dit"), width=70)]
    about.append(Column(_("Exemple inventé"), width=30))
    sheets = [
        Sheet(title, columns, [[expected.example for expected in fields]]),
        Sheet(_("Lisez-moi"), about, [*explained, [], *([note] for note in notes)]),
    ]
    stream = io.BytesIO()
    write_xlsx(stream, sheets)
    return stream.getvalue()
