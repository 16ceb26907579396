"""What a structure types once and never reads again: its account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from projects.enums import AccountScheme
from projects.services.bank_details import Account, BankDetailsRefused, checked

_FIELDS = {
    AccountScheme.IBAN: ("iban", "bic"),
    AccountScheme.CANADIAN: ("institution", "transit", "account"),
}
_NUMBER = {"autocomplete": "off", "spellcheck": "false"}


def _number(label: Any, help_text: Any = "", *, length: int, digits: bool = True, required: bool = True) -> forms.Field:
    attrs = _NUMBER | ({"inputmode": "numeric"} if digits else {})
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, help_text=help_text, max_length=length, required=required, widget=widget)


class BankDetailsForm(OnceForm):
    """An account as it is written on the structure's shore; other fields are not asked."""

    holder = forms.CharField(label=_("Titulaire du compte"), max_length=140, help_text=_("Le nom écrit sur le relevé."))
    iban = _number(_("IBAN"), _("Il commence par deux lettres, par exemple FR76…"), length=42, digits=False)
    bic = _number(
        _("BIC"), _("8 ou 11 signes. Inutile pour un compte en euros."), length=16, digits=False, required=False
    )
    institution = _number(_("Numéro d’institution"), _("3 chiffres."), length=5)
    transit = _number(_("Numéro de transit"), _("5 chiffres."), length=8)
    account = _number(_("Numéro de compte"), _("De 5 à 12 chiffres."), length=20)

    def __init__(self, *args: Any, scheme: AccountScheme, holder: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].initial = holder
        for other, names in _FIELDS.items():
            if other != scheme:
                for name in names:
                    del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Check the numbers, each on its own field where it can be told."""
        data = super().clean()
        if not self.errors:
            try:
                checked(self.account_of(data))
            except BankDetailsRefused as refusal:
                self.add_error(refusal.field or None, str(refusal))
        return data

    def account_of(self, data: dict[str, Any]) -> Account:
        """Make the account of what was typed."""
        return Account(**data)


class AccountRefusalForm(OnceForm):
    """Why an account cannot be paid."""

    reason = forms.CharField(
        label=_("Ce qui ne va pas"),
        help_text=_("La structure lira ces mots. N’y recopiez aucun numéro."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
