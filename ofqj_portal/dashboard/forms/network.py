"""The filters of the network view, kept in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import KeyedChoiceField
from partners.models import Network

FIRST_YEAR = 2017  # the first year whose projects were taken over


class NetworkForm(forms.Form):
    """Up to which year, and whose members."""

    until = forms.TypedChoiceField(label=_("Jusqu’en"), required=False, coerce=int, empty_value=None)
    network = KeyedChoiceField(
        Network.objects.order_by("name"), words="name", label=_("Réseau"), required=False, empty_label=_("Tous")
    )

    def __init__(self, *args: Any, last_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(str(year), str(year)) for year in range(last_year, FIRST_YEAR, -1)]
        self.fields["until"].choices = [("", _("Cette année")), *years]

    def filters(self) -> dict[str, Any]:
        """Return what makes sense among what the address says."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
