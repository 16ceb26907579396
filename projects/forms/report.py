"""What the carrier types in the project report, and what the OFQJ answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import MoneyAmountField, OnceForm
from projects.enums import ReportPoint
from projects.models import BudgetLine, Project, ProjectReport
from projects.queries.report_content import open_points, points_of, texts_of

HELP = {
    "reached_aims": _("Comparez avec les objectifs du dossier : atteints, en partie, pas atteints, et pourquoi."),
    "partner": _("Ce que chaque structure a apporté, ce qui a bien marché, ce que vous feriez autrement."),
    "difficulties": _("Facultatif. Imprévus, abandons, budget : ce qui aiderait les suivants."),
    "practices": _(
        "Une méthode, un outil, une idée que d’autres peuvent reprendre. Une fois le bilan accepté, ces mots se lisent"
        " sur la fiche des structures du projet : ne nommez personne."
    ),
    "brought_back": _(
        "Ce que vous avez vu de l’autre côté et que votre structure va essayer. Une fois le bilan accepté, ces mots se"
        " lisent sur la fiche des structures du projet : ne nommez personne."
    ),
}


class ReportForm(OnceForm):
    """The narrative and the real amount of each budget line; everything may wait for the next time.

    Once the report was sent back, it holds the named points alone.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, project: Project, report: ProjectReport, lines: list[BudgetLine], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        points = open_points(project, report)
        self.lines = lines if ReportPoint.BUDGET in points else []
        self.texts = [name for name in texts_of(project) if name in points]
        self.fields["version"].initial = report.version
        for name in self.texts:
            self.fields[name] = forms.CharField(
                label=ProjectReport._meta.get_field(name).verbose_name.capitalize(),
                help_text=HELP[name],
                initial=getattr(report, name),
                required=False,
                max_length=6000,
                widget=forms.Textarea(attrs={"rows": 5}),
            )
        if ReportPoint.HOURS in points:
            self.fields["hours_done"] = _hours_field(project, report)
        for line in self.lines:
            self._add_line(line)

    def _add_line(self, line: BudgetLine) -> None:
        label, why = _("Montant réel : %s") % line.words, _("Ce qui explique l’écart : %s") % line.words
        self.fields[f"line_{line.pk}"] = MoneyAmountField(label=label, initial=line.actual_amount, required=False)
        self.fields[f"reason_{line.pk}"] = forms.CharField(
            label=why, initial=line.actual_reason, required=False, max_length=300
        )

    def text_fields(self) -> list[forms.BoundField]:
        """Return the fields of the narrative, in order."""
        return [self[name] for name in (*self.texts, "hours_done") if name in self.fields]

    def line_fields(self) -> list[tuple[BudgetLine, forms.BoundField, forms.BoundField]]:
        """Return each budget line with the field of its amount and the one of what explains it."""
        return [(line, self[f"line_{line.pk}"], self[f"reason_{line.pk}"]) for line in self.lines]

    def facts(self) -> dict[str, Any]:
        """Return what goes to the service."""
        data = self.cleaned_data
        return {
            "texts": {name: data[name] for name in self.texts},
            "actual_amounts": {line.pk: data[f"line_{line.pk}"] for line in self.lines},
            "reasons": {line.pk: data[f"reason_{line.pk}"] for line in self.lines},
            "hours_done": data.get("hours_done"),
            "version": data["version"],
        }


def _hours_field(project: Project, report: ProjectReport) -> forms.IntegerField:
    planned = project.preparation_hours
    return forms.IntegerField(
        label=_("Heures de préparation faites"),
        help_text=_("Prévues au dossier : %d.") % planned if planned else _("En moyenne, par jeune."),
        initial=report.hours_done,
        required=False,
        min_value=0,
        max_value=5000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "court"}),
    )


class LateReportForm(ReportForm):
    """The same, completed by the OFQJ in the carrier's place."""

    why = forms.CharField(
        label=_("Pourquoi vous le complétez"),
        help_text=_("Ces mots restent sur le bilan, et la structure les lira."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def facts(self) -> dict[str, Any]:
        """Return what goes to the service."""
        return super().facts() | {"why": self.cleaned_data["why"]}


class SendBackForm(OnceForm):
    """Which points of the report are to be taken up again."""

    points = forms.MultipleChoiceField(
        label=_("Points à reprendre"),
        help_text=_("La structure ne pourra modifier que ceux-là."),
        choices=ReportPoint.choices,
        widget=forms.CheckboxSelectMultiple,
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

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"].choices = [(point, ReportPoint(point).label) for point in points_of(project)]
