"""What an officer asks of her queue: filters, columns, a name for them, dossiers to hand over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import FilterForm, OnceForm
from projects.enums import ProjectState
from projects.queries.queue import NOBODY, QueueChoices, QueueFilters

COLUMNS = [
    ("etat", _("Où en est-il")),
    ("depot", _("Déposé le")),
    ("jours", _("Jours d’instruction")),
    ("instructeur", _("Qui instruit")),
    ("main", _("Qui a la main")),
    ("aide", _("Aide")),
    ("appel", _("Appel")),
    ("accueil", _("Structures d’accueil")),
    ("sejour", _("Séjour et places")),
    ("etiquettes", _("Étiquettes")),
]
USUAL = ("etat", "depot", "jours", "instructeur", "main", "aide")
ALL_VIEWS = "toutes"


class QueueFilterForm(FilterForm):
    """The queue's filters; what makes no sense in the address keeps everything."""

    own = ("state", "call", "officer", "label")

    text = forms.CharField(label=_("Numéro, titre, thème ou structure"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("Où en est-il ?"), required=False)
    call = forms.ChoiceField(label=_("Appel"), required=False)
    officer = forms.ChoiceField(label=_("Qui instruit"), required=False)
    label = forms.ChoiceField(label=_("Étiquette"), required=False)
    late = forms.BooleanField(label=_("En retard seulement"), required=False)
    colonnes = forms.MultipleChoiceField(
        label=_("Colonnes"),
        choices=COLUMNS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Sans choix : les colonnes habituelles."),
    )

    def __init__(self, *args: Any, choices: QueueChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(state.value, state.label) for state in ProjectState if state != ProjectState.DRAFT]
        self.fields["state"].choices = [("", _("À instruire")), *states]
        self.fields["call"].choices = [("", _("Tous les appels")), *choices.calls]
        self.fields["officer"].choices = [("", _("Tout le monde")), (NOBODY, _("Personne encore")), *choices.officers]
        self.fields["label"].choices = [("", _("Toutes")), *choices.labels]
        if not choices.labels:
            del self.fields["label"]

    def filters(self) -> QueueFilters:
        """Return the filters that could be read; the others are left out."""
        self.is_valid()
        read = {name: self.cleaned_data[name] for name in self.cleaned_data if name != "colonnes"}
        return QueueFilters(**read)

    def columns(self) -> tuple[str, ...]:
        """Return the columns asked for, in the order of the list; the usual ones when none is."""
        asked = getattr(self, "cleaned_data", {}).get("colonnes") or USUAL
        return tuple(code for code, _label in COLUMNS if code in asked)


class BulkAssignForm(OnceForm):
    """The dossiers that were ticked, and the colleague who takes them."""

    officer = forms.ChoiceField(label=_("Confier les dossiers cochés à"))
    dossiers = forms.MultipleChoiceField(
        label=_("Dossiers"),
        widget=forms.MultipleHiddenInput,
        error_messages={"required": _("Cochez au moins un dossier.")},
    )

    def __init__(self, *args: Any, officers: list[tuple[str, str]], numbers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="confier_%s", **kwargs)
        self.fields["officer"].choices = officers
        self.fields["dossiers"].choices = [(number, number) for number in numbers]


class SaveViewForm(OnceForm):
    """The name under which the filters in place are kept."""

    name = forms.CharField(label=_("Nom de la vue"), max_length=60)
    shared = forms.BooleanField(label=_("La partager avec ma section"), required=False)
    is_default = forms.BooleanField(label=_("Ouvrir ma file sur cette vue"), required=False)
    query = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="vue_%s", **kwargs)
