"""What people type in the directory."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.calendar import ZONES
from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.roles import Role, has_role
from partners import validators
from partners.enums import Country, MembershipRole, StructureKind, Theme, roles_in
from partners.models import Agreement, Contact, Network, Structure, Territory


class CivilDateField(forms.DateField):
    """A day as the browser's calendar gives it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class IdentifierField(forms.CharField):
    """A national identifier, typed with or without spaces."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=30, **kwargs)

    def to_python(self, value: Any) -> str:
        """Drop what people type between the digits."""
        return validators.squeeze_identifier(super().to_python(value))


class VersionMixin(forms.Form):
    """The form remembers which version of the object was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def accept(self, version: int) -> None:
        """Let the next POST replace `version`, once the person has seen what it says."""
        self.data = self.data.copy()
        self.data["version"] = version


class StructureFilterForm(forms.Form):
    """The filters of the directory, kept in the address."""

    q = forms.CharField(label=_("Nom ou commune"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Type"), required=False, choices=[("", _("Tous")), *StructureKind.choices])
    country = forms.ChoiceField(label=_("Pays"), required=False, choices=[("", _("Tous")), *Country.choices])
    territory = forms.ModelChoiceField(
        Territory.objects.regions().order_by("country", "name"),
        label=_("Région"),
        required=False,
        empty_label=_("Toutes"),
    )
    network = forms.ModelChoiceField(
        Network.objects.order_by("name"), label=_("Réseau"), required=False, empty_label=_("Tous")
    )

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
            "hosting_capacity",
            "themes",
        ]
        help_texts = {"hosting_capacity": _("Combien de jeunes vous pouvez accueillir à la fois, si vous accueillez.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        zones = dict(ZONES) | {self.instance.time_zone: ZONES.get(self.instance.time_zone, self.instance.time_zone)}
        self.fields["time_zone"].choices = list(zones.items())
        self.fields["phone"].widget.attrs.update({"type": "tel", "autocomplete": "tel"})

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


class ContactForm(forms.ModelForm):
    """One contact of the sheet; an empty line is no contact."""

    contact = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Contact
        fields = ["name", "duty", "email", "phone"]


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


class MemberForm(OnceForm):
    """Somebody who joins the structure."""

    email = forms.EmailField(label=_("Adresse e-mail"), max_length=254)
    first_name = forms.CharField(
        label=_("Prénom"), max_length=100, required=False, help_text=_("Seulement si la personne n’a pas de compte.")
    )
    last_name = forms.CharField(label=_("Nom"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Rôle"))
    starts_on = CivilDateField(label=_("Depuis le"))
    ends_on = CivilDateField(label=_("Jusqu’au"), required=False, help_text=_("Laissez vide si rien n’est prévu."))

    def __init__(self, *args: Any, user: Any, structure: Structure, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in grantable_roles(user, structure)]
        self.fields["starts_on"].initial = today

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("La fin ne peut pas précéder le début."))
        return data


def grantable_roles(user: Any, structure: Structure) -> list[MembershipRole]:
    """List the roles `user` may give in `structure`: those that keep the portal itself are the administrator's."""
    roles = roles_in(structure.kind)
    if not has_role(user, Role.ADMIN):
        roles -= {MembershipRole.ADMIN, MembershipRole.DPO, MembershipRole.FINANCE}
    return [role for role in MembershipRole if role in roles]


class EndMembershipForm(forms.Form):
    """When an access stops."""

    NOW, LATER = "now", "later"
    when = forms.ChoiceField(
        label=_("Quand l’accès s’arrête-t-il ?"),
        choices=[(NOW, _("Tout de suite")), (LATER, _("À une date, ce jour compris"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    last_day = CivilDateField(label=_("Dernier jour"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the day where one is needed."""
        data = super().clean() or self.cleaned_data
        if data.get("when") == self.LATER and not data.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", _("Donnez le dernier jour."))
        return data


class AgreementFilterForm(forms.Form):
    """The filters of the list of ententes."""

    q = forms.CharField(label=_("Intitulé ou structure"), required=False, max_length=100)
    mine = forms.BooleanField(label=_("Seulement les miennes"), required=False)

    def filters(self) -> dict[str, Any]:
        """Return what makes sense among what the address says."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PartnerSearchForm(forms.Form):
    """Whom the entente is with."""

    q = forms.CharField(label=_("Nom ou commune de la structure partenaire"), required=False, max_length=100)

    def text(self) -> str:
        """Return what to look for, "" for nonsense."""
        self.is_valid()
        return self.cleaned_data.get("q", "")


class AgreementForm(OnceForm, VersionMixin, forms.ModelForm):
    """The terms of an entente."""

    themes = forms.MultipleChoiceField(
        label=_("Thèmes"), choices=Theme.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    signed_on = CivilDateField(label=_("Signée le"), required=False)
    starts_on = CivilDateField(label=_("Débute le"))
    ends_on = CivilDateField(
        label=_("Prend fin le"), required=False, help_text=_("Laissez vide si elle est sans terme.")
    )

    class Meta:
        model = Agreement
        fields = ["title", "aims", "themes", "signed_on", "starts_on", "ends_on"]
        widgets = {"aims": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def _get_validation_exclusions(self) -> set[str]:
        """Leave the two structures to the service: the form does not hold them."""
        return super()._get_validation_exclusions() | {"first_structure", "second_structure"}

    def terms(self) -> dict[str, Any]:
        """Return the columns to write."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class EndAgreementForm(forms.Form):
    """When and why an entente stops."""

    last_day = CivilDateField(label=_("Dernier jour de l’entente"))
    reason = forms.CharField(label=_("Pourquoi s’arrête-t-elle ?"), max_length=300)
