"""Whom to call, and what not to serve: codes and two lines, no story."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.forms import OnceForm
from participants.data_enums import Allergen
from participants.models import EmergencySheet


class EmergencyForm(OnceForm):
    """The sheet of one stay. The structure starts from an empty one; the person from what she wrote."""

    contact_name = forms.CharField(label=gettext_lazy("Personne à prévenir"), max_length=100, required=False)
    contact_phone = forms.CharField(
        label=gettext_lazy("Son téléphone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    allergens = forms.MultipleChoiceField(
        label=gettext_lazy("Allergies"),
        choices=Allergen.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Aucune case : aucune allergie."),
    )

    @classmethod
    def of(cls, sheet: EmergencySheet | None, data: Any) -> "EmergencyForm":
        """Open the form on what is written."""
        if sheet is None:
            return cls(data)
        said = {"contact_name": sheet.contact_name, "contact_phone": sheet.contact_phone}
        return cls(data, initial=said | {"allergens": [allergen.value for allergen in sheet.allergens]})

    def clean(self) -> dict[str, Any]:
        """A contact has both a name and a telephone."""
        data = super().clean()
        if bool(data.get("contact_name")) != bool(data.get("contact_phone")):
            missing = "contact_phone" if data.get("contact_name") else "contact_name"
            self.add_error(missing, _("Donnez le nom et le téléphone, ou aucun des deux."))
        return data
