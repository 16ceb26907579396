"""What finance types about an overpayment."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import MoneyAmountField, OnceForm
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money

_DAY = {"attrs": {"type": "date"}, "format": "%Y-%m-%d"}


class SendRecoveryForm(OnceForm):
    """By when the structure gives the money back."""

    due_on = forms.DateField(label=_("À rendre avant le"), widget=forms.DateInput(**_DAY))


class ReceiveRecoveryForm(OnceForm):
    """What came back, all of it or a part, and when."""

    amount = MoneyAmountField(label=_("Somme rendue"), required=False, min_amount=Decimal("0.01"))
    received_on = forms.DateField(label=_("Argent reçu le"), widget=forms.DateInput(**_DAY))

    def __init__(self, *args: Any, left: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amount = self.fields["amount"]
        amount.currency, amount.initial = left.currency, left.amount
        amount.label = _("Somme rendue (%s)") % left.currency
        amount.help_text = _("Il reste %s à rendre. Notez moins si une partie seulement est revenue.") % format_money(
            left
        )


class WaiveRecoveryForm(OnceForm):
    """Why the money is no longer asked."""

    reason = forms.CharField(
        label=_("Pourquoi l’OFQJ ne demande plus cet argent"),
        help_text=_("Ce motif reste dans le dossier ; la structure le lit."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
