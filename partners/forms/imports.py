"""A directory to import, and the go-ahead."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class ImportForm(forms.Form):
    """A directory to import."""

    file = forms.FileField(
        label=_("Fichier"),
        help_text=_("Un tableau .xlsx ou .csv, 5 Mo au plus. La première ligne porte les titres."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )


class ConfirmImportForm(forms.Form):
    """The go-ahead for an import; wrong rows are left aside only if one says so."""

    confirm = forms.BooleanField(widget=forms.HiddenInput, initial=True)

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
