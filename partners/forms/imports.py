"""A directory to import."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    """A directory to import."""

    file = forms.FileField(
        label=_("Fichier"),
        help_text=_(
            "Un tableau .xlsx ou .csv dont la première ligne porte les titres, ou l’annuaire de l’administration de "
            "service-public.fr en .json ; 5 Mo au plus."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.json,text/csv,application/json"}),
    )
