"""What people type about meetings: changes, points, documents, minutes, actions, resolutions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conventions.enums import Body
from conventions.forms.committee import DATE, MeetingForm
from conventions.models import Mandate, Meeting
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.forms import OnceForm

MAX_MINUTES = 40_000


class MeetingChangeForm(MeetingForm):
    """A meeting still to come, as it stands; `seen_sequence` tells whether somebody changed it meanwhile."""

    secretary = forms.ModelChoiceField(label=_("Secrétaire de séance"), queryset=None, required=False)
    seen_sequence = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        local = meeting.meets_at.astimezone(PARIS)
        kwargs["initial"] = {
            "title": meeting.title, "place": meeting.place, "meets_on": local.date(), "meets_time": local.time(),
            "zone": "Europe/Paris", "secretary": meeting.secretary, "seen_sequence": meeting.sequence,
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        seats = Mandate.objects.filter(committee=meeting.committee).current(local.date()).select_related("user")
        self.fields["secretary"].queryset = seats


class ReasonForm(OnceForm):
    """Why a meeting is cancelled: said to whoever was invited."""

    reason = forms.CharField(label=_("Pourquoi"), max_length=300)


class ItemForm(OnceForm):
    """One point of an agenda."""

    title = forms.CharField(label=_("Point"), max_length=160)
    note = forms.CharField(
        label=_("Pour préparer"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DocumentForm(OnceForm):
    """A PDF joined to a point."""

    title = forms.CharField(label=_("Titre"), max_length=120)
    file = forms.FileField(label=_("Fichier PDF"), widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}))


class AttendanceForm(OnceForm):
    """Who is there."""

    present = forms.ModelMultipleChoiceField(
        label=_("Présents"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, initial={"present": list(meeting.present.all())}, **kwargs)
        day = meeting.meets_at.astimezone(PARIS).date()
        seats = Mandate.objects.filter(committee=meeting.committee).current(day).select_related("user")
        self.fields["present"].queryset = seats


class MinutesForm(forms.Form):
    """The minutes; `seen_version` tells whether somebody else saved meanwhile."""

    text = forms.CharField(
        label=_("Compte rendu"), required=False, max_length=MAX_MINUTES, widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("Ne nommez aucun jeune."),
    )  # fmt: skip
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class ApproveForm(forms.Form):
    """The very version that is approved."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class ActionItemForm(OnceForm):
    """What a body will do, and by when."""

    title = forms.CharField(label=_("Action"), max_length=200)
    owner = forms.ChoiceField(label=_("Qui"), choices=Body.choices)
    due_on = forms.DateField(label=_("Pour le"), widget=DATE)


class ActionDoneForm(OnceForm):
    """What was done."""

    note = forms.CharField(label=_("Ce qui a été fait"), max_length=300, required=False)


class ResolutionForm(OnceForm):
    """Words that the committee is asked to adopt."""

    text = forms.CharField(label=_("Texte proposé"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
