"""A request that reached the structure otherwise than by the person's space."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ofqj_portal.core import calendar
from ofqj_portal.core.forms import OnceForm
from participants.data_enums import RequestKind, RequestSource
from participants.forms.fields import day_field

BY_OTHERS = [(source.value, source.label) for source in RequestSource if source != RequestSource.SPACE]


class NoteRequestForm(OnceForm):
    """What she asks, how it came, and the day: the clock starts then."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("Ce qu’elle demande"), choices=RequestKind.choices, coerce=RequestKind
    )
    source = forms.TypedChoiceField(label=gettext_lazy("Venue par"), choices=BY_OTHERS, coerce=RequestSource)
    received_on = day_field(gettext_lazy("Reçue le"))
    words = forms.CharField(
        label=gettext_lazy("Ce qu’elle dit"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Pour une correction : ce qui est faux, et ce qu’il faut écrire."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = calendar.today()
