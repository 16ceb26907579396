"""What people type about ententes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from partners.enums import Theme
from partners.forms.shared import CivilDateField, VersionMixin
from partners.models import Agreement


class AgreementFilterForm(forms.Form):
    """The filters of the list of ententes."""

    q = forms.CharField(label=_("Intitulé ou structure"), required=False, max_length=100)
    mine = forms.BooleanField(label=_("Seulement les miennes"), required=False)
    born_from = forms.DateField(required=False, widget=forms.HiddenInput)
    born_until = forms.DateField(required=False, widget=forms.HiddenInput)
    standing_on = forms.DateField(required=False, widget=forms.HiddenInput)

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


class AgreementTextForm(OnceForm):
    """The signed text of an entente."""

    file = forms.FileField(
        label=_("Texte signé"),
        help_text=_("Un PDF, 10 Mo au plus. Il remplace celui qui est déjà là."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )


class EndAgreementForm(forms.Form):
    """When and why an entente stops."""

    last_day = CivilDateField(label=_("Dernier jour de l’entente"))
    reason = forms.CharField(label=_("Pourquoi s’arrête-t-elle ?"), max_length=300)
