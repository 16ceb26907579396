"""Other dates to try on a group."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.forms.fields import day_field


class OtherDatesForm(forms.Form):
    """A departure and a return, tried and never kept."""

    depart = day_field(gettext_lazy("Départ"))
    retour = day_field(gettext_lazy("Retour"))

    def clean(self) -> dict[str, Any]:
        """Want the return after the departure."""
        data = super().clean() or self.cleaned_data
        if data.get("depart") and data.get("retour") and data["retour"] < data["depart"]:
            self.add_error("retour", _("Le retour ne peut pas précéder le départ."))
        return data
