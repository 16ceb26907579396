"""Which days somebody wants in her calendar."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from partners.models import Structure
from projects.models import Project

MINE = "moi"


class AgendaForm(OnceForm):
    """One's own dossiers, those of a structure of one's own, or one dossier by its number."""

    scope = forms.ChoiceField(label=_("Ce que l’agenda montre"), widget=forms.RadioSelect, initial=MINE)
    number = forms.CharField(
        label=_("Numéro du dossier"),
        max_length=20,
        required=False,
        help_text=_("Pour un seul dossier, par exemple OFQJ-2026-0042 ; sinon laissez vide."),
    )

    def __init__(self, *args: Any, user: Any, structures: list[Structure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.structures = user, {str(structure.pk): structure for structure in structures}
        names = [(key, structure.name) for key, structure in self.structures.items()]
        self.fields["scope"].choices = [(MINE, _("Tous mes dossiers")), *names]

    def clean_number(self) -> Project | None:
        """Find the dossier among those one may open."""
        number = self.cleaned_data["number"].strip().upper()
        if not number:
            return None
        found = Project.objects.visible_to(self.user).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("Vous n’avez pas de dossier de ce numéro."))
        return found

    def target(self) -> models.Model:
        """Return the object whose days are shown."""
        return self.cleaned_data["number"] or self.structures.get(self.cleaned_data["scope"], self.user)
