"""What an adviser notes of somebody in a group: checks, a withdrawal, an early return, the team."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core import calendar
from ofqj_portal.core.forms import OnceForm
from participants.enums import InterruptionReason, OrderReason, PassportVerdict, ProfessionalDuty, WithdrawalReason
from participants.forms.fields import YesNoField, day_field
from participants.models import Participation
from participants.services.checks import FIELDS, Checks
from participants.services.professional import TeamMember
from participants.services.stay import EarlyReturn
from partners.models import Structure


class ChecksForm(forms.Form):
    """What was seen of a person. A ticked box keeps the day it was first ticked."""

    is_followed = forms.BooleanField(
        label=gettext_lazy("J’atteste que ma structure suit cette personne"), required=False
    )
    passport_verdict = forms.ChoiceField(label=gettext_lazy("Passeport"), choices=PassportVerdict.choices)
    passport_expires_on = day_field(
        gettext_lazy("Le passeport expire le"),
        required=False,
        help_text=gettext_lazy("Le portail ne garde aucune copie : seulement cette date."),
    )
    has_authorisation = forms.BooleanField(
        label=gettext_lazy("Autorisation de voyage vérifiée"),
        required=False,
        help_text=gettext_lazy("AVE pour le Canada, ou visa selon le passeport."),
    )
    authorisation_expires_on = day_field(
        gettext_lazy("L’autorisation de voyage finit le"),
        required=False,
        help_text=gettext_lazy("Si elle a une fin : le portail compare avec la date de retour."),
    )
    has_insurance = forms.BooleanField(label=gettext_lazy("Assurance vérifiée"), required=False)
    insurance_expires_on = day_field(gettext_lazy("L’assurance finit le"), required=False)
    is_prepared = forms.BooleanField(
        label=gettext_lazy("Préparation faite"),
        required=False,
        help_text=gettext_lazy("Se coche d’elle-même quand les présences notées atteignent les heures demandées."),
    )
    first_time_abroad = YesNoField(label=gettext_lazy("Premier départ à l’étranger"))

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        self.participation = participation
        initial = {name: getattr(participation, name) for name in FIELDS}
        initial |= {box: getattr(participation, column) is not None for box, column in BOXES.items()}
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Want a date of expiry with a passport that was seen, and no other."""
        data = super().clean() or self.cleaned_data
        seen = data.get("passport_verdict") == PassportVerdict.SEEN
        if seen and not data.get("passport_expires_on") and "passport_expires_on" not in self.errors:
            self.add_error("passport_expires_on", _("Notez la date d’expiration du passeport que vous avez vu."))
        return data

    def checks(self) -> Checks:
        """Return what was seen, each box dated of the day it was first ticked."""
        today = calendar.today()
        dates = {
            column: (getattr(self.participation, column) or today) if self.cleaned_data[box] else None
            for box, column in BOXES.items()
        }
        verdict = PassportVerdict(self.cleaned_data["passport_verdict"])
        return Checks(
            passport_verdict=verdict,
            passport_expires_on=self.cleaned_data["passport_expires_on"] if verdict == PassportVerdict.SEEN else None,
            first_time_abroad=self.cleaned_data["first_time_abroad"],
            **dates,
            **self._ends(),
        )

    def _ends(self) -> dict[str, Any]:
        """Return the last day of each paper that was seen; a paper nobody saw has none."""
        papers = {"has_authorisation": "authorisation_expires_on", "has_insurance": "insurance_expires_on"}
        return {column: self.cleaned_data[column] if self.cleaned_data[box] else None for box, column in papers.items()}


BOXES = {
    "is_followed": "attested_on",
    "has_authorisation": "authorisation_checked_on",
    "has_insurance": "insurance_checked_on",
    "is_prepared": "prepared_on",
}


class WithdrawForm(OnceForm):
    """Why somebody does not leave, and who takes her place."""

    reason = forms.ChoiceField(label=gettext_lazy("Pourquoi cette personne ne part pas"))
    replacement = forms.ModelChoiceField(
        label=gettext_lazy("Qui prend sa place"),
        queryset=Participation.objects.none(),
        required=False,
        empty_label=gettext_lazy("Personne pour l’instant"),
        help_text=gettext_lazy("Les personnes en liste d’attente, dans l’ordre du principe de primauté."),
    )
    order_reason = forms.ChoiceField(
        label=gettext_lazy("Si ce n’est pas la première de la liste, pourquoi"),
        choices=[("", gettext_lazy("C’est la première de la liste")), *OrderReason.choices],
        required=False,
    )

    def __init__(self, *args: Any, waiting: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [reason for reason in WithdrawalReason if reason not in WRITTEN_BY_THE_PORTAL]
        self.fields["reason"].choices = [("", _("Choisissez une raison")), *((r.value, r.label) for r in chosen)]
        self.fields["replacement"].queryset = waiting
        self.fields["replacement"].label_from_instance = lambda row: str(row.participant)
        if not waiting.exists():
            del self.fields["replacement"], self.fields["order_reason"]


WRITTEN_BY_THE_PORTAL = (
    WithdrawalReason.NOT_CONFIRMED,
    WithdrawalReason.ABSENT,
    WithdrawalReason.PROJECT_CANCELLED,
)


class InterruptForm(OnceForm):
    """When and why one person came back before the others."""

    returned_on = day_field(gettext_lazy("Date du retour"))
    reason = forms.ChoiceField(label=gettext_lazy("Raison"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [reason for reason in InterruptionReason if reason != InterruptionReason.STAY_STOPPED]
        self.fields["reason"].choices = [("", _("Choisissez une raison")), *((r.value, r.label) for r in own)]

    def early(self) -> EarlyReturn:
        """Return what was typed, as the service takes it."""
        return EarlyReturn(self.cleaned_data["returned_on"], InterruptionReason(self.cleaned_data["reason"]))


class ProfessionalForm(OnceForm):
    """Somebody of the team that leaves: an account of the structure, or a name."""

    structure = forms.ModelChoiceField(label=gettext_lazy("Structure"), queryset=Structure.objects.none())
    first_name = forms.CharField(label=gettext_lazy("Prénom"), max_length=100)
    last_name = forms.CharField(label=gettext_lazy("Nom"), max_length=100)
    duty = forms.ChoiceField(label=gettext_lazy("Rôle"), choices=ProfessionalDuty.choices)
    job_title = forms.CharField(label=gettext_lazy("Fonction"), max_length=100, required=False)
    phone = forms.CharField(label=gettext_lazy("Téléphone pendant le séjour"), max_length=30, required=False)
    user = forms.ModelChoiceField(
        label=gettext_lazy("Son compte sur le portail"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Sans compte"),
        help_text=gettext_lazy("Avec un compte, cette personne voit le groupe pendant le séjour."),
    )

    def __init__(self, *args: Any, structures: Any, users: Any, for_mission: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = structures
        self.fields["user"].queryset = users
        if len(structures) == 1:
            self.fields["structure"].initial = structures[0]
        self.fields["duty"].initial = ProfessionalDuty.MISSION if for_mission else ProfessionalDuty.LEADER

    def member(self) -> TeamMember:
        """Return what was typed, as the service takes it."""
        names = ("first_name", "last_name", "job_title", "phone", "user")
        duty = ProfessionalDuty(self.cleaned_data["duty"])
        return TeamMember(duty=duty, **{name: self.cleaned_data[name] for name in names})
