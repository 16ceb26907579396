"""What is written down of a person, by the structure that follows her."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core import calendar
from ofqj_portal.core.forms import FilterForm, OnceForm
from participants.enums import EDUCATION_OF_FRANCE, EDUCATION_OF_QUEBEC, EducationLevel, Gender
from participants.forms.fields import YesNoField, day_field
from participants.models import Participant
from participants.services.person import NAMES_OF_IDENTITY, Identity
from partners.models import Structure, Territory


class PersonForm(OnceForm):
    """The fiche of a person. The words and the levels offered are those of the structure's shore."""

    first_name = forms.CharField(label=gettext_lazy("Prénom"), max_length=100)
    last_name = forms.CharField(label=gettext_lazy("Nom"), max_length=100)
    born_on = day_field(gettext_lazy("Date de naissance"))
    gender = forms.ChoiceField(label=gettext_lazy("Genre"), choices=Gender.choices, initial=Gender.NOT_SAID)
    education_level = forms.ChoiceField(label=gettext_lazy("Niveau d’études"))
    territory = forms.ModelChoiceField(
        label=gettext_lazy("Département"), queryset=Territory.objects.none(), required=False
    )
    area_name = forms.CharField(label=gettext_lazy("Commune"), max_length=100, required=False)
    area_code = forms.RegexField(
        label=gettext_lazy("Code INSEE de la commune"),
        regex=r"^(?:[0-9]{3}|[0-9][0-9AB][0-9]{3})$",
        required=False,
        help_text=gettext_lazy("5 caractères, par exemple 69123. Ce n’est pas le code postal."),
        error_messages={"invalid": gettext_lazy("Un code INSEE compte 5 caractères, un code de MRC 3 chiffres.")},
    )
    is_rural = YesNoField(label=gettext_lazy("Commune rurale"))
    is_frr = YesNoField(label=gettext_lazy("Zone FRR (ex-ZRR)"))
    is_qpv = YesNoField(label=gettext_lazy("Habite en quartier prioritaire (QPV)"))
    email = forms.EmailField(label=gettext_lazy("Adresse e-mail"), required=False)
    phone = forms.CharField(label=gettext_lazy("Téléphone"), max_length=30, required=False)

    def __init__(self, *args: Any, structure: Structure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.structure = structure
        levels = EDUCATION_OF_FRANCE if structure.is_french else EDUCATION_OF_QUEBEC
        others = [level for level in EducationLevel if level not in levels]
        self.fields["education_level"].choices = [(level.value, level.label) for level in (*levels, *others[-1:])]
        self.fields["education_level"].initial = EducationLevel.NOT_SAID
        self.fields["territory"].queryset = Territory.objects.choosable().filter(country=structure.country)
        self.fields["territory"].initial = structure.territory_id
        if not structure.is_french:
            self._speak_of_quebec()

    def _speak_of_quebec(self) -> None:
        del self.fields["is_frr"], self.fields["is_qpv"]
        self.fields["territory"].label = _("Région administrative")
        self.fields["area_name"].label = _("MRC")
        self.fields["area_code"].label = _("Code de la MRC")
        self.fields["area_code"].help_text = _("3 chiffres, facultatif.")
        self.fields["is_rural"].label = _("Milieu rural")

    def clean_born_on(self) -> Any:
        """Refuse a person who is not born."""
        born_on = self.cleaned_data["born_on"]
        if born_on >= calendar.today():
            raise forms.ValidationError(_("Cette date de naissance n’est pas encore passée."))
        return born_on

    def identity(self) -> Identity:
        """Return what was typed, as the service takes it."""
        return Identity(**{name: self.cleaned_data[name] for name in NAMES_OF_IDENTITY if name in self.cleaned_data})


class NewPersonForm(PersonForm):
    """Somebody new in a group: the fiche, and what the stay wants to know of her."""

    first_time_abroad = YesNoField(label=gettext_lazy("Premier départ à l’étranger"))


class EditPersonForm(PersonForm):
    """The fiche of somebody known; `version` tells whether it moved since it was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    @classmethod
    def of(cls, participant: Participant, data: Any) -> "EditPersonForm":
        """Open the form on what is known of `participant`."""
        initial = {name: getattr(participant, name) for name in (*NAMES_OF_IDENTITY, "version")}
        initial["territory"] = participant.territory_id
        return cls(data, structure=participant.structure, initial=initial)


class ChoosePersonForm(OnceForm):
    """Somebody of the structure's list who is not in the group yet."""

    participant = forms.ModelChoiceField(
        label=gettext_lazy("Une personne que votre structure suit"), queryset=Participant.objects.none()
    )
    first_time_abroad = YesNoField(label=gettext_lazy("Premier départ à l’étranger"))

    def __init__(self, *args: Any, people: Any, says: Callable[[Participant], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.says = says
        self.fields["participant"].queryset = people
        self.fields["participant"].label_from_instance = self._named
        self.fields["participant"].empty_label = _("Choisissez une personne")

    def _named(self, person: Participant) -> str:
        """Tell two people of one name apart by their age, and say who could not leave on the dates as they stand."""
        years = calendar.age_on(person.born_on, calendar.today())
        named = _("%(name)s, %(years)d ans") % {"name": person, "years": years}
        said = self.says(person)
        return f"{named} · {said}" if said else named


class SearchForm(FilterForm):
    """What the list of people is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Prénom ou nom"), max_length=100, required=False)
    etat = forms.ChoiceField(
        label=gettext_lazy("Où en est la personne"),
        required=False,
        choices=[
            ("", gettext_lazy("Peu importe")),
            ("prepare", gettext_lazy("Se prépare à partir")),
            ("en-sejour", gettext_lazy("En séjour")),
            ("revenue", gettext_lazy("Revenue de séjour")),
            ("sans", gettext_lazy("Dans aucun projet")),
            ("bientot-anonyme", gettext_lazy("Bientôt anonyme, sans contact depuis près de deux ans")),
        ],
    )
