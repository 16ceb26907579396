"""What finance types about an overpayment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm

_DAY = {"attrs": {"type": "date"}, "format": "%Y-%m-%d"}


class SendRecoveryForm(OnceForm):
    """By when the structure gives the money back."""

    due_on = forms.DateField(label=_("À rendre avant le"), widget=forms.DateInput(**_DAY))


class ReceiveRecoveryForm(OnceForm):
    """When the money came back."""

    received_on = forms.DateField(label=_("Argent reçu le"), widget=forms.DateInput(**_DAY))


class WaiveRecoveryForm(OnceForm):
    """Why the money is no longer asked."""

    reason = forms.CharField(
        label=_("Pourquoi l’OFQJ ne demande plus cet argent"),
        help_text=_("Ce motif reste dans le dossier ; la structure le lit."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


FORMS: dict[str, type[OnceForm]] = {
    "send": SendRecoveryForm,
    "receive": ReceiveRecoveryForm,
    "waive": WaiveRecoveryForm,
}
