"""What a team writes for itself: a note, the labels of a dossier."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from projects.models import Label, Project
from projects.queries.team import labels_of


class NoteForm(OnceForm):
    """One note."""

    body = forms.CharField(
        label=_("Note pour votre équipe"),
        help_text=_("Lue par votre section seulement, jamais par les structures. Pas de détail sur la vie d’un jeune."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="note_%s", **kwargs)  # beside the other forms of the desk


class LabelsForm(OnceForm):
    """The labels that one section puts on a dossier."""

    labels = forms.ModelMultipleChoiceField(
        Label.objects.none(), label=_("Étiquettes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    new = forms.CharField(
        label=_("Nouvelle étiquette"),
        help_text=_("Un ou deux mots. Une étiquette que plus aucun dossier ne porte disparaît."),
        max_length=40,
        required=False,
    )

    def __init__(self, *args: Any, project: Project, section: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["labels"].queryset = Label.objects.of_sections([section])
        self.fields["labels"].initial = labels_of(project, [section])
        if not self.fields["labels"].queryset:
            del self.fields["labels"]

    def clean(self) -> dict[str, Any]:
        """Give no label when there is none to choose."""
        data = super().clean()
        data.setdefault("labels", [])
        return data
