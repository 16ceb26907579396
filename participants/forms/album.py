"""What a structure says of a picture or of words it joins to the report of a stay."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from participants.data_enums import Purpose
from participants.enums import PhotoShows
from participants.models import Participation
from participants.models.album import QUOTE_MAX
from participants.queries.album import who_left
from projects.models import Project


class _FirstNames(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Participation) -> str:
        return str(obj.participant)


class _FirstName(forms.ModelChoiceField):
    def label_from_instance(self, obj: Participation) -> str:
        return str(obj.participant)


class PhotoForm(OnceForm):
    """A picture, what it shows, and whom."""

    file = forms.FileField(label=_("Photo"), allow_empty_file=True, max_length=200)
    alternative = forms.CharField(
        label=_("Ce qu’on voit sur la photo"),
        help_text=_("Une phrase, pour qui ne la voit pas. Sans nom de famille."),
        max_length=200,
    )
    shows = forms.ChoiceField(label=_("Reconnaît-on quelqu’un ?"), choices=PhotoShows.choices, widget=forms.RadioSelect)
    people = _FirstNames(
        None,
        label=_("Jeunes qu’on reconnaît"),
        help_text=_(
            "Qui n’a pas dit oui à l’image n’est pas dans la liste : si on le reconnaît, ne joignez pas la photo."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rights_stated = forms.BooleanField(
        label=_("Les adultes qu’on reconnaît sont d’accord, et nous avons le droit de partager cette photo"),
        required=False,
    )

    def __init__(self, *args: Any, project: Project, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = who_left(project, Purpose.IMAGE, on=on)
        self.fields["file"].error_messages["max_length"] = _("Le nom du fichier est trop long : raccourcissez-le.")

    def clean(self) -> dict[str, Any]:
        """Hand the people as a list."""
        data = super().clean()
        data["people"] = list(data.get("people") or [])
        return data


class QuoteForm(OnceForm):
    """Words about the stay, and whose."""

    words = forms.CharField(
        label=_("Ses mots, tels qu’elle ou il les a dits"),
        help_text=_("Quelques phrases. Aucun nom de famille, aucun détail de santé ou de situation."),
        max_length=QUOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    participation = _FirstName(
        None,
        label=_("Qui parle ?"),
        help_text=_("Sont proposées les personnes qui ont dit oui à la publication de leurs mots, sous leur prénom."),
        required=False,
        empty_label=_("Personne n’est nommé : des mots qu’on ne peut pas reconnaître"),
    )

    def __init__(self, *args: Any, project: Project, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participation"].queryset = who_left(project, Purpose.TESTIMONY, on=on)
