"""What the list of dossiers is filtered by; the address keeps it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.forms import FilterForm, KeyedChoiceField
from partners.enums import Section
from projects.enums import Direction, Programme, ProjectState
from projects.models import Call
from projects.queries import ListFilters
from projects.queries.calls import CallFilters
from projects.queries.counted import Counted, Counting


class ProjectFilterForm(FilterForm):
    """Every filter of /projets/; what makes no sense is said in words."""

    own = ("state",)

    q = forms.CharField(label=_("Titre, numéro ou thème"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("Où en est-il"), required=False, choices=[("", _("Tous")), *ProjectState.choices])
    call = KeyedChoiceField(
        Call.objects.order_by("-closes_at", "code"),
        words="title",
        label=_("Appel"),
        required=False,
        empty_label=_("Tous"),
    )
    year = forms.IntegerField(label=_("Année du séjour"), required=False, min_value=2000, max_value=2100)
    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=[("", _("Toutes")), *Direction.choices])
    structure = forms.CharField(label=_("Structure"), required=False, max_length=100)
    counting = forms.ChoiceField(choices=[("", ""), *Counting.choices], required=False, widget=forms.HiddenInput)
    counted_from = forms.DateField(required=False, widget=forms.HiddenInput)
    counted_until = forms.DateField(required=False, widget=forms.HiddenInput)
    section = forms.ChoiceField(choices=[("", ""), *Section.choices], required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, states: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if states:
            self.fields["state"].choices = [("", _("Tous")), *states]

    @property
    def filters(self) -> ListFilters:
        """Return the filters that make sense; the others keep everything."""
        data = getattr(self, "cleaned_data", {})
        return ListFilters(
            text=data.get("q", ""),
            state=data.get("state", ""),
            call=data.get("call"),
            year=data.get("year"),
            direction=data.get("direction", ""),
            structure=data.get("structure", ""),
            counted=self._counted(data),
        )

    def _counted(self, data: dict[str, Any]) -> Counted | None:
        first, last = data.get("counted_from"), data.get("counted_until")
        if not (data.get("counting") and first and last and first <= last):
            return None
        return Counted(data["counting"], first, last, data.get("section", ""))

    @property
    def is_active(self) -> bool:
        """Say whether some filter is set."""
        return self.filters != ListFilters()


class CallFilterForm(FilterForm):
    """Every filter of /appels/; what makes no sense keeps everything."""

    q = forms.CharField(label=_("Titre ou mot de la présentation"), required=False, max_length=100)
    programme = forms.ChoiceField(label=_("Programme"), required=False, choices=[("", _("Tous")), *Programme.choices])
    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=[("", _("Toutes")), *Direction.choices])

    @property
    def filters(self) -> CallFilters:
        """Return the filters that make sense."""
        data = getattr(self, "cleaned_data", {})
        return CallFilters(data.get("q", ""), data.get("programme", ""), data.get("direction", ""))

    @property
    def is_active(self) -> bool:
        """Say whether some filter is set."""
        return self.filters != CallFilters()
