"""What a decider types."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import MoneyAmountField, OnceForm
from ofqj_portal.core.money import Money
from projects.enums import SAYS_YES, DecisionState
from projects.models import BudgetLine, Condition
from projects.services.cuts import Cut

ANSWERS = [
    (DecisionState.YES, _("Oui")),
    (DecisionState.CONDITIONAL_YES, _("Oui, sous conditions (l’argent est mis de côté)")),
    (DecisionState.NO, _("Non")),
    (DecisionState.NO_ACTION, _("Classer sans suite")),
]
_LETTER_NOT = _("La structure lira ces mots.")


class AnswerForm(OnceForm):
    """One section's answer; each answer asks for its own fields."""

    answer = forms.ChoiceField(label=_("La réponse de votre section"), choices=ANSWERS, widget=forms.RadioSelect)
    amount = MoneyAmountField(label=_("Montant accordé"), required=False, help_text=_("Pour un oui seulement."))
    conditions = forms.CharField(
        label=_("Conditions à remplir"),
        help_text=_("Pour un oui sous conditions. Une par ligne\u00a0: la structure répond à chacune dans le portail."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_on = forms.DateField(
        label=_("Conditions à remplir avant la fin du"),
        help_text=_("Pour un oui sous conditions. Sans date\u00a0: la veille du départ."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    motive = forms.CharField(
        label=_("Pourquoi cette réponse"),
        help_text=_("Obligatoire, sauf pour un oui entier. La structure lira ces mots dans son courrier."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, asked: Money, charges: Sequence[BudgetLine] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.charges = charges
        for line in charges:
            label = _("Réduction (%s)") % asked.currency
            self.fields[f"cut_{line.pk}"] = MoneyAmountField(label=label, required=False)
            self.fields[f"why_{line.pk}"] = forms.CharField(label=_("Pourquoi"), required=False, max_length=300)
        self.fields["amount"].currency = asked.currency
        self.fields["amount"].initial = asked.amount
        self.fields["amount"].label = _("Montant accordé (%s)") % asked.currency

    def clean(self) -> dict[str, Any]:
        """Ask for what the answer needs, and leave out what it does not."""
        data = super().clean()
        answer = data.get("answer")
        if answer in SAYS_YES and "amount" in data and data["amount"] is None:
            self.add_error("amount", _("Dites combien vous accordez."))
        if answer == DecisionState.CONDITIONAL_YES and not data.get("conditions", "").strip():
            self.add_error("conditions", _("Écrivez les conditions que la structure doit remplir."))
        if answer not in {None, DecisionState.YES} and not data.get("motive", "").strip():
            self.add_error("motive", _("Dites pourquoi : la structure lira ce motif dans son courrier."))
        return data

    def main_fields(self) -> list[Any]:
        """Return the fields of the answer itself, without those of the reductions."""
        return [field for field in self.visible_fields() if not field.name.startswith(("cut_", "why_"))]

    def cut_lines(self) -> list[tuple[BudgetLine, Any, Any]]:
        """Return each charge with its two fields: how much is taken off, and why."""
        return [(line, self[f"cut_{line.pk}"], self[f"why_{line.pk}"]) for line in self.charges]

    def has_cuts(self) -> bool:
        """Say whether something is typed or wrong among the reductions."""
        return any(cut.value() or why.value() or cut.errors for _line, cut, why in self.cut_lines())

    def _cuts(self) -> list[Cut]:
        data = self.cleaned_data
        typed = [(line.pk, data.get(f"cut_{line.pk}"), data.get(f"why_{line.pk}", "")) for line in self.charges]
        return [Cut(pk, amount or Decimal(0), why) for pk, amount, why in typed if amount or why.strip()]

    def facts(self) -> dict[str, Any]:
        """Return what goes to the service of the chosen answer."""
        data = self.cleaned_data | {"cuts": self._cuts()}
        wanted = {
            DecisionState.YES: ("amount", "motive", "cuts"),
            DecisionState.CONDITIONAL_YES: ("amount", "conditions", "due_on", "motive", "cuts"),
        }
        return {name: data[name] for name in wanted.get(data["answer"], ("motive",))}


class UndoForm(OnceForm):
    """Why a decision is taken back."""

    reason = forms.CharField(
        label=_("Pourquoi la reprendre"),
        help_text=_("Ce motif reste dans l’historique, avec votre nom. La structure ne le lit pas."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ConditionForm(OnceForm):
    """What the section makes of the answers to its conditions: one by one, or all at once."""

    met = forms.ChoiceField(
        label=_("La structure a-t-elle rempli les conditions ?"),
        choices=[
            ("each", _("Je réponds condition par condition")),
            ("yes", _("Oui, toutes : l’accord est entier")),
            ("no", _("Non, et le temps est passé : l’aide est refusée")),
        ],
        initial="each",
        widget=forms.RadioSelect,
    )
    motive = forms.CharField(
        label=_("Quelle condition n’est pas remplie"),
        help_text=_("Pour un refus. La structure lira ces mots dans son courrier."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, conditions: Sequence[Condition] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conditions = conditions
        for row in conditions:
            self.fields[f"verdict_{row.pk}"] = _verdict(row)
            self.fields[f"missing_{row.pk}"] = _missing(row)
        judged = [name for row in conditions for name in (f"verdict_{row.pk}", f"missing_{row.pk}")]
        self.order_fields(["met", *judged, "motive"])
        if not conditions:
            self.fields["met"].choices = self.fields["met"].choices[1:]
            self.fields["met"].initial = None

    def clean(self) -> dict[str, Any]:
        """Ask why, when the answer is no, or for words where something is missing."""
        data = super().clean()
        if data.get("met") == "no" and not data.get("motive", "").strip():
            self.add_error("motive", _("Dites quelle condition n’est pas remplie."))
        if data.get("met") == "each":
            if not self.lifted() and not self.missing():
                self.add_error(None, _("Dites pour au moins une condition si elle est remplie, ou ce qui manque."))
            for row in self.conditions:
                if row.pk in self.missing() and not self.missing()[row.pk].strip():
                    self.add_error(f"missing_{row.pk}", _("Dites ce qui manque : la structure lira ces mots."))
        return data

    def lifted(self) -> list[int]:
        """Return the keys of the conditions that are met."""
        return [row.pk for row in self.conditions if self.cleaned_data.get(f"verdict_{row.pk}") == "lifted"]

    def missing(self) -> dict[int, str]:
        """Return what is missing, by key of condition."""
        rows = [row.pk for row in self.conditions if self.cleaned_data.get(f"verdict_{row.pk}") == "missing"]
        return {pk: self.cleaned_data.get(f"missing_{pk}", "") for pk in rows}


def _verdict(row: Condition) -> forms.ChoiceField:
    choices = [("", _("Laisser en attente")), ("lifted", _("Remplie"))]
    if row.answered_at:
        choices.append(("missing", _("Il manque quelque chose")))
    return forms.ChoiceField(label=row.text, choices=choices, required=False)


def _missing(row: Condition) -> forms.CharField:
    label = _("Ce qui manque, condition %d") % row.position
    return forms.CharField(label=label, required=False, max_length=2000, help_text=_LETTER_NOT)


class AnswerConditionForm(OnceForm):
    """What the carrier answers to one condition: words, a file, or both."""

    answer = forms.CharField(
        label=_("Votre réponse"),
        help_text=_("Quelques phrases. L’OFQJ les lira."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    file = forms.FileField(
        label=_("Fichier, s’il en faut un"),
        help_text=_("Il sera rangé avec les pièces du dossier."),
        required=False,
        allow_empty_file=True,
        max_length=200,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages["max_length"] = _("Le nom du fichier est trop long : raccourcissez-le.")

    def clean(self) -> dict[str, Any]:
        """Ask for something, and give the file as the service takes it."""
        data = super().clean()
        upload = data.pop("file", None)
        if not upload and not data.get("answer", "").strip() and not self.errors:
            self.add_error("answer", _("Répondez par quelques mots, ou joignez un fichier."))
        data["content"] = upload.read() if upload else None
        data["name"] = upload.name if upload else ""
        return data


class CancelForm(OnceForm):
    """Why a project will not take place."""

    reason = forms.CharField(
        label=_("Pourquoi le projet est annulé"),
        help_text=_("Ce motif reste dans le dossier."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
