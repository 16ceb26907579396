"""What deciders try in a session: one answer a dossier, its amount, its words."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import MoneyAmountField, OnceForm
from projects.enums import SAYS_YES, DecisionState
from projects.queries.session import SessionRow
from projects.services.session import Tried

ANSWERS = [
    ("", _("Pas encore")),
    (DecisionState.YES, _("Oui")),
    (DecisionState.CONDITIONAL_YES, _("Oui, sous conditions")),
    (DecisionState.NO, _("Non")),
    (DecisionState.NO_ACTION, _("Sans suite")),
]


class SessionForm(OnceForm):
    """One line for each dossier of the ranking."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, rows: Sequence[SessionRow], currency: str, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [row for row in rows if not row.reviewed_by_me]
        self.fields["seen"].initial = version
        for row in self.rows:
            self._add(row, currency)

    def _add(self, row: SessionRow, currency: str) -> None:
        trial, key, title = row.trial, row.project.pk, row.project.title
        self.fields[f"answer_{key}"] = forms.ChoiceField(
            label=_("Réponse : %s") % title,
            choices=ANSWERS,
            required=False,
            initial=trial.answer if trial else "",
            widget=forms.Select(attrs={"class": "form-select", "data-reponse": ""}),
        )
        self.fields[f"amount_{key}"] = MoneyAmountField(
            currency=currency,
            label=_("Montant : %s") % title,
            required=False,
            initial=trial.amount if trial and trial.amount is not None else row.asked.amount,
            min_amount=Decimal("0.01"),
        )
        self.fields[f"amount_{key}"].widget.attrs |= {"class": "form-control", "data-montant": ""}
        for name, label in (("motive", _("Pourquoi : %s")), ("conditions", _("Conditions, une par ligne : %s"))):
            self.fields[f"{name}_{key}"] = forms.CharField(
                label=label % title,
                required=False,
                max_length=4000,
                initial=getattr(trial, name) if trial else "",
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            )

    def lines(self, rows: Sequence[SessionRow]) -> list[tuple[SessionRow, list[Any]]]:
        """Give each dossier with its fields; none for one that somebody else decides."""
        names = ("answer", "amount", "motive", "conditions")
        own = {row.project.pk for row in self.rows}
        return [
            (row, [self[f"{name}_{row.project.pk}"] for name in names] if row.project.pk in own else []) for row in rows
        ]

    def tried(self) -> dict[int, Tried]:
        """Return what is tried, by key of dossier."""
        return {row.project.pk: self._tried(row.project.pk) for row in self.rows}

    def _tried(self, key: int) -> Tried:
        data = self.cleaned_data
        answer = data.get(f"answer_{key}", "")
        amount = data.get(f"amount_{key}") if answer in SAYS_YES else None
        return Tried(answer, amount, data.get(f"motive_{key}", ""), data.get(f"conditions_{key}", ""))
