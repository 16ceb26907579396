"""Which part of the permission matrix is shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.dashboard.queries.rights import ACTORS, apps


class RightsFilterForm(forms.Form):
    """One part of the portal, and the pages one role reaches."""

    app = forms.ChoiceField(label=_("Partie du portail"), required=False)
    actor = forms.ChoiceField(label=_("Ce qui s’ouvre à"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["app"].choices = [("", _("Tout")), *((name, name) for name in apps())]
        self.fields["actor"].choices = [("", _("Tous les rôles")), *((a.value, label) for a, label in ACTORS.items())]
