"""A picture of a contribution."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm


class PictureForm(OnceForm):
    """The file, what it shows, and the word of whoever adds it that the people on it agreed."""

    file = forms.FileField(
        label=_("Image (JPEG ou PNG)"), widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png"})
    )
    description = forms.CharField(
        label=_("Ce que montre l’image"),
        max_length=250,
        help_text=_("Une phrase, lue à qui ne voit pas l’image. Ne nommez personne."),
    )
    caption = forms.CharField(label=_("Légende"), max_length=250, required=False)
    agreed = forms.BooleanField(
        label=_("Je tiens l’accord écrit des personnes reconnaissables, ou personne n’est reconnaissable.")
    )
