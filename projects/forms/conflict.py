"""What a person says of her tie with a dossier, and what a decider says when she lifts it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm


class DeclareConflictForm(OnceForm):
    """The tie, in a few words."""

    reason = forms.CharField(
        label=_("Quel est ce lien"),
        help_text=_(
            "Seule la personne chargée de la protection des données le lira. "
            "Vos collègues liront « \u00a0conflit déclaré\u00a0»."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class LiftConflictForm(OnceForm):
    """Why the tie no longer counts."""

    reason = forms.CharField(
        label=_("Pourquoi ce lien ne compte plus"),
        help_text=_("Ce motif est gardé avec la déclaration, à votre nom. La protection des données le lira."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
