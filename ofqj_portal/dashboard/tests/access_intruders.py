"""What somebody might slip into a form: the ids of a neighbour's objects, and fields that the form does not own."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.db import models

from ofqj_portal.accounts.models import User
from ofqj_portal.dashboard.tests.access_forms import ShownForm, Values
from ofqj_portal.dashboard.tests.access_world import World
from participants.models import Participant, Participation, ProfessionalParticipation
from partners.models import Agreement, Structure
from projects.models import BudgetLine, Project

# What the directory, the calls and the plan say to all: any id of them is anybody's to choose.
OPEN_TO_ALL = {"Territory", "Network", "Call", "Objective", "BudgetAccount", "AnnualReport", "Mandate"}
# A stay is proposed to any structure of the directory.
OPEN_FIELDS = {("projects:invite", "structure")}
INTRUDERS_YEAR = 2001
HIDDEN_ID = re.compile(r"\d+")
OF_ONE_ROW = re.compile(r"(.+_)\d+")  # line_12: the field of one row
OF_A_FORMSET = re.compile(r"\w+-\d+-")


def strangers_ids(form: ShownForm, world: World) -> Iterator[tuple[str, str]]:
    """Name each field that holds an id, with the id of the neighbour's object of the same kind."""
    neighbour = world.tenants[1]
    of_name = {"structure": neighbour.carrier.pk, "user": neighbour.adviser.pk}
    of_model = {
        Structure: neighbour.carrier.pk,
        User: neighbour.adviser.pk,
        Agreement: world.neighbours["agreement"]["pk"],
        Participant: world.neighbours["participant"]["pk"],
        Participation: world.neighbours["participation"]["pk"],
        ProfessionalParticipation: world.neighbours["professional"]["pk"],
        Project: Project.objects.get(number=world.neighbours["project"]["number"]).pk,
    }
    for name in form.values:
        field = form.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            model = field.queryset.model
            if model.__name__ not in OPEN_TO_ALL and (form.page, name) not in OPEN_FIELDS:
                yield name, str(of_model[model])
        elif field is None and any(HIDDEN_ID.fullmatch(value) for value in form.offered.get(name, ())):
            yield name, str(of_name[name])


def with_id(form: ShownForm, name: str, stranger: str) -> Values:
    """Fill in the form with the stranger's id in one field, next to one's own where the field takes several."""
    data = form.filled()
    many = isinstance(form.fields.get(name), forms.ModelMultipleChoiceField)
    return data | {name: [*data[name], stranger] if many else [stranger]}


def with_foreign_fields(form: ShownForm, tables: set[str], world: World) -> Values:
    """Fill in the form, and give a value of an intruder to every column of `tables` that it does not show.

    A field named after a row (line_12) is sent for the neighbour's rows too.
    """
    prefixes = {"", *(found[0] for name in form.values if (found := OF_A_FORMSET.match(name)))}
    extras: Values = {}
    for model in models_of(tables):
        for field in model._meta.concrete_fields:
            for prefix in prefixes:
                extras |= {f"{prefix}{name}": [_intruder(field)] for name in (field.name, field.attname)}
    data = form.filled()
    for stem in {found[1] for name in form.values if (found := OF_ONE_ROW.fullmatch(name))}:
        own = next(values for name, values in data.items() if name.startswith(stem))
        extras |= {f"{stem}{pk}": own or ["1"] for pk in _neighbours_rows(world)}
    return {name: value for name, value in extras.items() if name not in form.values} | data


def models_of(tables: set[str]) -> list[type[models.Model]]:
    """Return the models behind `tables`."""
    return [model for model in apps.get_models() if model._meta.db_table in tables]


def _neighbours_rows(world: World) -> list[int]:
    lines = BudgetLine.objects.filter(project__number=world.neighbours["project"]["number"])
    return [world.neighbours["participation"]["pk"], *lines.values_list("pk", flat=True)]


def _intruder(field: Any) -> str:
    if field.choices:
        return str(list(field.flatchoices)[-1][0])
    match field:
        case models.ForeignKey():
            row = field.related_model._base_manager.order_by("-pk").first()
            return "" if row is None else str(row.pk)
        case models.DateTimeField():
            return f"{INTRUDERS_YEAR}-02-03T04:05"
        case models.DateField():
            return f"{INTRUDERS_YEAR}-02-03"
        case models.BooleanField():
            return "on"
        case models.IntegerField() | models.DecimalField():
            return "77"
    return "intrus"
