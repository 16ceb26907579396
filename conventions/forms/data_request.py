"""What people type about requests for data: what for, which tables, on what basis, by when; and the answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conventions.enums import Body, LegalBasis
from conventions.forms.committee import DATE
from conventions.periods import UnknownPeriod, read_period
from conventions.queries.catalogue import BREAKDOWNS
from ofqj_portal.core.forms import LongTextField, OnceForm


class DataRequestForm(OnceForm):
    """A request in the name of one of the bodies that the writer speaks for."""

    asker = forms.ChoiceField(label=_("Au nom de"))
    asked = forms.ChoiceField(label=_("À qui"), choices=Body.choices)
    purpose = LongTextField(
        label=_("Pour quoi faire"), max_length=2000,
        help_text=_("Ce que vous évaluerez avec ces chiffres, et qui les lira. Ne nommez aucun jeune."),
    )  # fmt: skip
    period = forms.CharField(
        label=_("Période"), max_length=9, help_text=_("2025 pour l’année civile, 2025-2026 du 1er avril au 31 mars.")
    )
    tables = forms.MultipleChoiceField(
        label=_("Tableaux"), widget=forms.CheckboxSelectMultiple,
        choices=[(name, breakdown.label) for name, breakdown in BREAKDOWNS.items()],
        help_text=_("Des effectifs, jamais des personnes ; ceux de moins de cinq sont masqués."),
    )  # fmt: skip
    legal_basis = forms.ChoiceField(label=_("Base légale"), choices=LegalBasis.choices)
    due_on = forms.DateField(label=_("Réponse attendue le"), widget=DATE)
    purge_on = forms.DateField(
        label=_("Fichier effacé le"), widget=DATE, help_text=_("Le portail l’efface ce jour-là ; vous, vos copies.")
    )

    def __init__(self, *args: Any, bodies: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asker"].choices = [(body.value, body.label) for body in Body if body.value in bodies]

    def clean_period(self) -> str:
        """Read the period. Raises ValidationError with the reason in words."""
        try:
            return read_period(self.cleaned_data["period"]).code
        except UnknownPeriod as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class HandOverForm(OnceForm):
    """A word that goes with the file."""

    note = LongTextField(label=_("Un mot avec la réponse"), max_length=2000, required=False, rows=3)


class RefusalForm(OnceForm):
    """Why the data is not given: the asker reads it."""

    reason = LongTextField(label=_("Pourquoi vous refusez"), max_length=2000, rows=3)
