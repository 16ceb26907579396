"""What an officer types: an opinion, a request for complements, a colleague."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from projects.enums import Opinion
from projects.models import Criterion, Project, Review
from projects.programmes import spec_of
from projects.queries.queue import officers_of
from projects.sections import field_choices

SCORE = "note_"


class ReviewForm(OnceForm):
    """An opinion and what it rests on."""

    opinion = forms.ChoiceField(label=_("Votre avis"), choices=Opinion.choices, widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("Ce qui le fonde"),
        help_text=_("Quelques phrases. La personne qui décide les lira ; la structure ne les voit pas."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, grid: Sequence[Criterion] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grid = grid
        for criterion in grid:
            self.fields[f"{SCORE}{criterion.code}"] = _score_field(criterion)
        last = [name for name in ("opinion", "comment", "form_token") if name in self.fields]
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def clean(self) -> dict[str, Any]:
        """Gather the scores under one name, by code of criterion."""
        data = super().clean()
        data["scores"] = {criterion.code: data.pop(f"{SCORE}{criterion.code}", None) for criterion in self.grid}
        return data


def scores_shown(review: Review) -> dict[str, Any]:
    """Return what the form of an opinion already given starts with."""
    scores = {f"{SCORE}{code}": score for code, score in review.scores.items()}
    return {"opinion": review.opinion, "comment": review.comment} | scores


def _score_field(criterion: Criterion) -> forms.IntegerField:
    words = {"scale": criterion.scale, "weight": criterion.weight}
    said = _("De 0 à %(scale)d. Poids : %(weight)d.") % words
    return forms.IntegerField(
        label=criterion.label,
        help_text=f"{criterion.help} {said}".strip(),
        min_value=0,
        max_value=criterion.scale,
        required=criterion.required,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "court"}),
    )


class ComplementsForm(OnceForm):
    """Which fields are re-opened, why, and until which day."""

    reason = forms.CharField(
        label=_("Ce qui manque"),
        help_text=_("La structure lira ces mots. Dites ce que vous attendez, en phrases courtes."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    due_on = forms.DateField(
        label=_("À répondre avant la fin du"),
        help_text=_("Jusqu’à 23 h 59, dans le fuseau de l’appel. Ensuite la réponse est en retard, jamais refusée."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    fields_asked = forms.MultipleChoiceField(
        label=_("Champs rouverts"),
        help_text=_("La structure ne pourra modifier que ceux-là."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fields_asked"].choices = field_choices(spec_of(project.call_rules.programme).left_out)

    def clean(self) -> dict[str, Any]:
        """Name the fields as the service does."""
        data = super().clean()
        if "fields_asked" in data:
            data["fields"] = data.pop("fields_asked")
        return data


class PauseForm(OnceForm):
    """Until when the carriers are left in peace, and why."""

    until = forms.DateField(
        label=_("Dernier jour sans relance"),
        help_text=_("Les échéances ne bougent pas\u00a0: seuls les messages attendent."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Motif"),
        help_text=_("Vos collègues le liront\u00a0; la structure ne le voit pas. Pas de détail sur une personne."),
        max_length=300,
    )


class AssignForm(OnceForm):
    """The colleague who takes the dossier."""

    officer = forms.ModelChoiceField(None, label=_("Personne chargée du dossier"), empty_label=None)

    def __init__(self, *args: Any, sections: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers_of(sections)
