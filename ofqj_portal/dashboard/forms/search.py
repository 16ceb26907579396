"""What is looked for everywhere."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """A few words; every one of them must be found."""

    q = forms.CharField(
        label=_("Que cherchez-vous ?"),
        max_length=100,
        required=False,
        help_text=_(
            "Un projet, une structure, un appel, une entente, une réunion, un bilan, une personne que vous suivez."
            " Raccourci : la touche « / »."
        ),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autofocus": True}),
    )
