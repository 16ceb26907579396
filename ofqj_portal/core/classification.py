"""What each column says of a person: how sensitive, what for, how long, and what becomes of it when she is erased.

Each app's classification.py classifies its models; a test fails for a column that nobody classified. The file a person
takes away and the erasure of a person read from here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models

ModelType = type[models.Model]


class Level(StrEnum):
    """How much a column says of a person; the higher levels are read by fewer people."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class OnErasure(StrEnum):
    """What becomes of a column once its person is erased."""

    KEPT = "kept"  # counts need it, and it names nobody any more
    EMPTIED = "emptied"
    GENERALISED = "generalised"  # made coarse enough to name nobody, fine enough to count the same
    DELETED = "deleted"  # with its row


@dataclass(frozen=True)
class Column:
    """The class of one column."""

    level: Level
    purpose: Any
    retention: Any
    on_erasure: OnErasure


@dataclass(frozen=True)
class Classification:
    """The classes of the columns of one model. `person` is the path from a row to the person it speaks of, if any."""

    model: ModelType
    person: str | None
    columns: dict[str, Column]


_classes: dict[ModelType, Classification] = {}


def classify(
    model: ModelType,
    *,
    purpose: Any,
    retention: Any,
    person: str | None = None,
    public: Iterable[str] = (),
    internal: Iterable[str] = (),
    personal: Iterable[str] = (),
    sensitive: Iterable[str] = (),
    emptied: Iterable[str] = (),
    generalised: Iterable[str] = (),
    is_deleted: bool = False,
) -> None:
    """Classify every column of `model` but its automatic key, by level, and by what an erasure does of it.

    `person` is "pk" on the person herself, else a lookup like "participation__participant". What is neither emptied
    nor generalised is kept, or goes with its row if `is_deleted`. Raises ValueError for a name told twice or unknown.
    """
    levels = {Level.PUBLIC: public, Level.INTERNAL: internal, Level.PERSONAL: personal, Level.SENSITIVE: sensitive}
    otherwise = OnErasure.DELETED if is_deleted else OnErasure.KEPT
    fates = dict.fromkeys(emptied, OnErasure.EMPTIED) | dict.fromkeys(generalised, OnErasure.GENERALISED)
    columns: dict[str, Column] = {}
    for level, names in levels.items():
        for name in names:
            if name in columns or not _is_column(model, name):
                raise ValueError(f"{model._meta.label}.{name} is told twice, or is no column.")
            columns[name] = Column(level, purpose, retention, fates.pop(name, otherwise))
    if fates:
        raise ValueError(f"{model._meta.label}: {sorted(fates)} have no level.")
    _classes[model] = Classification(model, person, columns)


def classification_of(model: ModelType) -> Classification | None:
    """Return the classes of a model's columns, if somebody classified it."""
    return _classes.get(model)


def classifications() -> list[Classification]:
    """Return every classification, by the label of its model."""
    return [_classes[model] for model in sorted(_classes, key=lambda model: model._meta.label)]


def unclassified_columns(app_label: str, known: Iterable[ModelType]) -> list[str]:
    """List the columns of `known` models of one app that nobody classified."""
    return sorted(
        f"{model._meta.label}.{column.name}"
        for model in known
        if model._meta.app_label == app_label
        for column in model._meta.concrete_fields
        if not _is_automatic(column) and (model not in _classes or column.name not in _classes[model].columns)
    )


def records_about(person: models.Model) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield, for each model that speaks of people, its label and the personal columns of the rows about `person`."""
    for one in classifications():
        if one.person is None or not _reaches(one, person):
            continue
        names = [name for name, column in one.columns.items() if column.level in (Level.PERSONAL, Level.SENSITIVE)]
        rows = one.model._base_manager.filter(**{one.person: person.pk}).order_by("pk").values(*names)
        if names:
            yield one.model._meta.label_lower, list(rows)


def _reaches(one: Classification, person: models.Model) -> bool:
    """Say whether the path of a classification ends at the model of `person`."""
    if one.person == "pk":
        return one.model is type(person)
    target: Any = one.model
    for part in str(one.person).split("__"):
        target = target._meta.get_field(part).related_model
    return target is type(person)


def _is_column(model: ModelType, name: str) -> bool:
    return any(column.name == name for column in model._meta.concrete_fields)


def _is_automatic(column: Any) -> bool:
    return bool(column.primary_key and isinstance(column, models.AutoField))
