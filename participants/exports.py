"""The list of people as a file: what the page shows and nothing more, for the structures that follow them."""

from datetime import datetime
from typing import Any

from django.db.models import Case, DateField, QuerySet, Value, When
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.list_exports import ListColumn, ListExport, Selection, filters_said, register_list
from ofqj_portal.core.roles import structure_ids
from participants.access import OWN
from participants.enums import ParticipationState
from participants.forms.person import SearchForm
from participants.models import Participant
from participants.queries.people import people_rows
from participants.queries.profiles import AgeOn


def _select(user: Any, data: QueryDict, now: datetime) -> Selection:
    form = SearchForm(data or None)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = people_rows(
        structure_ids(user, *OWN), asked.get("q", ""), asked.get("etat", ""), on=now.astimezone(PARIS).date()
    )
    return Selection(rows, filters_said(form) if asked else [])


def _cells(people: QuerySet[Participant], user: Any, now: datetime) -> QuerySet[Participant, Any]:
    day = Value(now.astimezone(PARIS).date(), output_field=DateField())
    states = [When(latest_state=state.value, then=Value(str(state.label))) for state in ParticipationState]
    return people.values_list(
        *("last_name", "first_name", AgeOn(day, "born_on"), "structure__name", "latest_number", "latest_title"),
        Case(*states, default=Value(_("Dans aucun projet"))),
    )


register_list(
    ListExport(
        code="people",
        slug="personnes",
        title=gettext_lazy("Les personnes que vous suivez"),
        about=gettext_lazy("Les personnes que votre structure suit, une par ligne, par ordre alphabétique."),
        url_name="participants:people",
        columns=(
            ListColumn(gettext_lazy("Nom"), gettext_lazy("Le nom de famille."), width=24),
            ListColumn(gettext_lazy("Prénom"), gettext_lazy("Le prénom."), width=20),
            ListColumn(gettext_lazy("Âge"), gettext_lazy("L’âge révolu, le jour de l’export."), "number"),
            ListColumn(gettext_lazy("Structure"), gettext_lazy("La structure qui suit la personne."), width=32),
            ListColumn(gettext_lazy("Dernier projet"), gettext_lazy("Le numéro du dossier ; vide si aucun."), width=16),
            ListColumn(gettext_lazy("Titre du projet"), gettext_lazy("Son titre."), width=40),
            ListColumn(gettext_lazy("Où elle en est"), gettext_lazy("Sa place dans ce projet."), width=22),
        ),
        may=lambda user: bool(structure_ids(user, *OWN)),
        select=_select,
        cells=_cells,
        names_people=True,
    )
)
