"""A directory to import."""

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.imports.forms import ConfirmImportForm
from partners.imports import ImportPlan

NEW = "new"


class ImportForm(forms.Form):
    """A directory to import."""

    file = forms.FileField(
        label=_("Fichier"),
        help_text=_(
            "Un tableau .xlsx ou .csv dont la première ligne porte les titres, ou l’annuaire de l’administration de "
            "service-public.fr en .json ; 5 Mo au plus."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.json,text/csv,application/json"}),
    )


class ConfirmDirectoryForm(ConfirmImportForm):
    """The go-ahead, with an answer for each line that looks like a structure of the directory."""

    def __init__(self, *args: Any, plan: ImportPlan, **kwargs: Any) -> None:
        super().__init__(*args, refused=len(plan.of("refused")), **kwargs)
        self.doubtful = [line.row.line for line in plan.doubtful]
        for line in plan.doubtful:
            known = [
                (str(like.structure.pk), gettext("C’est elle, à mettre à jour : %s") % _told(like))
                for like in line.likes
            ]
            self.fields[f"like_{line.row.line}"] = forms.ChoiceField(
                label=gettext("Ligne %(line)d, « %(name)s »") % {"line": line.row.line, "name": line.name},
                choices=[*known, (NEW, gettext("C’est une autre structure, à ajouter"))],
                widget=forms.RadioSelect,
                required=False,
            )
        if self.doubtful:
            self.fields["rest_is_new"] = forms.BooleanField(
                label=ngettext(
                    "Sans réponse, ajouter la ligne comme une structure nouvelle",
                    "Sans réponse, ajouter les lignes comme des structures nouvelles",
                    len(self.doubtful),
                ),
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Want an answer for each doubtful line, or one for all the rest."""
        data = super().clean()
        for line in self.doubtful:
            if not data.get(f"like_{line}") and not data.get("rest_is_new"):
                self.add_error(f"like_{line}", gettext("Cette ligne ressemble à une structure connue : répondez."))
        return data

    def attached(self) -> dict[int, int]:
        """Return, by line, the key of the structure it was said to be."""
        answers = {line: self.cleaned_data.get(f"like_{line}") for line in self.doubtful}
        return {line: int(answer) for line, answer in answers.items() if answer and answer != NEW}


def _told(like: Any) -> str:
    place = like.structure.commune or like.structure.country_label
    return gettext("%(name)s, %(place)s (%(why)s)") % {
        "name": like.structure.name,
        "place": place,
        "why": ", ".join(like.reasons),
    }
