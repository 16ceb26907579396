"""What finance types to prepare a payment order, and to say what the bank answered."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.shores import format_money
from projects.models import PaymentRunLine
from projects.queries.payment_runs import ReadyGroup
from projects.services.payment_run import Rejection

PAID, WRONG_ACCOUNT, OTHER = "paid", "account", "other"
OUTCOMES = [
    (PAID, _("Payée")),
    (WRONG_ACCOUNT, _("Rejetée : le compte est faux ou clos")),
    (OTHER, _("Rejetée pour une autre raison")),
]
_DAY = {"attrs": {"type": "date"}, "format": "%Y-%m-%d"}


class PrepareRunForm(OnceForm):
    """Which of the instalments that may be paid go into the order, and when the bank executes it."""

    instalments = forms.MultipleChoiceField(label=_("Échéances à payer"), widget=forms.CheckboxSelectMultiple)
    execute_on = forms.DateField(label=_("À exécuter le"), widget=forms.DateInput(**_DAY))

    def __init__(self, *args: Any, group: ReadyGroup, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(row.line.instalment.pk), _words(row)) for row in group.rows]
        self.fields["instalments"].choices = choices
        self.fields["instalments"].initial = [pk for pk, _label in choices]
        self.fields["execute_on"].initial = today

    def facts(self) -> dict[str, Any]:
        """Return what goes to the service."""
        data = self.cleaned_data
        return {"instalments": [int(pk) for pk in data["instalments"]], "execute_on": data["execute_on"]}


def _words(row: Any) -> str:
    amount = format_money(row.line.amount)
    return f"{row.project.number} · {row.project.carrier.name} · {row.line.label} · {amount}"


class ConfirmRunForm(OnceForm):
    """What the bank answered, line by line: paid unless said otherwise."""

    paid_on = forms.DateField(label=_("Payé le"), widget=forms.DateInput(**_DAY))

    def __init__(self, *args: Any, lines: Iterable[PaymentRunLine], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        self.fields["paid_on"].initial = today
        for line in self.lines:
            words = f"{line.reference} · {line.payee_words} · {format_money(line.money)}"
            self.fields[f"outcome_{line.pk}"] = forms.ChoiceField(label=words, choices=OUTCOMES, initial=PAID)
            self.fields[f"reason_{line.pk}"] = forms.CharField(
                label=_("Motif du rejet (%s)") % line.reference, required=False, max_length=500
            )

    def clean(self) -> dict[str, Any]:
        """Ask why a line was rejected."""
        data = super().clean()
        for line in self.lines:
            rejected = data.get(f"outcome_{line.pk}", PAID) != PAID
            if rejected and not data.get(f"reason_{line.pk}", "").strip():
                self.add_error(f"reason_{line.pk}", _("Dites pourquoi la banque a rejeté cette ligne."))
        return data

    def facts(self) -> dict[str, Any]:
        """Return what goes to the service: the day, and the rejections by line."""
        data, rejections = self.cleaned_data, {}
        for line in self.lines:
            outcome = data[f"outcome_{line.pk}"]
            if outcome != PAID:
                rejections[line.pk] = Rejection(data[f"reason_{line.pk}"], outcome == WRONG_ACCOUNT)
        return {"paid_on": data["paid_on"], "rejections": rejections}
