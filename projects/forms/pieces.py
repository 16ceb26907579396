"""Joining a piece."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from projects.enums import PieceCategory


class PieceForm(OnceForm):
    """A file and what it is: one of `categories`, or any."""

    category = forms.ChoiceField(label=_("De quelle pièce s’agit-il ?"), choices=[("", "—"), *PieceCategory.choices])
    file = forms.FileField(label=_("Fichier"), allow_empty_file=True, max_length=200)

    def __init__(self, *args: Any, categories: Collection[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if categories is not None:
            choices = [(code, label) for code, label in PieceCategory.choices if code in categories]
            self.fields["category"].choices = [("", "—"), *choices]
        self.fields["file"].error_messages["max_length"] = _("Le nom du fichier est trop long : raccourcissez-le.")
