"""What deciders try in a session: one answer a dossier, its amount, its words."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import MoneyAmountField, OnceForm
from projects.enums import SAYS_YES, DecisionState
from projects.queries.session import SessionRow
from projects.services.cuts import Cut, words_against
from projects.services.session import Tried

FREE_CUTS = 2  # empty lines of reductions, beside those already tried
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
        self.slots: dict[int, int] = {}  # by key of dossier, how many reductions may be typed
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
        self.fields[f"due_on_{key}"] = forms.DateField(
            label=_("Conditions à remplir avant la fin du (sans date, la veille du départ)"),
            required=False,
            initial=trial.due_on if trial else None,
            widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        )
        self._add_cuts(row, currency)

    def _add_cuts(self, row: SessionRow, currency: str) -> None:
        kept, key = row.trial.cuts if row.trial else [], row.project.pk
        choices = [("", _("Choisissez une ligne")), *((line.pk, line.words) for line in row.charges)]
        select = {"class": "form-select"}
        self.slots[key] = len(kept) + FREE_CUTS if row.charges else 0
        for n in range(self.slots[key]):
            said = kept[n] if n < len(kept) else {}
            self.fields[f"line_{key}_{n}"] = forms.TypedChoiceField(
                label=_("Ligne du budget"),
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                initial=said.get("line", ""),
                widget=forms.Select(attrs=select),
            )
            self.fields[f"cut_{key}_{n}"] = MoneyAmountField(
                currency=currency,
                label=_("Retiré (%s)") % currency,
                required=False,
                initial=Decimal(said["amount"]) if said else None,
                min_amount=Decimal("0.01"),
            )
            self.fields[f"cut_{key}_{n}"].widget.attrs |= {"class": "form-control"}
            self.fields[f"why_{key}_{n}"] = forms.CharField(
                label=_("Pourquoi cette réduction"),
                required=False,
                max_length=300,
                initial=said.get("reason", ""),
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )

    def clean(self) -> dict[str, Any]:
        """Have each reduction whole, and their sum make up what is not awarded."""
        data = super().clean()
        for row in self.rows:
            self._check_cuts(row, data)
        return data

    def _check_cuts(self, row: SessionRow, data: dict[str, Any]) -> None:
        key, amount = row.project.pk, data.get(f"amount_{row.project.pk}")
        if data.get(f"answer_{key}", "") not in SAYS_YES:
            return
        cuts, whole = self._cuts(key, data), True
        for n in range(self.slots[key]):
            line, said = (
                data.get(f"line_{key}_{n}"),
                (data.get(f"cut_{key}_{n}"), data.get(f"why_{key}_{n}", "").strip()),
            )
            if any(said) and line is None:
                self.add_error(f"line_{key}_{n}", _("Dites sur quelle ligne."))
                whole = False
        if whole and cuts and amount is not None:
            facts = {"asked": row.asked.amount, "awarded": amount.amount, "currency": row.asked.currency}
            if refusal := words_against(cuts, **facts):
                self.add_error(f"amount_{key}", refusal)

    def _cuts(self, key: int, data: dict[str, Any]) -> list[Cut]:
        said = [
            (data.get(f"line_{key}_{n}"), data.get(f"cut_{key}_{n}"), data.get(f"why_{key}_{n}", ""))
            for n in range(self.slots[key])
        ]
        return [Cut(line, amount.amount if amount else Decimal(0), why) for line, amount, why in said if line]

    def lines(self, rows: Sequence[SessionRow]) -> list[tuple[SessionRow, list[Any], list[Any]]]:
        """Give each dossier with its fields and those of its reductions; none for one that somebody else decides."""
        return [(row, self._own(row.project.pk), self._cut_fields(row.project.pk)) for row in rows]

    def _own(self, key: int) -> list[Any]:
        names = ("answer", "amount", "motive", "conditions", "due_on")
        return [self[f"{name}_{key}"] for name in names] if key in self.slots else []

    def _cut_fields(self, key: int) -> list[list[Any]]:
        return [[self[f"{name}_{key}_{n}"] for name in ("line", "cut", "why")] for n in range(self.slots.get(key, 0))]

    def tried(self) -> dict[int, Tried]:
        """Return what is tried, by key of dossier."""
        return {row.project.pk: self._tried(row.project.pk) for row in self.rows}

    def _tried(self, key: int) -> Tried:
        data = self.cleaned_data
        answer = data.get(f"answer_{key}", "")
        amount = data.get(f"amount_{key}") if answer in SAYS_YES else None
        words = data.get(f"motive_{key}", ""), data.get(f"conditions_{key}", "")
        return Tried(answer, amount, *words, data.get(f"due_on_{key}"), self._cuts(key, data))
