"""What a decider types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import MoneyAmountField, OnceForm
from ofqj_portal.core.money import Money
from projects.enums import SAYS_YES, DecisionState

ANSWERS = [
    (DecisionState.YES, _("Oui")),
    (DecisionState.CONDITIONAL_YES, _("Oui, sous conditions (l’argent est mis de côté)")),
    (DecisionState.NO, _("Non")),
    (DecisionState.NO_ACTION, _("Classer sans suite")),
]
_LETTER = _("La structure lira ces mots dans son courrier.")


class AnswerForm(OnceForm):
    """One section's answer; each answer asks for its own fields."""

    answer = forms.ChoiceField(label=_("La réponse de votre section"), choices=ANSWERS, widget=forms.RadioSelect)
    amount = MoneyAmountField(label=_("Montant accordé"), required=False, help_text=_("Pour un oui seulement."))
    conditions = forms.CharField(
        label=_("Conditions à remplir"),
        help_text=_("Pour un oui sous conditions. La structure lira ces mots dans son courrier."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    motive = forms.CharField(
        label=_("Pourquoi cette réponse"),
        help_text=_("Obligatoire, sauf pour un oui entier. La structure lira ces mots dans son courrier."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, asked: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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

    def facts(self) -> dict[str, Any]:
        """Return what goes to the service of the chosen answer."""
        data = self.cleaned_data
        wanted = {
            DecisionState.YES: ("amount", "motive"),
            DecisionState.CONDITIONAL_YES: ("amount", "conditions", "motive"),
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
    """Whether the structure did what was asked."""

    met = forms.ChoiceField(
        label=_("La structure a-t-elle rempli les conditions ?"),
        choices=[("yes", _("Oui : l’accord est entier")), ("no", _("Non, et le temps est passé : l’aide est refusée"))],
        widget=forms.RadioSelect,
    )
    motive = forms.CharField(
        label=_("Quelle condition n’est pas remplie"),
        help_text=_LETTER,
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask why, when the answer is no."""
        data = super().clean()
        if data.get("met") == "no" and not data.get("motive", "").strip():
            self.add_error("motive", _("Dites quelle condition n’est pas remplie."))
        return data


class CancelForm(OnceForm):
    """Why a project will not take place."""

    reason = forms.CharField(
        label=_("Pourquoi le projet est annulé"),
        help_text=_("Ce motif reste dans le dossier."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
