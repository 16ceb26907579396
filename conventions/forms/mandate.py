"""What people type about the seats of the committee."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conventions.forms.committee import DATE
from conventions.queries.accords import SeatKey, seat_label
from ofqj_portal.core.forms import OnceForm


class SeatForm(OnceForm):
    """Somebody who will sit for a party."""

    seat = forms.ChoiceField(label=_("Siège pour"))
    email = forms.EmailField(
        label=_("Adresse e-mail"), max_length=254, help_text=_("Celle du compte de la personne sur ce portail.")
    )
    is_alternate = forms.BooleanField(
        label=_("En suppléance"), required=False, help_text=_("Elle siège quand la personne titulaire ne peut pas.")
    )
    starts_on = forms.DateField(label=_("Depuis le"), widget=DATE)

    def __init__(self, *args: Any, seats: list[SeatKey], today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": today}, **kwargs)
        self.fields["seat"].choices = [("/".join(seat), seat_label(seat)) for seat in seats]

    def clean_seat(self) -> SeatKey:
        """Read the party and the section."""
        party, _slash, section = self.cleaned_data["seat"].partition("/")
        return party, section


class SeatEndForm(OnceForm):
    """The last day of a seat, included."""

    ends_on = forms.DateField(label=_("Dernier jour, compris"), widget=DATE)
