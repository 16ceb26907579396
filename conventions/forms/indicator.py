"""What people type about indicators: which to follow, their words, where each should be in a year."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from conventions.models import Indicator, IndicatorSet, IndicatorTarget
from conventions.queries.catalogue import BREAKDOWNS, LIBRARY
from conventions.services.indicators import Aim
from ofqj_portal.core.forms import LongTextField, OnceForm


class IndicatorSetForm(OnceForm):
    """The next version: its title, its first year, and what it takes from the library."""

    title = forms.CharField(label=_("Titre"), max_length=120)
    from_year = forms.IntegerField(label=_("À partir de l’année"), min_value=2024, max_value=2099)
    codes = forms.MultipleChoiceField(
        label=_("Indicateurs de la bibliothèque"), widget=forms.CheckboxSelectMultiple,
        choices=[(code, figure.label) for code, figure in LIBRARY.items()],
    )  # fmt: skip


class IndicatorWordsForm(OnceForm):
    """The words of an indicator. What is computed stays what its code computes."""

    label = forms.CharField(label=_("Intitulé"), max_length=120)
    definition = LongTextField(label=_("Définition"), max_length=1000)
    formula = LongTextField(label=_("Calcul"), max_length=1000, rows=2)
    source = forms.CharField(label=_("Source de vérification"), max_length=200)
    disaggregations = forms.MultipleChoiceField(
        label=_("Se détaille par"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(name, breakdown.label) for name, breakdown in BREAKDOWNS.items()],
    )  # fmt: skip

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        names = ("label", "definition", "formula", "source", "disaggregations")
        kwargs["initial"] = {name: getattr(indicator, name) for name in names}
        super().__init__(*args, **kwargs)


class TargetsForm(OnceForm):
    """The baseline and the target of each indicator of a set, for one year."""

    def __init__(
        self, *args: Any, indicator_set: IndicatorSet, targets: dict[int, IndicatorTarget], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = list(indicator_set.indicators.order_by("position"))
        for indicator in self.indicators:
            known, words = targets.get(indicator.pk), {"label": indicator.label, "unit": indicator.unit}
            self.fields[f"baseline_{indicator.pk}"] = self._number(
                _t("%(label)s : point de départ (%(unit)s)") % words, known.baseline if known else None
            )
            self.fields[f"target_{indicator.pk}"] = self._number(
                _t("%(label)s : cible (%(unit)s)") % words, known.target if known else None
            )

    def _number(self, label: str, value: Any) -> forms.DecimalField:
        return forms.DecimalField(
            label=label, required=False, min_value=0, max_value=1_000_000, max_digits=8, decimal_places=1,
            initial=None if value is None else value.normalize(), localize=True,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Gather an aim for each indicator."""
        data = super().clean()
        aims = {row.pk: Aim(data.get(f"baseline_{row.pk}"), data.get(f"target_{row.pk}")) for row in self.indicators}
        return {"aims": aims}
