"""A session, and who was there."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.forms import LongTextField, OnceForm
from participants.enums import AttendanceStatus
from participants.forms.fields import day_field
from participants.models import Participation, PreparationSession
from participants.models.preparation import LONGEST
from participants.services.preparation import SessionPlan
from projects.enums import PhaseKind


class SessionForm(OnceForm):
    """A session; a new one may be repeated each weekday."""

    title = forms.CharField(
        label=gettext_lazy("Séance"), max_length=140, help_text=gettext_lazy("Par exemple : règles de vie du groupe.")
    )
    phase = forms.ChoiceField(label=gettext_lazy("Phase"), choices=PhaseKind.choices, initial=PhaseKind.PREPARATION)
    held_on = day_field(gettext_lazy("Jour"))
    starts_at = forms.TimeField(
        label=gettext_lazy("Début"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Écrivez une heure, par exemple 09:30.")},
    )
    hours = forms.DecimalField(
        label=gettext_lazy("Heures d’activité"),
        localize=True,
        max_digits=4,
        decimal_places=2,
        min_value=Decimal("0.25"),
        max_value=LONGEST,
        help_text=gettext_lazy("Sans les pauses : 3,5 pour trois heures et demie."),
    )
    until = day_field(
        gettext_lazy("Répéter chaque jour, du lundi au vendredi, jusqu’au"),
        required=False,
        help_text=gettext_lazy("Vide : une seule séance."),
    )
    place = forms.CharField(label=gettext_lazy("Lieu"), max_length=120, required=False)
    programme = LongTextField(label=gettext_lazy("Programme"), max_length=2000, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, label="", required=False, min_value=1)

    def __init__(self, *args: Any, session: PreparationSession | None = None, **kwargs: Any) -> None:
        if session:
            names = ("title", "phase", "held_on", "starts_at", "hours", "place", "programme", "version")
            kwargs["initial"] = {name: getattr(session, name) for name in names}
        super().__init__(*args, **kwargs)
        self.fields["hours"].widget = forms.TextInput(attrs={"inputmode": "decimal"})
        if session:
            del self.fields["until"]
        else:
            del self.fields["version"]

    def clean(self) -> dict[str, Any]:
        """Want the last day after the first."""
        data = super().clean()
        if data.get("until") and data.get("held_on") and data["until"] < data["held_on"]:
            self.add_error("until", _("Le dernier jour ne peut pas précéder le premier."))
        return data

    def plan(self) -> SessionPlan:
        """Return what was typed, as the services take it."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("until", "version")}
        return SessionPlan(**data)


class AttendanceForm(OnceForm):
    """One line a person: there, excused, absent, or nothing noted. A first opening proposes that all were there."""

    version = forms.IntegerField(widget=forms.HiddenInput, label="", min_value=1)

    def __init__(
        self, *args: Any, session: PreparationSession, rows: Iterable[Participation], was: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        self.fields["version"].initial = session.version
        for row in self.rows:
            self.fields[f"p{row.pk}"] = forms.ChoiceField(
                label=str(row.participant),
                choices=[*AttendanceStatus.choices, ("", _("Non noté"))],
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                required=False,
                initial=was.get(row.pk, "") if was else AttendanceStatus.PRESENT,
            )

    def lines(self) -> list[Any]:
        """Return the field of each person, to be laid out."""
        return [self[f"p{row.pk}"] for row in self.rows]

    def marks(self) -> dict[int, AttendanceStatus | None]:
        """Return what was chosen, by participation."""
        chosen = {row.pk: self.cleaned_data.get(f"p{row.pk}") for row in self.rows}
        return {pk: AttendanceStatus(value) if value else None for pk, value in chosen.items()}
