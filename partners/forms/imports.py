"""A directory to import."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    """A directory to import."""

    file = forms.FileField(
        label=_("Fichier"),
        help_text=_("Un tableau .xlsx ou .csv, 5 Mo au plus. La première ligne porte les titres."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )
