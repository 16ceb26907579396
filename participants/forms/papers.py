"""Which list of a group to print."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from participants.enums import GroupPaperKind
from participants.forms.fields import day_field


class PaperForm(OnceForm):
    """One list, and the day that heads an attendance sheet."""

    paper = forms.ChoiceField(label=_("Quelle liste ?"), choices=GroupPaperKind.choices, widget=forms.RadioSelect)
    day = day_field(_("Jour de la feuille d’émargement"), required=False, help_text=_("Vide : à écrire à la main."))
