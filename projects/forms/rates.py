"""What finance types of exchange rates."""

import csv
import io
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.imports import CellRefused, Table, plain_text, read_table
from projects.forms.dossier import IsoDateInput
from projects.rate_table import FIELDS, parse_rate
from projects.services.rates import RateEntry

MAX_TEXT = 200_000


class RateField(forms.CharField):
    """A rate as people write it, never rounded."""

    def clean(self, value: Any) -> Decimal:
        """Read it. Raises ValidationError with the reason."""
        try:
            return parse_rate(super().clean(value))
        except CellRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class RateForm(OnceForm):
    """One rate, read in one direction; the other follows."""

    direction = forms.ChoiceField(
        label=_("Le taux dit ce que vaut"),
        choices=[("EUR-CAD", _("un euro, en dollars canadiens")), ("CAD-EUR", _("un dollar canadien, en euros"))],
        widget=forms.RadioSelect,
        initial="EUR-CAD",
    )
    rate = RateField(
        label=_("Taux"),
        max_length=12,
        help_text=_("Par exemple 1,6215. Six décimales au plus."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    on = forms.DateField(label=_("Taux du"), widget=IsoDateInput)
    source = forms.CharField(label=_("Source"), max_length=120, help_text=_("Banque de France, Banque du Canada…"))

    def clean(self) -> dict[str, Any]:
        """Gather what the service takes."""
        data = super().clean()
        if {"direction", "rate", "on", "source"} <= data.keys():
            base, _dash, quote = data["direction"].partition("-")
            data["entries"] = [RateEntry(base, quote, data["rate"], data["on"], data["source"])]
        return data


class RateFileForm(forms.Form):
    """The table to read."""

    file = forms.FileField(
        label=_("Tableau CSV ou Excel"), help_text=_("Cinq colonnes : date, de, vers, taux, source."), max_length=200
    )


class RateConfirmForm(OnceForm):
    """What was read, to be noted; it travels with the page, so that nothing is kept of a table left there."""

    table = forms.CharField(max_length=MAX_TEXT, widget=forms.HiddenInput, strip=False)
    leave = forms.BooleanField(label=_("Laisser de côté les lignes refusées"), required=False)

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
