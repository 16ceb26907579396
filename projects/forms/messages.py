"""What is written in the thread of a dossier."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import OnceForm
from projects.models.message import BODY_MAX


class MessageForm(OnceForm):
    """A message in plain text, and a file if need be."""

    body = forms.CharField(
        label=_("Votre message"),
        help_text=_("Du texte simple. Pas de nom de jeune ni de détail sur sa santé ou sa situation."),
        max_length=BODY_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    file = forms.FileField(label=_("Fichier à joindre"), required=False, allow_empty_file=True, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].error_messages["required"] = _("Écrivez votre message.")
        self.fields["file"].error_messages["max_length"] = _("Le nom du fichier est trop long : raccourcissez-le.")
