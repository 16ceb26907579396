"""Whatever points at a structure, in any app, follows it to another: found in the models themselves, named by none."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import ForeignKey, ForeignObjectRel, Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ofqj_portal.core.errors import DomainError
from partners.models import Distinction, Invitation, JoinRequest, Membership, Structure, StructureMerge

Moved = dict[str, list[Any]]  # the keys of the rows that moved, by "app.Model.field"
_twins = {one._meta.label for one in (Membership, Invitation, JoinRequest, Distinction)}


class CannotFollow(DomainError):
    """A rule of the base keeps some rows where they are: the two structures cannot be one yet."""


def leave_twins(model: type[Model]) -> None:
    """Leave with the merged structure a row of `model` whose like the kept one has already (a role, a right)."""
    _twins.add(model._meta.label)


def repoint(*, source: Structure, target: Structure) -> Moved:
    """Make every row that points at `source` point at `target`, under lock; return which.

    Runs inside the caller's transaction. Raises CannotFollow if a constraint or a trigger refuses.
    """
    moved: Moved = {}
    for model, field in _pointers():
        rows = model._base_manager.select_for_update(of=("self",)).filter(**{field.name: source.pk}).order_by("pk")
        keys = list(rows.values_list("pk", flat=True))
        if model._meta.label in _twins:
            keys = [key for key in keys if _moves(model, field, [key], target)]
        elif keys:
            _move(model, field, keys, target)
        if keys:
            moved[f"{model._meta.label}.{field.name}"] = keys
    return moved


def point_back(moved: Moved, *, source: Structure, target: Structure) -> None:
    """Give back to `source` the rows of `moved` that still point at `target`; one that left since stays where it is.

    Raises CannotFollow if a constraint or a trigger refuses.
    """
    for place, keys in moved.items():
        label, name = place.rsplit(".", 1)
        model = apps.get_model(label)
        rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys, **{name: target.pk})
        standing = list(rows.order_by("pk").values_list("pk", flat=True))
        _move(model, model._meta.get_field(name), standing, source)


def _pointers() -> Iterator[tuple[type[Model], ForeignKey]]:
    """Yield every column of every app that names a structure, the merges' own and the pointer of a sheet apart."""
    relations = [one for one in Structure._meta.get_fields(include_hidden=True) if isinstance(one, ForeignObjectRel)]
    pointing = [(one.related_model, one.field) for one in relations if one.one_to_many or one.one_to_one]
    for model, field in sorted(pointing, key=lambda one: (one[0]._meta.label, one[1].name)):
        if model not in (Structure, StructureMerge) and not model._meta.proxy:
            yield model, field


def _move(model: type[Model], field: Any, keys: list[Any], target: Structure) -> None:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=keys).update(**{field.name: target})
    except DatabaseError as refused:
        reason = _reason(model, refused)
        raise CannotFollow(
            _("Ces deux fiches ne peuvent pas être réunies telles quelles. %(what)s : %(reason)s")
            % {"what": capfirst(model._meta.verbose_name_plural), "reason": reason}
        ) from refused


def _moves(model: type[Model], field: Any, keys: list[Any], target: Structure) -> bool:
    try:
        _move(model, field, keys, target)
    except CannotFollow:
        return False
    return True


def _reason(model: type[Model], refused: DatabaseError) -> str:
    """Say in words what the base refused: the message of its constraint, else a sentence that fits them all."""
    name = getattr(getattr(refused.__cause__, "diag", None), "constraint_name", None)
    for constraint in model._meta.constraints:
        if constraint.name == name and constraint.violation_error_message:
            return str(constraint.violation_error_message)
    return _("une règle de la base les retient. Réglez d’abord ce qui les lie des deux côtés.")
