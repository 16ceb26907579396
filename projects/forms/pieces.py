"""Joining a piece."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from projects.enums import PieceCategory


class PieceForm(OnceForm):
    """A file and what it is."""

    category = forms.ChoiceField(label=_("De quelle pièce s’agit-il ?"), choices=[("", "—"), *PieceCategory.choices])
    file = forms.FileField(label=_("Fichier"), allow_empty_file=True, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages["max_length"] = _("Le nom du fichier est trop long : raccourcissez-le.")
