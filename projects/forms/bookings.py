"""What a carrier types of its bookings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import MoneyAmountField, OnceForm
from projects.forms.dossier import IsoDateInput
from projects.models import Booking


class BookingForm(OnceForm, forms.ModelForm):
    """One booking; only what is booked needs a name and a date."""

    amount = MoneyAmountField(
        label=_("Montant"), required=False, help_text=_("S’il est connu. Il n’entre dans aucun total.")
    )

    class Meta:
        model = Booking
        fields = ["kind", "state", "provider", "starts_on", "ends_on", "reference", "amount", "currency", "note"]
        widgets = {"starts_on": IsoDateInput, "ends_on": IsoDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "form_token":
                field.label = str(field.label)[:1].upper() + str(field.label)[1:]

    @property
    def columns(self) -> dict[str, Any]:
        """What goes to the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}
