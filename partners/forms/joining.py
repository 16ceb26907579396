"""Asking to work in a structure, and the manager's answer."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import LongTextField, OnceForm
from partners.forms.members import grantable_roles
from partners.forms.shared import CivilDateField
from partners.models import Structure


class JoinForm(OnceForm):
    """Who asks; somebody signed in has said it already."""

    name = forms.CharField(
        label=_("Vos prénom et nom"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Votre adresse e-mail professionnelle"),
        max_length=254,
        help_text=_("La réponse y arrive. Donnez la vôtre, pas celle de l’accueil."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    words = LongTextField(
        label=_("Votre message à la structure"),
        rows=3,
        max_length=500,
        required=False,
        help_text=_("Facultatif : votre poste, par exemple."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.is_authenticated:
            del self.fields["name"], self.fields["email"]


class JoinAnswerForm(OnceForm):
    """Yes with a role and an end, or no with a reason."""

    YES, NO = "yes", "no"
    answer = forms.ChoiceField(
        label=_("Votre réponse"),
        choices=[(YES, _("Ouvrir l’accès")), (NO, _("Refuser"))],
        widget=forms.RadioSelect,
    )
    role = forms.ChoiceField(label=_("Rôle"), required=False)
    ends_on = CivilDateField(
        label=_("Accès jusqu’au"),
        required=False,
        help_text=_("Laissez vide si rien n’est prévu ; ce jour est compris."),
    )
    reason = LongTextField(
        label=_("Motif du refus"), rows=3, max_length=500, required=False, help_text=_("La personne le lira.")
    )

    def __init__(self, *args: Any, user: Any, structure: Structure, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        roles = grantable_roles(user, structure)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["role"].initial = roles[0].value if roles else None

    def clean(self) -> dict[str, Any]:
        """Ask for what the answer needs: a role for a yes, a reason for a no."""
        data = super().clean()
        if data.get("answer") == self.NO and not data.get("reason"):
            self.add_error("reason", _("Dites pourquoi : la personne le lira."))
        if data.get("answer") == self.YES:
            if not data.get("role") and "role" not in self.errors:
                self.add_error("role", _("Choisissez un rôle."))
            if data.get("ends_on") and data["ends_on"] < self.today:
                self.add_error("ends_on", _("Cette date est déjà passée."))
        return data
