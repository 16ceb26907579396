"""Who joins, who leaves."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.roles import Role, has_role
from partners.enums import MembershipRole, roles_in
from partners.forms.shared import CivilDateField
from partners.models import Structure


class MemberForm(OnceForm):
    """Somebody who joins the structure."""

    email = forms.EmailField(label=_("Adresse e-mail"), max_length=254)
    first_name = forms.CharField(
        label=_("Prénom"), max_length=100, required=False, help_text=_("Seulement si la personne n’a pas de compte.")
    )
    last_name = forms.CharField(label=_("Nom"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Rôle"))
    starts_on = CivilDateField(label=_("Depuis le"))
    ends_on = CivilDateField(label=_("Jusqu’au"), required=False, help_text=_("Laissez vide si rien n’est prévu."))

    def __init__(self, *args: Any, user: Any, structure: Structure, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in grantable_roles(user, structure)]
        self.fields["starts_on"].initial = today

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("La fin ne peut pas précéder le début."))
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
