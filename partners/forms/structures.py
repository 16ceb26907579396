"""The filters of the directory, and the sheet of a structure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.calendar import ZONES
from ofqj_portal.core.forms import FilterForm, KeyedChoiceField, OnceForm
from partners import validators
from partners.enums import Country, Language, StructureKind, Theme
from partners.forms.shared import VersionMixin
from partners.models import Contact, Network, Structure, Territory


class IdentifierField(forms.CharField):
    """A national identifier, typed with or without spaces."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=30, **kwargs)

    def to_python(self, value: Any) -> str:
        """Drop what people type between the digits."""
        return validators.squeeze_identifier(super().to_python(value))


class StructureFilterForm(FilterForm):
    """The filters of the directory, kept in the address."""

    q = forms.CharField(label=_("Nom ou commune"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Type"), required=False, choices=[("", _("Tous")), *StructureKind.choices])
    country = forms.ChoiceField(label=_("Pays"), required=False, choices=[("", _("Tous")), *Country.choices])
    territory = KeyedChoiceField(
        Territory.objects.regions().order_by("country", "name"),
        words="name",
        label=_("Région"),
        required=False,
        empty_label=_("Toutes"),
    )
    network = KeyedChoiceField(
        Network.objects.order_by("name"), words="name", label=_("Réseau"), required=False, empty_label=_("Tous")
    )

    theme = forms.ChoiceField(label=_("Thème"), required=False, choices=[("", _("Tous")), *Theme.choices])
    language = forms.ChoiceField(label=_("Langue"), required=False, choices=[("", _("Toutes")), *Language.choices])
    hosts = forms.BooleanField(label=_("Peut accueillir un groupe"), required=False)

    def filters(self) -> dict[str, Any]:
        """Return what makes sense among what the address says; the rest is as if it were not there."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return {"text" if name == "q" else name: value for name, value in chosen.items()}


class SheetForm(VersionMixin, forms.ModelForm):
    """What a structure's own manager keeps up to date."""

    themes = forms.MultipleChoiceField(
        label=_("Thèmes"), choices=Theme.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Langues parlées"), choices=Language.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    time_zone = forms.ChoiceField(label=_("Fuseau horaire"))
    website = forms.URLField(label=_("Site web"), required=False, assume_scheme="https")

    class Meta:
        model = Structure
        fields = [
            "email",
            "phone",
            "website",
            "street",
            "postal_code",
            "commune",
            "time_zone",
            "opening_hours",
            "hosting_capacity",
            "themes",
            "languages",
        ]
        widgets = {"opening_hours": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"hosting_capacity": _("Combien de jeunes vous pouvez accueillir à la fois, si vous accueillez.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        zones = dict(ZONES) | {self.instance.time_zone: ZONES.get(self.instance.time_zone, self.instance.time_zone)}
        self.fields["time_zone"].choices = list(zones.items())
        phone = self.fields["phone"].widget
        phone.input_type = "tel"
        phone.attrs["autocomplete"] = "tel"

    def sheet_fields(self) -> dict[str, Any]:
        """Return the columns to write."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class WholeSheetForm(SheetForm):
    """The same with what identifies the structure, for the administration."""

    class Meta(SheetForm.Meta):
        fields = [
            "name",
            "kind",
            "section",
            "country",
            "other_country",
            "network",
            "siret",
            "rna",
            "neq",
            "imilo_code",
            "service_public_id",
            "territory",
            "insee_code",
            "latitude",
            "longitude",
            *SheetForm.Meta.fields,
            "is_active",
        ]
        help_texts = SheetForm.Meta.help_texts | {
            "siret": _("14 chiffres, pour une structure de France."),
            "rna": _("W et 9 chiffres, pour une association de France."),
            "neq": _("10 chiffres, pour une structure du Québec."),
            "other_country": _("Si ce n’est ni la France ni le Québec."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].queryset = Territory.objects.choosable().order_by("country", "code")
        self.fields["network"].queryset = Network.objects.order_by("name")
        for name in ("siret", "rna", "neq", "imilo_code"):
            label, help_text = self.fields[name].label, self.fields[name].help_text
            self.fields[name] = IdentifierField(
                label=label, help_text=help_text, validators=Structure._meta.get_field(name).validators
            )


class NewSheetForm(OnceForm, WholeSheetForm):
    """The sheet of a structure that is new to the directory."""

    class Meta(WholeSheetForm.Meta):
        pass


class ContactForm(forms.ModelForm):
    """One contact of the sheet; an empty line is no contact."""

    contact = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Contact
        fields = ["name", "duty", "email", "phone", "is_mobility"]


class ContactFormSet(forms.BaseFormSet):
    """The contacts of a sheet, with one empty line to add another."""

    def typed(self) -> list[dict[str, Any]]:
        """Return the contacts to keep, as the service takes them."""
        rows = [form.cleaned_data for form in self.forms if form.has_changed() or form.initial]
        kept = [row for row in rows if row.get("name") and not row.get("DELETE")]
        return [{"pk": row["contact"], **{name: row[name] for name in ContactForm.Meta.fields}} for row in kept]


ContactLines = forms.formset_factory(
    ContactForm, formset=ContactFormSet, extra=1, can_delete=True, max_num=20, validate_max=True
)
