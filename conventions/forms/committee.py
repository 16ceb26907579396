"""What people type about plans, meetings, votes and reports."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from conventions.enums import Ballot, Body, Measure
from conventions.models import ActionPlan, Mandate, Meeting
from conventions.periods import UnknownPeriod, read_period
from conventions.services.voting import Voice
from ofqj_portal.core.calendar import ZONES
from ofqj_portal.core.forms import MoneyAmountField, OnceForm
from ofqj_portal.core.money import Currency, Money
from partners.enums import Party
from projects.models import Call

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MAX_TEXT = 12_000
CALLS_OFFERED = 60


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
    """What a new version corrects."""

    erratum = forms.CharField(label=_("Ce qui est corrigé"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class PlanYearForm(OnceForm):
    """Which year to plan."""

    year = forms.IntegerField(label=_("Année"), min_value=2017, max_value=2099)


class ActionForm(OnceForm):
    """An action of a plan, with what it is tied to."""

    objective = forms.ModelChoiceField(label=_("Objectif de l’article 3"), queryset=None)
    title = forms.CharField(label=_("Action"), max_length=160)
    aim = forms.CharField(label=_("But"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.ChoiceField(label=_("Pilote"), choices=Body.choices)
    measure = forms.ChoiceField(
        label=_("Ce qui est compté"), choices=Measure.choices,
        help_text=_("Le portail compte lui-même ce qui est fait, d’après les appels rattachés."),
    )  # fmt: skip
    target = forms.IntegerField(label=_("Prévu"), min_value=1, max_value=1_000_000)
    starts_on = forms.DateField(label=_("Du"), widget=DATE)
    ends_on = forms.DateField(label=_("Au"), widget=DATE)
    calls = forms.ModelMultipleChoiceField(
        label=_("Appels rattachés"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    funder = forms.CharField(label=_("Financeur"), max_length=120, required=False)
    amount = MoneyAmountField(label=_("Montant prévu"), required=False)
    currency = forms.ChoiceField(label=_("Devise"), choices=Currency.choices, required=False)

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].queryset = plan.convention.objectives.order_by("number")
        latest = Call.objects.published().order_by("-closes_at", "code").values("pk")[:CALLS_OFFERED]
        self.fields["calls"].queryset = Call.objects.filter(pk__in=latest).order_by("-closes_at", "code")

    def clean(self) -> dict[str, Any]:
        """Put the funder's amount into one funding, and check the order of the dates."""
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("La fin ne peut pas précéder le début."))
        funder, amount, currency = data.pop("funder", ""), data.pop("amount", None), data.pop("currency", "")
        if bool(funder) != bool(amount):
            self.add_error("funder", _("Donnez le financeur et son montant, ou aucun des deux."))
        data["fundings"] = [(funder, Money(amount, currency))] if funder and amount else []
        return data


class DeedForm(OnceForm):
    """Something done that no project holds."""

    title = forms.CharField(label=_("Ce qui a été fait"), max_length=200)
    done_on = forms.DateField(label=_("Date"), widget=DATE)
    url = forms.URLField(label=_("Adresse"), required=False, assume_scheme="https")


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
    """Who was there, and what each party said; a party that is absent says nothing."""

    present = forms.ModelMultipleChoiceField(
        label=_("Présents"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = meeting.meets_at.date()
        seats = Mandate.objects.filter(committee=meeting.committee).current(day).select_related("user")
        self.fields["present"].queryset = seats
        for party in Party:
            self._add_party(party, [seat for seat in seats if seat.party == party])

    def _add_party(self, party: Party, seats: list[Mandate]) -> None:
        empty = ("", _("absente"))
        members = [("", "—"), *((str(seat.pk), str(seat)) for seat in seats)]
        label = {"party": party.label}
        self.fields[f"{party}_choice"] = forms.ChoiceField(
            label=_("%(party)s : voix") % label, choices=[empty, *Ballot.choices], required=False
        )
        self.fields[f"{party}_by"] = forms.ChoiceField(
            label=_("%(party)s : voix portée par") % label, choices=members, required=False
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
