"""The table of past years: the file to read, then what was read, to be confirmed."""

import csv
import io

from django import forms
from django.utils.translation import gettext_lazy as _

from conventions.past_table import FIELDS
from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.imports import Table, plain_text, read_table

MAX_TEXT = 60_000


class PastFileForm(forms.Form):
    """The table to read."""

    file = forms.FileField(
        label=_("Tableau CSV ou Excel"),
        help_text=_("Une ligne par année : l’année, un ou plusieurs chiffres, le document dont ils sont repris."),
        max_length=200,
    )


class PastConfirmForm(OnceForm):
    """What was read; it travels with the page, so that nothing is kept of a table left there."""

    table = forms.CharField(max_length=MAX_TEXT, widget=forms.HiddenInput, strip=False)

    def read(self) -> Table:
        """Read the table again. Raises ImportRefused."""
        return read_table(self.cleaned_data["table"].encode(), FIELDS)


def as_text(table: Table) -> str:
    """Write a table as the hidden field carries it."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(table.header)
    writer.writerows([plain_text(cell) for cell in row] for row in table.rows)
    return stream.getvalue()
