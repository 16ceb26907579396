"""What the carrier types in the project report, and what the OFQJ answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import MoneyAmountField, OnceForm
from projects.enums import ReportPoint
from projects.models import BudgetLine, ProjectReport

TEXTS = {
    "reached_aims": _("Comparez avec les objectifs du dossier : atteints, en partie, pas atteints, et pourquoi."),
    "partner": _("Ce que chaque structure a apporté, ce qui a bien marché, ce que vous feriez autrement."),
    "difficulties": _("Facultatif. Imprévus, abandons, budget : ce qui aiderait les suivants."),
    "practices": _("Une méthode, un outil, une idée que d’autres peuvent reprendre."),
}


class ReportForm(OnceForm):
    """The narrative and the real amount of each budget line; everything may wait for the next time."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, report: ProjectReport, lines: list[BudgetLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.fields["version"].initial = report.version
        for name, help_text in TEXTS.items():
            self.fields[name] = forms.CharField(
                label=ProjectReport._meta.get_field(name).verbose_name.capitalize(),
                help_text=help_text,
                initial=getattr(report, name),
                required=False,
                max_length=6000,
                widget=forms.Textarea(attrs={"rows": 5}),
            )
        for line in lines:
            label = _("Montant réel : %s") % line.words
            self.fields[f"line_{line.pk}"] = MoneyAmountField(label=label, initial=line.actual_amount, required=False)

    def text_fields(self) -> list[forms.BoundField]:
        """Return the fields of the narrative, in order."""
        return [self[name] for name in TEXTS]

    def line_fields(self) -> list[tuple[BudgetLine, forms.BoundField]]:
        """Return each budget line with its field."""
        return [(line, self[f"line_{line.pk}"]) for line in self.lines]

    def facts(self) -> dict[str, Any]:
        """Return what goes to the service."""
        data = self.cleaned_data
        return {
            "texts": {name: data[name] for name in TEXTS},
            "actual_amounts": {line.pk: data[f"line_{line.pk}"] for line in self.lines},
            "version": data["version"],
        }


class SendBackForm(OnceForm):
    """Which points of the report are to be taken up again."""

    points = forms.MultipleChoiceField(
        label=_("Points à reprendre"), choices=ReportPoint.choices, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Ce que vous attendez"),
        help_text=_("La structure lira ces mots."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    due_on = forms.DateField(
        label=_("À renvoyer avant le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
