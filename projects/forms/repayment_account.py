"""The account of a section to which money is given back, as its shore writes it."""

from typing import Any

from django import forms

from partners.enums import Section
from projects.enums import AccountScheme
from projects.forms.bank_details import BankDetailsForm
from projects.queries.repayment import RepaymentPlace, mark_of
from projects.services.bank_details import Account


class RepaymentAccountForm(BankDetailsForm):
    """It shows what is kept, for nothing of it is a secret. `seen` is the mark of what the page showed."""

    seen = forms.CharField(max_length=24, widget=forms.HiddenInput)

    def __init__(self, *args: Any, place: RepaymentPlace, **kwargs: Any) -> None:
        scheme = AccountScheme.IBAN if place.section == Section.FRANCE else AccountScheme.CANADIAN
        super().__init__(*args, scheme=scheme, holder=place.account.holder if place.account else "", **kwargs)
        self.fields["seen"].initial = mark_of(place.account)
        for name, field in self.fields.items():
            if name not in ("seen", "form_token") and place.account:
                field.initial = getattr(place.account, name)

    def account_of(self, data: dict[str, Any]) -> Account:
        """Make the account of what was typed."""
        return Account(**{name: value for name, value in data.items() if name != "seen"})

    @property
    def facts(self) -> dict[str, Any]:
        """What the service asks."""
        return {"account": self.account_of(self.cleaned_data), "seen": self.cleaned_data["seen"]}
