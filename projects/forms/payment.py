"""What finance types."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import FilterForm, MoneyAmountField, OnceForm
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from partners.enums import Section
from projects.enums import TO_STRUCTURE, PaymentKind

_KINDS = [(kind.value, kind.label) for kind in TO_STRUCTURE]


class GrantFilterForm(FilterForm):
    """The filters of the list of grants."""

    text = forms.CharField(label=_("Numéro ou titre"), max_length=100, required=False)
    section = forms.ChoiceField(
        label=_("Section"), required=False, choices=[("", _("Les deux sections")), *Section.choices]
    )
    unpaid = forms.BooleanField(label=_("Reste à payer"), required=False)

    def filters(self) -> dict[str, Any]:
        """Return the filters that could be read."""
        self.is_valid()
        return dict(self.cleaned_data)


class PaymentForm(OnceForm):
    """A payment that was made."""

    kind = forms.ChoiceField(label=_("Nature"), choices=_KINDS, widget=forms.RadioSelect)
    amount = MoneyAmountField(label=_("Montant versé"))
    paid_on = forms.DateField(label=_("Versé le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, left: Money, balance_due: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].initial = today
        self.fields["kind"].initial = PaymentKind.BALANCE if balance_due else PaymentKind.ADVANCE
        self.fields["amount"].initial = left.amount if balance_due else None
        self.fields["amount"].help_text = _("Il reste %s à payer.") % format_money(left)
        self.fields["amount"].currency = left.currency
        self.fields["amount"].label = _("Montant versé (%s)") % left.currency


class EnvelopeForm(OnceForm):
    """The new amount of an envelope."""

    total = MoneyAmountField(label=_("Montant de l’enveloppe"))

    def __init__(self, *args: Any, total: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["total"].currency = total.currency
        self.fields["total"].initial = total.amount
        self.fields["total"].label = _("Montant de l’enveloppe (%s)") % total.currency
