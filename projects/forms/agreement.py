"""What somebody types to sign a funding agreement, or to refuse it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from projects.enums import SigningMandate
from projects.services.signing import Capacity

MANDATES = [
    (SigningMandate.OWN, _("De plein droit : ma fonction m’y autorise")),
    (SigningMandate.DELEGATED, _("Par délégation")),
]


class SigningForm(OnceForm):
    """In what capacity she signs the text she has just read; `seen` is its digest."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, label="")
    function = forms.CharField(
        label=_("Votre fonction"),
        max_length=160,
        help_text=_("Par exemple : directrice. Elle figure sur la convention."),
    )
    mandate = forms.ChoiceField(label=_("À quel titre signez-vous ?"), choices=MANDATES, widget=forms.RadioSelect)
    delegated_by = forms.CharField(
        label=_("Par délégation de"),
        required=False,
        max_length=160,
        help_text=_("Le nom et la fonction de qui vous a donné sa signature."),
    )
    agreed = forms.BooleanField(label=_("J’ai lu ce texte et je peux engager la partie pour laquelle je signe"))

    def __init__(self, *args: Any, seen: str, function: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen
        self.fields["function"].initial = function
        self.fields["mandate"].initial = SigningMandate.OWN

    def clean(self) -> dict[str, Any]:
        """Ask who delegated the signature."""
        data = super().clean()
        if data.get("mandate") == SigningMandate.DELEGATED and not data.get("delegated_by", "").strip():
            self.add_error("delegated_by", _("Vous signez par délégation : dites de qui."))
        return data

    def facts(self) -> dict[str, Any]:
        """Return what goes to the service."""
        data = self.cleaned_data
        capacity = Capacity(data["function"], data["mandate"], data["delegated_by"])
        return {"seen": data["seen"], "capacity": capacity}


class RefusalForm(OnceForm):
    """Why she will not sign."""

    reason = forms.CharField(
        label=_("Ce qui vous empêche de signer"),
        help_text=_("L’autre partie lira ces mots."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
