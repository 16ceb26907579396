"""Who joins, who leaves."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from ofqj_portal.accounts.forms import PASSWORD_RULES
from ofqj_portal.accounts.models import User
from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.roles import Role, has_role
from partners.enums import MembershipRole, roles_in
from partners.forms.shared import CivilDateField
from partners.models import Structure


class InvitationForm(OnceForm):
    """Somebody who is offered a role in the structure."""

    email = forms.EmailField(
        label=_("Adresse e-mail"), max_length=254, help_text=_("L’adresse de la personne, à elle seule.")
    )
    role = forms.ChoiceField(label=_("Rôle"))
    ends_on = CivilDateField(
        label=_("Accès jusqu’au"),
        required=False,
        help_text=_("Laissez vide si rien n’est prévu ; ce jour est compris."),
    )

    def __init__(self, *args: Any, user: Any, structure: Structure, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["role"].choices = [(role.value, role.label) for role in grantable_roles(user, structure)]

    def clean_ends_on(self) -> date | None:
        """Refuse an end that is already past."""
        ends_on = self.cleaned_data["ends_on"]
        if ends_on and ends_on < self.today:
            raise forms.ValidationError(_("Cette date est déjà passée."))
        return ends_on


class NewAccountForm(forms.Form):
    """What somebody without an account says to accept an invitation. `email` is the invited address."""

    first_name = forms.CharField(
        label=_("Prénom"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Nom"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    password1 = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        max_length=256,
        help_text=PASSWORD_RULES,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Le même, encore une fois"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Judge the password as every other one, and compare its two copies."""
        data = super().clean() or self.cleaned_data
        password = data.get("password1")
        if password and data.get("password2") and password != data["password2"]:
            self.add_error("password2", _("Les deux mots de passe ne sont pas les mêmes."))
        elif password:
            person = User(email=self.email, first_name=data.get("first_name", ""), last_name=data.get("last_name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as refusal:
                self.add_error("password1", refusal)
        return data


def grantable_roles(user: Any, structure: Structure) -> list[MembershipRole]:
    """List the roles `user` may give in `structure`: those that keep the portal itself are the administrator's."""
    roles = roles_in(structure.kind)
    if not has_role(user, Role.ADMIN):
        roles -= {MembershipRole.ADMIN, MembershipRole.DPO, MembershipRole.FINANCE}
    return [role for role in MembershipRole if role in roles]


class EndMembershipForm(forms.Form):
    """When an access stops."""

    NOW, LATER = "now", "later"
    when = forms.ChoiceField(
        label=_("Quand l’accès s’arrête-t-il ?"),
        choices=[(NOW, _("Tout de suite")), (LATER, _("À une date, ce jour compris"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    last_day = CivilDateField(label=_("Dernier jour"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the day where one is needed."""
        data = super().clean() or self.cleaned_data
        if data.get("when") == self.LATER and not data.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", _("Donnez le dernier jour."))
        return data
