"""A sign of life, and what happened."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from participants.enums import IncidentKind
from participants.forms.fields import day_field


class CheckInForm(OnceForm):
    """One button."""


class IncidentForm(OnceForm):
    """What happened during the stay, in words that name nobody."""

    kind = forms.ChoiceField(label=_("Nature"), choices=IncidentKind.choices)
    is_urgent = forms.BooleanField(label=_("Nous avons besoin d’aide maintenant"), required=False)
    happened_on = day_field(_("Jour"))
    told = forms.CharField(
        label=_("Ce qui s’est passé"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("L’OFQJ et les structures porteuses lisent ces mots. N’y nommez aucune personne."),
    )
