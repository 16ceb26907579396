"""What is asked of somebody outside, and what she answers by her link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from projects.forms.review import ReviewForm


class ExternalAskForm(OnceForm):
    """Who is asked for an opinion, about what, and until which day."""

    name = forms.CharField(
        label=_("Prénom et nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("Adresse qui reçoit le lien"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    question = forms.CharField(
        label=_("Ce que vous lui demandez"),
        help_text=_("Elle lira ces mots au-dessus du projet. Pas de nom de jeune ni de détail sur une personne."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_on = forms.DateField(
        label=_("Avis attendu avant la fin du"),
        help_text=_("Un rappel part trois jours avant. Le lien reste ouvert deux semaines de plus."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ExternalOpinionForm(ReviewForm):
    """An opinion by somebody outside, on the dossier's grid and in words, once she said that she has no tie with it."""

    has_no_tie = forms.BooleanField(
        label=_("Je n’ai pas de lien avec ce dossier"),
        help_text=_("Ni travail, ni famille, ni intérêt dans une des structures qui le portent ou l’accueillent."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].help_text = _("Quelques phrases. L’OFQJ les lira ; les structures ne les voient pas.")
        self.order_fields(["has_no_tie"])
