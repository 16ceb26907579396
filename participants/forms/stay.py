"""The day the group leaves, and the day it comes back."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core import calendar
from ofqj_portal.core.forms import OnceForm
from participants.enums import InterruptionReason
from participants.forms.fields import day_field
from participants.models import Participation
from participants.services.stay import EarlyReturn


class DepartureForm(OnceForm):
    """Who was at the airport. Everybody confirmed is ticked beforehand; the adviser unticks the absent."""

    departed_on = day_field(gettext_lazy("Date du départ"))
    leaving = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Qui est vraiment parti ?"),
        queryset=Participation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    team = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Qui accompagne vraiment ?"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, confirmed: Any, team: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaving"].queryset = confirmed
        self.fields["leaving"].label_from_instance = lambda row: str(row.participant)
        self.fields["leaving"].initial = [row.pk for row in confirmed]
        self.fields["team"].queryset = team
        self.fields["team"].initial = [row.pk for row in team]
        for name, rows in (("leaving", confirmed), ("team", team)):
            if not rows:
                del self.fields[name]

    def who(self, name: str) -> list[int]:
        """Return the ids ticked in `leaving` or `team`."""
        return [row.pk for row in self.cleaned_data.get(name, [])]


class ReturnForm(OnceForm):
    """The day the group is back; people who came back earlier are noted one by one."""

    returned_on = day_field(gettext_lazy("Date du retour"))

    def __init__(self, *args: Any, away: list[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.away = away
        reasons = [reason for reason in InterruptionReason if reason != InterruptionReason.STAY_STOPPED]
        choices = [("", _("Revenu·e avec le groupe")), *((r.value, _("Plus tôt : %s") % r.label) for r in reasons)]
        for row in away:
            self.fields[f"reason_{row.pk}"] = forms.ChoiceField(
                label=str(row.participant), choices=choices, required=False
            )
            self.fields[f"day_{row.pk}"] = day_field(
                _("%s : jour du retour, si plus tôt") % row.participant, required=False, latest=calendar.today()
            )

    def clean(self) -> dict[str, Any]:
        """Want a day with each early return."""
        data = super().clean()
        for row in self.away:
            if data.get(f"reason_{row.pk}") and not data.get(f"day_{row.pk}") and f"day_{row.pk}" not in self.errors:
                self.add_error(f"day_{row.pk}", _("Notez le jour du retour de %s.") % row.participant)
        return data

    def pairs(self) -> list[tuple[Any, Any]]:
        """Return the two fields of each person, to be laid out side by side."""
        return [(self[f"reason_{row.pk}"], self[f"day_{row.pk}"]) for row in self.away]

    def early(self) -> dict[int, EarlyReturn]:
        """Return the early returns by participation, as the service takes them."""
        data = self.cleaned_data
        return {
            row.pk: EarlyReturn(data[f"day_{row.pk}"], InterruptionReason(data[f"reason_{row.pk}"]))
            for row in self.away
            if data.get(f"reason_{row.pk}")
        }


class StopForm(OnceForm):
    """The whole stay stops before its end."""

    interrupted_on = day_field(gettext_lazy("Dernier jour du séjour"))
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi le séjour s’arrête"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=gettext_lazy("L’OFQJ lit ces mots. N’y nommez aucune personne."),
    )
