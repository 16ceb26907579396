"""The plan of a return: two days for each kind of step, the first of which puts it in the plan."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ofqj_portal.core.forms import OnceForm
from participants.enums import ReturnStepKind
from participants.forms.fields import day_field
from participants.models import ReturnStep
from participants.queries.return_plan import plan_mark
from participants.services.return_plan import PlannedReturn


class ReturnPlanForm(OnceForm):
    """Every kind of step, with the day by which it is planned and the day it was done."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput, label="", required=False)

    def __init__(self, *args: Any, steps: Mapping[str, ReturnStep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = plan_mark(steps)
        for kind in ReturnStepKind:
            step = steps.get(kind)
            self.fields[f"due_{kind}"] = day_field(_("Pour le"), required=False)
            self.fields[f"done_{kind}"] = day_field(_("Fait le"), required=False)
            self.fields[f"due_{kind}"].initial = step.due_on if step else None
            self.fields[f"done_{kind}"].initial = step.done_on if step else None

    def clean(self) -> dict[str, Any]:
        """Want a day planned for what is done."""
        data = super().clean()
        for kind in ReturnStepKind:
            if data.get(f"done_{kind}") and not data.get(f"due_{kind}") and f"due_{kind}" not in self.errors:
                self.add_error(f"due_{kind}", _("Notez aussi pour quand cette étape était prévue."))
        return data

    def lines(self) -> list[tuple[str, Any, Any]]:
        """Return each kind with its two fields, to be laid out."""
        return [(str(kind.label), self[f"due_{kind}"], self[f"done_{kind}"]) for kind in ReturnStepKind]

    def steps(self) -> dict[ReturnStepKind, PlannedReturn]:
        """Return what was typed, as the service takes it."""
        data = self.cleaned_data
        return {
            kind: PlannedReturn(data[f"due_{kind}"], data[f"done_{kind}"])
            for kind in ReturnStepKind
            if data.get(f"due_{kind}")
        }
