"""A table to bring, pasted or as a file; what its columns hold; and the go-ahead."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.imports.cells import plain_text
from ofqj_portal.core.imports.columns import ImportField, chosen_columns
from ofqj_portal.core.imports.limits import MAX_BYTES, ImportRefused
from ofqj_portal.core.imports.reading import Table, read_table

SAMPLE = 3


class TableForm(OnceForm):
    """A table, pasted from a spreadsheet or handed over as a file; `table` once it is valid."""

    pasted = forms.CharField(
        label=gettext_lazy("Collez le tableau"),
        required=False,
        strip=False,
        max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy("Copiez les cellules dans Excel ou LibreOffice, titres compris, puis collez-les ici."),
    )
    file = forms.FileField(
        label=gettext_lazy("ou choisissez un fichier"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("Un tableau .xlsx ou .csv, 5 Mo au plus."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )

    def __init__(self, *args: Any, fields: Sequence[ImportField], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = fields
        self.table = Table([], [], [])

    def clean(self) -> dict[str, Any]:
        """Read the one table that was given. Refuses none, two, and what is no table."""
        data = super().clean()
        pasted, file = data.get("pasted") or "", data.get("file")
        if self.errors:
            return data
        if bool(pasted.strip()) == bool(file):
            both = _("Collez un tableau ou choisissez un fichier : l’un des deux.")
            none = _("Collez un tableau, ou choisissez un fichier.")
            raise forms.ValidationError(both if file else none)
        try:
            self.table = read_table(file.read() if file else pasted.encode(), self.expected)
            if not self.table.rows:
                raise ImportRefused(_("Ce tableau n’a qu’une ligne de titres : ajoutez une ligne par personne."))
        except ImportRefused as refusal:
            self.add_error("file" if file else "pasted", str(refusal))
        return data


class ColumnsForm(OnceForm):
    """What each column of a table holds: one choice a column, with what stands in it for a reminder."""

    def __init__(
        self, *args: Any, table: Table, fields: Sequence[ImportField], chosen: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table, self.expected = table, fields
        choices = [("", _("Laisser de côté")), *((one.name, _labelled(one)) for one in fields)]
        for place, heading in enumerate(table.header):
            words = [plain_text(row[place]) for row in table.rows[:SAMPLE]]
            if heading or any(words):
                said = ", ".join(word for word in words if word)[:80]
                self.fields[f"column_{place}"] = forms.ChoiceField(
                    label=heading or _("Colonne %d, sans titre") % (place + 1),
                    choices=choices,
                    required=False,
                    initial=chosen.get(place, ""),
                    help_text=_("Dans le tableau : %s") % said if said else _("Vide au début du tableau."),
                )

    def clean(self) -> dict[str, Any]:
        """Want every required column once, and no field twice."""
        data = super().clean()
        matched = chosen_columns(self.table, self.expected, self.chosen(data))
        try:
            matched.refuse_gaps()
        except ImportRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return data

    def chosen(self, data: Mapping[str, Any] | None = None) -> dict[int, str]:
        """Return the name of the field that each column holds, by place, "" for none."""
        data = self.cleaned_data if data is None else data
        return {int(name.removeprefix("column_")): value for name, value in data.items() if name.startswith("column_")}


class ConfirmImportForm(forms.Form):
    """The go-ahead for an import; wrong rows are left aside only if one says so.

    `seen` names what the preview showed, for whoever imports to refuse once it would do something else.
    """

    confirm = forms.BooleanField(widget=forms.HiddenInput, initial=True)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, refused: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if refused:
            self.fields["leave"] = forms.BooleanField(
                label=ngettext(
                    "Laisser de côté la ligne à corriger, et importer le reste",
                    "Laisser de côté les %(count)d lignes à corriger, et importer le reste",
                    refused,
                )
                % {"count": refused},
                error_messages={"required": _("Corrigez le fichier, ou laissez de côté les lignes à corriger.")},
            )

    def shows(self, fingerprint: str) -> None:
        """Carry the fingerprint of the plan that the page shows now, in place of what was posted."""
        self.initial["seen"] = fingerprint
        if self.is_bound:
            self.data = {**self.data.dict(), "seen": fingerprint}


def _labelled(expected: ImportField) -> str:
    return _("%s (obligatoire)") % expected.label if expected.required else str(expected.label)
