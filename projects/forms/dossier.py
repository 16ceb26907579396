"""The forms of a dossier's sections. An empty field never stops a save; only a filing asks for everything."""

from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import LongTextField, OnceForm
from partners.models import Agreement, Structure
from projects.enums import PhaseKind, Side
from projects.models import Call, Phase, Project
from projects.programmes import spec_of
from projects.sections import BY_CODE, OTHER_LABELS

TEXT_MAX = 5000
SEEN_MAX = 8000


class IsoDateInput(forms.DateInput):
    """The browser's own date field, which speaks ISO whatever the reader's shore."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def plain_field(column: Any, **kwargs: Any) -> forms.Field | None:
    """Build the form field of a column: long texts are bounded, dates use the browser's field."""
    name = type(column).__name__
    if name == "TextField":
        return LongTextField(
            label=column.verbose_name.capitalize(),
            required=False,
            max_length=TEXT_MAX,
            help_text=HELP.get(column.name, ""),
        )
    field = column.formfield(**kwargs)
    if name == "DateField":
        field.widget = IsoDateInput()
    field.label = column.verbose_name.capitalize()
    field.help_text = HELP.get(column.name, "")
    return field


HELP: dict[str, Any] = {
    "theme": _("En quelques mots : bois, cuisine, numérique…"),
    "aims": _("Ce que chaque personne doit y gagner, et ce que votre structure en attend."),
    "public": _("Qui sont les jeunes visés, et comment vous les choisissez."),
    "activities": _("Semaine par semaine, avec qui et où."),
    "observation_programme": _("Qui chaque professionnel observe, où, quels jours, et ce qu’il veut comprendre."),
    "lodging": _("Où dort le groupe, et qui l’a réservé."),
    "travel": _("Le voyage, puis les déplacements sur place."),
    "has_work_period": _("Un stage ou une immersion en entreprise demande un permis de travail."),
    "profile": _("Sans aucun nom : situations, niveaux, freins, équilibre du groupe."),
    "age_reason": _("Seulement si votre Mission Locale emmène des jeunes plus âgés."),
    "preparation": _("Réunions, démarches, préparation linguistique et pratique."),
    "supervision": _("Qui accompagne, avec quelle expérience, jour et nuit."),
    "safety": _("Astreinte, santé, conduite à tenir en cas d’imprévu."),
    "insurance": _("Contrat, garanties, assistance et rapatriement."),
    "follow_up": _("Ce qui se passe le mois d’après, puis à six mois."),
    "destination_country": _("Le pays, si ce n’est ni la France ni le Québec."),
    "agreement": _("Laissez vide si le projet ne naît d’aucune entente."),
}


class SectionForm(forms.ModelForm):
    """The columns of one section. What is not open to the carrier is shown and cannot be changed.

    `seen` are the marks of its fields when the page was built.
    """

    seen = forms.CharField(required=False, max_length=SEEN_MAX, widget=forms.HiddenInput)
    ententes: list[Agreement] = []  # those of the carrier, where the section asks of which one the project is born

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, *args: Any, open_fields: set[str], seen: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen
        self._follow_the_programme()
        for name, field in self.fields.items():
            field.disabled = name != "seen" and name not in open_fields
        if "agreement" in self.fields:
            carrier = self.instance.carrier
            found = Agreement.objects.confirmed().of(carrier).order_by("title", "pk")
            self.ententes = list(found.select_related("first_structure", "second_structure"))
            self.fields["agreement"].queryset = found
            shown = [(entente.pk, str(entente)) for entente in self.ententes]
            self.fields["agreement"].choices = [("", _("Aucune entente")), *shown]

    def _follow_the_programme(self) -> None:
        """Leave out what the programme does not ask, unless something is written there; call the rest by its words."""
        spec = spec_of(self.instance.call_rules.programme)
        for name in spec.left_out & self.fields.keys():
            if getattr(self.instance, name) in (None, "", False):
                del self.fields[name]
        for name in spec.labels.keys() & self.fields.keys():
            words = str(spec.labels[name])
            self.fields[name].label = words[:1].upper() + words[1:]

    @property
    def columns(self) -> dict[str, Any]:
        """What goes to the service: the clean values of the fields that are open."""
        return {
            name: self.cleaned_data[name]
            for name, field in self.fields.items()
            if name != "seen" and not field.disabled and name in self.cleaned_data
        }

    @property
    def seen_value(self) -> str:
        return self.cleaned_data.get("seen", "")

    def refusals(self) -> dict[str, list[str]]:
        """Say, by field that is open, why its value cannot be written: its own errors, and the rows it would break."""
        found = {name: list(self.errors[name]) for name in self.errors if name in self.fields and name != "seen"}
        for constraint in Project._meta.constraints if self.non_field_errors() else ():
            if isinstance(constraint, CheckConstraint) and not self._holds(constraint):
                for name in constraint.condition.referenced_base_fields & set(self.columns) & set(self.changed_data):
                    found.setdefault(name, []).append(str(constraint.violation_error_message))
        return found

    def _holds(self, constraint: CheckConstraint) -> bool:
        try:
            constraint.validate(Project, self.instance, exclude=set(self.errors))
        except ValidationError:
            return False
        return True


def section_form(section: str) -> type[SectionForm]:
    """Return the form class of a section, built once from its columns in the words of each shore."""
    return _section_form(section, get_language())


@lru_cache(maxsize=32)
def _section_form(section: str, _language: str) -> type[SectionForm]:
    columns = [field for field in BY_CODE[section].fields if field not in OTHER_LABELS]
    return forms.modelform_factory(Project, form=SectionForm, fields=columns, formfield_callback=plain_field)


class PhaseForm(forms.ModelForm):
    """One phase; left empty, there is none."""

    class Meta:
        model = Phase
        fields = ["starts_on", "ends_on", "hours_per_week", "place"]
        widgets = {"starts_on": IsoDateInput, "ends_on": IsoDateInput}

    def __init__(self, *args: Any, kind: str, is_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"phase-{kind}", empty_permitted=True, use_required_attribute=False, **kwargs)
        self.kind, self.legend = kind, PhaseKind(kind).label
        self.instance.kind = kind
        for field in self.fields.values():
            field.disabled = not is_open
            field.required = False
            field.label = field.label.capitalize()

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed: the phase is then taken off."""
        return not any(self.cleaned_data.get(name) for name in self.fields)

    def clean(self) -> dict[str, Any]:
        """Ask for both dates of a phase that is described."""
        data = super().clean() or {}
        if any(data.get(name) for name in self.fields):
            for name in ("starts_on", "ends_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Indiquez cette date."))
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """Leave a blank phase alone: nothing is written, so no constraint of its row matters."""
        exclusions = super()._get_validation_exclusions()
        return exclusions | (set(self.fields) if self.is_blank else set())

    @property
    def phase(self) -> Phase | None:
        """The phase as typed, not saved; None when left empty."""
        return None if self.is_blank else self.instance


class ModelProjectField(forms.ModelChoiceField):
    """A project that was filed, by its title and its number."""

    def label_from_instance(self, obj: Any) -> str:
        """Name a project as its carrier knows it."""
        return f"{obj.title} · {obj.number}"


class StartForm(OnceForm):
    """What begins a dossier: a call that is open, the structure in whose name, a title."""

    call = forms.ModelChoiceField(Call.objects.none(), label=_("Appel à projets"), empty_label=_("Choisissez un appel"))
    carrier = forms.ModelChoiceField(Structure.objects.none(), label=_("Structure porteuse"))
    title = forms.CharField(
        label=_("Titre du projet"), max_length=160, help_text=_("Vous pourrez le changer jusqu’au dépôt.")
    )
    model = ModelProjectField(
        Project.objects.none(),
        label=_("Partir d’un projet passé"),
        required=False,
        empty_label=_("Non, d’une page blanche"),
        help_text=_("Ses textes, ses phases et son budget sont repris ; ni les personnes, ni l’aide demandée."),
    )

    def __init__(self, *args: Any, calls: Any, carriers: Any, models: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = models
        if not models:
            del self.fields["model"]
        self.fields["call"].queryset = calls
        self.fields["carrier"].queryset = carriers
        if len(carriers) == 1:
            self.fields["carrier"].empty_label = None


class PartnerSearchForm(forms.Form):
    """Look for a structure of the directory."""

    q = forms.CharField(label=_("Nom ou commune"), required=False, max_length=100)


class InviteForm(forms.Form):
    """Name a structure found in the directory on the dossier."""

    structure = forms.ModelChoiceField(Structure.objects.none(), widget=forms.HiddenInput)
    side = forms.ChoiceField(choices=Side.choices, label=_("Rôle"))
    email = forms.EmailField(label=_("Adresse qui reçoit le lien"), required=False, max_length=254)

    def __init__(self, *args: Any, structures: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = structures


class HostingForm(OnceForm):
    """What a partner answers, and what it brings."""

    contribution = LongTextField(
        label=_("Ce que votre structure apporte"),
        required=False,
        max_length=TEXT_MAX,
        rows=5,
        help_text=_("Accueil, activités, personnes, locaux : ce que le dossier peut promettre en votre nom."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)


class RefusalForm(OnceForm):
    """Why a partner does not take part."""

    reason = forms.CharField(
        label=_("Pourquoi ne participez-vous pas ?"),
        required=False,
        max_length=300,
        help_text=_("Un mot suffit ; la structure porteuse le lira."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LinkForm(OnceForm):
    """Where a personal link goes: an address of the directory, or another one."""

    email = forms.EmailField(
        label=_("Adresse qui reçoit le lien"),
        max_length=254,
        help_text=_("Celle d’une personne qui peut répondre au nom de la structure."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class LinkAnswerForm(forms.Form):
    """What somebody answers by a personal link: the button she pressed, and a reason if she likes."""

    answer = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)
    reason = RefusalForm.base_fields["reason"]


class AnswerForm(OnceForm):
    """A word to the officer with the completed fields."""

    answer = forms.CharField(
        label=_("Un mot à l’OFQJ"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ConfirmForm(OnceForm):
    """Nothing to type: a button that acts once."""
