"""Which two versions of a dossier are compared; the address keeps it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class VersionsForm(forms.Form):
    """Two versions of one dossier, the earlier one first."""

    de = forms.TypedChoiceField(label=_("De la version"), coerce=int)
    a = forms.TypedChoiceField(label=_("À la version"), coerce=int)

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["de"].choices = self.fields["a"].choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for two that differ, and put them in their order."""
        data = super().clean()
        if {"de", "a"} <= data.keys():
            data["de"], data["a"] = sorted((data["de"], data["a"]))
            if data["de"] == data["a"]:
                raise forms.ValidationError(_("Choisissez deux versions différentes."))
        return data
