"""What people type about meetings, votes and reports."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from conventions.enums import Ballot
from conventions.models import Mandate, Meeting
from conventions.periods import UnknownPeriod, read_period
from conventions.queries.names import mark_of
from conventions.services.voting import Voice
from ofqj_portal.core.calendar import PARIS, ZONES
from ofqj_portal.core.forms import OnceForm
from partners.enums import Party

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MAX_TEXT = 12_000


class PeriodForm(OnceForm):
    """Which period to open."""

    period = forms.CharField(
        label=_("Période"), max_length=9, help_text=_("2025 pour l’année civile, 2025-2026 du 1er avril au 31 mars.")
    )

    def clean_period(self) -> Any:
        """Read the period. Raises ValidationError with the reason in words."""
        try:
            return read_period(self.cleaned_data["period"])
        except UnknownPeriod as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class ContributionForm(forms.Form):
    """What a body writes; `seen_version` tells whether somebody else wrote meanwhile."""

    text = forms.CharField(
        label=_("Votre contribution"), max_length=MAX_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "Ce que l’année a donné chez vous, ce qui a bien marché, ce qui reste à faire. Ne nommez aucun jeune."
        ),
    )  # fmt: skip
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class ErratumForm(OnceForm):
    """What a new version corrects. Words that look like somebody's name are read again before it opens.

    `names_of` lists them. The box to tick carries their mark: another name found later asks again.
    """

    erratum = forms.CharField(label=_("Ce qui est corrigé"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, names_of: Callable[[str], list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names_of = names_of
        self.fields["read"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_erratum(self) -> str:
        words: str = self.cleaned_data["erratum"]
        if (names := self.names_of(words)) and self.data.get(self.add_prefix("read")) != mark_of(names):
            self.fields["read"] = forms.BooleanField(
                label=_("J’ai relu ces mots : ils ne nomment aucun jeune"), required=False,
                widget=forms.CheckboxInput(attrs={"value": mark_of(names)}),
            )  # fmt: skip
            raise forms.ValidationError(
                _("Le bilan sera public et ne nomme aucun jeune. Ces mots ressemblent à des noms : %(names)s.")
                % {"names": ", ".join(names)}
            )
        return words


class MeetingForm(OnceForm):
    """A meeting of the committee; the hour is that of the zone chosen."""

    title = forms.CharField(label=_("Objet"), max_length=160)
    meets_on = forms.DateField(label=_("Jour"), widget=DATE)
    meets_time = forms.TimeField(label=_("Heure"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    zone = forms.ChoiceField(
        label=_("Heure de"), choices=[(zone, ZONES[zone]) for zone in ("Europe/Paris", "America/Toronto")]
    )
    place = forms.CharField(label=_("Lieu ou adresse de la visioconférence"), max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        """Join day, hour and zone into one instant."""
        data = super().clean()
        day, hour, zone = data.pop("meets_on", None), data.pop("meets_time", None), data.pop("zone", None)
        if day and hour and zone:
            data["meets_at"] = datetime.combine(day, hour, ZoneInfo(zone))
        return data


class VoteForm(OnceForm):
    """Who was there, as already noted, and what each party said; a party that is absent says nothing."""

    present = forms.ModelMultipleChoiceField(
        label=_("Présents"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, initial={"present": list(meeting.present.all())}, **kwargs)
        day = meeting.meets_at.astimezone(PARIS).date()
        seats = Mandate.objects.filter(committee=meeting.committee).current(day).select_related("user")
        self.fields["present"].queryset = seats
        noted = self.initial["present"]
        for party in Party:
            self._add_party(party, [seat for seat in seats if seat.party == party], noted)

    def _add_party(self, party: Party, seats: list[Mandate], noted: list[Mandate]) -> None:
        empty = ("", _("absente"))
        members = [("", "—"), *((str(seat.pk), str(seat)) for seat in seats)]
        label = {"party": party.label}
        self.fields[f"{party}_choice"] = forms.ChoiceField(
            label=_("%(party)s : voix") % label, choices=[empty, *Ballot.choices], required=False
        )
        self.fields[f"{party}_by"] = forms.ChoiceField(
            label=_("%(party)s : voix portée par") % label,
            choices=members,
            required=False,
            initial=next((str(seat.pk) for seat in seats if seat in noted), ""),
        )
        if party == Party.OFQJ:
            self.fields[f"{party}_agreed"] = forms.ChoiceField(
                label=_("OFQJ : avec l’accord de"), choices=members, required=False,
                help_text=_("La voix de l’OFQJ est portée par une section avec l’accord de l’autre."),
            )  # fmt: skip
        self.fields[f"{party}_reserve"] = forms.CharField(
            label=_("%(party)s : réserve écrite") % label, required=False, max_length=2000
        )

    def clean(self) -> dict[str, Any]:
        """Gather one voice for each party that spoke."""
        data = super().clean()
        seats = {str(seat.pk): seat for seat in self.fields["present"].queryset}
        voices = [self._voice(party, seats) for party in Party if data.get(f"{party}_choice")]
        return {"present": list(data.get("present") or []), "voices": [voice for voice in voices if voice]}

    def _voice(self, party: Party, seats: dict[str, Mandate]) -> Voice | None:
        data = self.cleaned_data
        cast_by = seats.get(data.get(f"{party}_by", ""))
        if cast_by is None:
            self.add_error(f"{party}_by", _("Dites qui porte cette voix."))
            return None
        agreed = seats.get(data.get(f"{party}_agreed", "")) if party == Party.OFQJ else None
        return Voice(party, data[f"{party}_choice"], cast_by, agreed, data.get(f"{party}_reserve", ""))
