"""Who takes over what somebody who leaves holds."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.forms import OnceForm
from ofqj_portal.dashboard.services.departure import Part, mark_of
from partners.forms.shared import CivilDateField


class DepartureForm(OnceForm):
    """One choice for each kind that passes on, and when the access ends; `read` is the plan that was shown."""

    read = forms.CharField(widget=forms.HiddenInput, max_length=32)
    last_day = CivilDateField(
        label=_("Dernier jour d’accès"),
        required=False,
        help_text=_("Ce jour est compris. Laissez vide pour transmettre maintenant et arrêter l’accès plus tard."),
    )

    def __init__(self, *args: Any, parts: list[Part], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.passing = today, [part for part in parts if part.passes_on]
        for part in self.passing:
            names = [("", _("Choisissez une personne"))] + [(str(user.pk), str(user)) for user in part.takers]
            self.fields[part.holding.code] = forms.ChoiceField(
                label=_("Qui reprend : %s") % part.holding.label, choices=names
            )
        self.order_fields([part.holding.code for part in self.passing])
        self.fields["read"].initial = mark_of(parts)

    def clean_last_day(self) -> date | None:
        """Refuse a day that is already past."""
        day = self.cleaned_data["last_day"]
        if day and day < self.today:
            raise forms.ValidationError(_("Cette date est déjà passée."))
        return day

    def takers(self) -> dict[str, User]:
        """Return who was chosen, by code of holding."""
        return {
            part.holding.code: user
            for part in self.passing
            for user in part.takers
            if str(user.pk) == self.cleaned_data[part.holding.code]
        }
