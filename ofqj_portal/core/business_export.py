"""Every row of the trade as one line of JSON, named by natural keys: two equal databases give equal bytes.

Each app's business_export.py registers its models, or says why one is left out. A value that the database seals, or
that names a person, comes out as a keyed hash.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from ofqj_portal.core import crypto
from ofqj_portal.core.fields import EncryptedTextField

ModelType = type[models.Model]


class NotExportable(LookupError):
    """A model or a field cannot be named by a natural key: register it, or leave it out by name."""


@dataclass(frozen=True)
class Export:
    """How one model comes out: its natural key (lookups), columns left out or hashed, pairs that name any object."""

    model: ModelType
    key: tuple[str, ...]
    skip: frozenset[str] = frozenset()
    hashed: frozenset[str] = frozenset()
    refs: tuple[tuple[str, str], ...] = ()


_exports: dict[ModelType, Export] = {}
_left_out: dict[ModelType, str] = {}


def register_export(
    model: ModelType,
    *,
    key: Iterable[str],
    skip: Iterable[str] = (),
    hashed: Iterable[str] = (),
    refs: Iterable[tuple[str, str]] = (),
) -> None:
    """Export `model`. `key` are lookups ("number", "project", "project__number").

    `refs` are pairs of columns like ("object_type", "object_id") that name any object; it comes out by its own key.
    """
    _exports[model] = Export(model, tuple(key), frozenset(skip), frozenset(hashed), tuple(refs))


def leave_out(model: ModelType, reason: str) -> None:
    """Say why no row of `model` is exported."""
    _left_out[model] = reason


def unregistered_models() -> list[str]:
    """Return the labels of our models that are neither exported nor left out with a reason."""
    root = Path(settings.ROOT)
    ours = (config for config in apps.get_app_configs() if _is_ours(Path(config.path), root))
    return sorted(
        model._meta.label
        for config in ours
        for model in config.get_models()
        if not model._meta.proxy and model not in _exports and model not in _left_out
    )


def export_lines() -> Iterator[str]:
    """Yield one line of canonical JSON for each row of each registered model, sorted, from one snapshot."""
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        run = _Run()
        for model in sorted(_exports, key=lambda model: model._meta.label_lower):
            yield from sorted(run.lines(_exports[model]))


def _is_ours(path: Path, root: Path) -> bool:
    return root in path.parents and not {".venv", "site-packages"} & set(path.relative_to(root).parts)


class Lookup(NamedTuple):
    """A lookup that gives one value, and whether it comes out as a hash."""

    path: str
    hidden: bool


@dataclass
class _Run:
    """One export: remembers the natural keys already looked up."""

    keys_by_type: dict[str, dict[str, list[Any]]] = field(default_factory=dict)

    def lines(self, export: Export) -> Iterator[str]:
        columns = _columns(export)
        paths = {lookup.path for lookups in columns.values() for lookup in lookups}
        related = {many.name: self._related(many) for many in _many(export)}
        rows = export.model._base_manager.order_by().values(*sorted(paths | {"pk"}))
        for row in rows.iterator(chunk_size=2000):
            content: dict[str, Any] = {"model": export.model._meta.label_lower}
            for name, lookups in columns.items():
                values = [_shown(row[lookup.path], lookup) for lookup in lookups]
                content[name] = values if export.model._meta.get_field(name).is_relation else values[0]
            for type_name, id_name in export.refs:
                content[id_name] = self._key_of(row[type_name], row[id_name])
            for name, keys in related.items():
                content[name] = sorted(keys.get(row["pk"], []), key=_canonical)
            yield _canonical(content)

    def _related(self, many: Any) -> dict[Any, list[Any]]:
        source, target = many.m2m_field_name(), many.m2m_reverse_field_name()
        lookups = [Lookup(f"{target}__{path}", hidden) for path, hidden in natural_key(many.related_model)]
        found: dict[Any, list[Any]] = {}
        rows = many.remote_field.through._base_manager.order_by()
        for row in rows.values(f"{source}_id", *(lookup.path for lookup in lookups)):
            found.setdefault(row[f"{source}_id"], []).append([_shown(row[lookup.path], lookup) for lookup in lookups])
        return found

    def _key_of(self, type_name: str, identifier: str) -> list[Any] | None:
        if type_name not in self.keys_by_type:
            self.keys_by_type[type_name] = _keys_of(apps.get_model(type_name))
        return self.keys_by_type[type_name].get(str(identifier))


def natural_key(model: ModelType) -> list[Lookup]:
    """Return the lookups that name a row of `model`, foreign keys followed down. Raises NotExportable."""
    if model not in _exports:
        raise NotExportable(f"{model._meta.label} is not exported: what points to it must be left out.")
    return [lookup for name in _exports[model].key for lookup in _follow(model, name)]


def _keys_of(model: ModelType) -> dict[str, list[Any]]:
    """Return the natural key of every row by its number; nothing for a model that is left out."""
    if model in _left_out:
        return {}
    lookups = natural_key(model)
    rows = model._base_manager.order_by().values("pk", *(lookup.path for lookup in lookups))
    return {str(row["pk"]): [_shown(row[lookup.path], lookup) for lookup in lookups] for row in rows}


def _follow(model: ModelType, name: str) -> list[Lookup]:
    target: Any = model
    for part in name.split("__"):
        owner, column = target, target._meta.get_field(part)
        target = column.related_model if column.is_relation else target
    if column.is_relation:
        return [Lookup(f"{name}__{path}", hidden) for path, hidden in natural_key(target)]
    hidden = owner in _exports and column.name in _exports[owner].hashed
    return [Lookup(name, hidden or isinstance(column, EncryptedTextField))]


def _columns(export: Export) -> dict[str, list[Lookup]]:
    """Map each exported column to the lookups that give it; a row's own number is left out unless it is its key."""
    columns = {}
    for column in export.model._meta.concrete_fields:
        surrogate = column.primary_key and column.name not in export.key
        if not surrogate and column.name not in export.skip:
            columns[column.name] = _follow(export.model, column.name)
    return columns


def _many(export: Export) -> list[Any]:
    return [
        many
        for many in export.model._meta.many_to_many
        if many.name not in export.skip and many.remote_field.through._meta.auto_created
    ]


def _shown(value: Any, lookup: Lookup) -> Any:
    plain = _plain(value)
    return (
        crypto.keyed_hash(_canonical(plain), "business-export") if lookup.hidden and plain not in (None, "") else plain
    )


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return bytes(value).hex()
        case list() | tuple():
            return [_plain(item) for item in value]
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case None | bool() | int() | float() | str():
            return value
    return str(value)


def _canonical(content: Any) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
