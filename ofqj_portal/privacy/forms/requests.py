"""What the data protection officer types at the desk."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

from ofqj_portal.core import calendar
from ofqj_portal.core.forms import OnceForm
from participants.data_enums import RequestKind, RequestSource
from participants.models import Participant

CORRECTED = ("first_name", "last_name", "born_on", "email", "phone", "area_name")


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Écrivez une date, par exemple 31/12/2001.")},
        validators=[MinValueValidator(date(1900, 1, 1), gettext_lazy("Cette date est trop ancienne."))],
    )


class DeskForm(forms.Form):
    """What the desk is narrowed to."""

    etat = forms.ChoiceField(
        label=gettext_lazy("Demandes"),
        required=False,
        choices=[("open", gettext_lazy("À répondre")), ("all", gettext_lazy("Toutes"))],
    )


class AnswerForm(OnceForm):
    """Done, or refused; the words go to the person."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Réponse"),
        choices=[("done", gettext_lazy("C’est fait")), ("refused", gettext_lazy("Refusé"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez la réponse.")},
    )
    answer = forms.CharField(
        label=gettext_lazy("Ce que vous lui écrivez"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Un refus dit pourquoi. Le courriel rappelle l’autorité qu’elle peut saisir."),
    )


class EraseForm(OnceForm):
    """The last words that the person reads from the portal."""

    answer = forms.CharField(
        label=gettext_lazy("Ce que vous lui écrivez"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )


class CorrectForm(OnceForm):
    """The parts of a fiche that people ask to correct; `version` tells whether it moved since it was shown."""

    first_name = forms.CharField(label=gettext_lazy("Prénom"), max_length=100)
    last_name = forms.CharField(label=gettext_lazy("Nom"), max_length=100)
    born_on = _day(gettext_lazy("Date de naissance"))
    email = forms.EmailField(label=gettext_lazy("Adresse e-mail"), required=False)
    phone = forms.CharField(label=gettext_lazy("Téléphone"), max_length=30, required=False)
    area_name = forms.CharField(label=gettext_lazy("Commune ou MRC"), max_length=100, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        initial = {name: getattr(participant, name) for name in (*CORRECTED, "version")}
        super().__init__(*args, initial=initial, **kwargs)

    def clean_born_on(self) -> Any:
        """Refuse a person who is not born."""
        born_on = self.cleaned_data["born_on"]
        if born_on >= calendar.today():
            raise forms.ValidationError(gettext_lazy("Cette date de naissance n’est pas encore passée."))
        return born_on

    def changes(self) -> dict[str, Any]:
        """Return what was changed, by name."""
        return {name: self.cleaned_data[name] for name in CORRECTED if name in self.changed_data}


class RecordForm(OnceForm):
    """A request that came by letter or by phone, and whose it is."""

    first_name = forms.CharField(label=gettext_lazy("Prénom"), max_length=100)
    last_name = forms.CharField(label=gettext_lazy("Nom"), max_length=100)
    born_on = _day(gettext_lazy("Date de naissance"))
    kind = forms.TypedChoiceField(
        label=gettext_lazy("Ce qu’elle demande"), choices=RequestKind.choices, coerce=RequestKind
    )
    source = forms.TypedChoiceField(
        label=gettext_lazy("Venue par"),
        choices=[(source.value, source.label) for source in RequestSource if source != RequestSource.SPACE],
        coerce=RequestSource,
    )
    received_on = _day(gettext_lazy("Reçue le"))
    words = forms.CharField(
        label=gettext_lazy("Ce qu’elle dit"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = calendar.today()
        self.fields["received_on"].validators.append(
            MaxValueValidator(calendar.today(), gettext_lazy("La date ne peut pas être à venir."))
        )
