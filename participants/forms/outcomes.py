"""What became of a person: situations, self-assessment; and what she said of JAMO categories and consents."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core import calendar
from ofqj_portal.core.forms import OnceForm
from participants.data_enums import Purpose
from participants.enums import Agreement, Moment, Opportunity, SituationCategory, Statement
from participants.forms.fields import YesNoField, day_field
from participants.queries.consents import Choice


class SituationsForm(forms.Form):
    """A situation and its day for each moment that has come; a moment left empty is not recorded."""

    def __init__(self, *args: Any, moments: list[Moment], known: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moments = moments
        choices = [("", _("Pas encore notée")), *SituationCategory.choices]
        for moment in moments:
            row = known.get(moment)
            self.fields[f"category_{moment}"] = forms.ChoiceField(
                label=moment.label, choices=choices, required=False, initial=row.category if row else ""
            )
            self.fields[f"day_{moment}"] = day_field(
                _("Constatée le (%s)") % str(moment.label).lower(), required=False, latest=calendar.today()
            )
            self.fields[f"day_{moment}"].initial = row.observed_on if row else None

    def clean(self) -> dict[str, Any]:
        """Take today for a day left empty."""
        data = super().clean() or self.cleaned_data
        for moment in self.moments:
            if data.get(f"category_{moment}") and f"day_{moment}" not in self.errors:
                data[f"day_{moment}"] = data.get(f"day_{moment}") or calendar.today()
        return data

    def changed(self) -> list[tuple[Moment, SituationCategory, Any]]:
        """Return (moment, situation, day) for each moment that was filled in or corrected."""
        data, touched = self.cleaned_data, set(self.changed_data)
        return [
            (moment, SituationCategory(data[f"category_{moment}"]), data[f"day_{moment}"])
            for moment in self.moments
            if data.get(f"category_{moment}") and touched & {f"category_{moment}", f"day_{moment}"}
        ]

    def pairs(self) -> list[tuple[Any, Any]]:
        """Return the two fields of each moment, to be laid out side by side."""
        return [(self[f"category_{moment}"], self[f"day_{moment}"]) for moment in self.moments]


class AssessmentForm(OnceForm):
    """Five statements on a scale of four; each may stay without an answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Sans réponse")), *((str(value), label) for value, label in Agreement.choices)]
        for statement in Statement:
            self.fields[statement.value] = forms.TypedChoiceField(
                label=statement.label,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        self.fields["answered_on"] = day_field(_("Répondu le"), latest=calendar.today())

    def answers(self) -> dict[Statement, int | None]:
        """Return the answers, as the service takes them."""
        return {statement: self.cleaned_data[statement.value] for statement in Statement}


class OpportunitiesForm(OnceForm):
    """The eight categories, or none, or no answer. No free text, on purpose."""

    codes = forms.MultipleChoiceField(
        label=gettext_lazy("Ce que la personne reconnaît vivre"),
        choices=Opportunity.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Plusieurs réponses possibles. Aucune case cochée : aucune catégorie."),
    )
    is_declined = forms.BooleanField(label=gettext_lazy("Ne souhaite pas répondre"), required=False)


class NoticeForm(OnceForm):
    """The day the person got the information about her data."""

    given_on = day_field(gettext_lazy("Information remise le"))


class ConsentForm(OnceForm):
    """A yes, a no, or nothing yet, for each purpose, under the exact words to read with the person."""

    answered_on = day_field(gettext_lazy("Réponses données le"))

    def __init__(self, *args: Any, choices: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for choice in choices:
            said = choice.answer.is_given if choice.answer else None
            self.fields[choice.purpose.value] = YesNoField(
                label=choice.label, initial=said, help_text=f"{choice.text.body} ({choice.text.version})"
            )
        self.fields["answered_on"] = day_field(_("Réponses données le"), latest=calendar.today())
        self.fields["answered_on"].initial = calendar.today()

    def answers(self) -> dict[Purpose, bool]:
        """Return the purposes that got a yes or a no."""
        found = {purpose: self.cleaned_data.get(purpose.value) for purpose in Purpose}
        return {purpose: answer for purpose, answer in found.items() if answer is not None}
