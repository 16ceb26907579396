"""Write down what happened, show it to people, and find out whether anybody changed it afterwards.

`record()` adds a row; the database chains it at commit (migrations 0004, 0014), under one lock taken last of all.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import calendar
from ofqj_portal.core.bulk import insert_rows
from ofqj_portal.core.models import JournalEntry, JournalPersonal
from ofqj_portal.core.models.about import reference_to
from ofqj_portal.core.prepared_rows import PreparedRows

#: The columns that the digest of an entry covers: those that the entries of one act share, then its own.
SHARED_COLUMNS = ("at", "happened_at", "by_id")
OWN_COLUMNS = ("verb", "object_type", "object_id", "facts", "personal_digest")
CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
#: The history of so many objects is asked by a query that is written once.
OFTEN_ASKED = 8
_ABOUT = ("type", "key")
_verbs: dict[str, Any] = {}


def register_verbs(labels: Mapping[str, Any]) -> None:
    """Make acts known with the words people read, {"project.submitted": _("Dossier déposé")}; in an app's verbs.py."""
    _verbs.update(labels)


def verb_label(verb: str) -> str:
    """Return the words for `verb`."""
    return str(_verbs.get(verb, verb))


def record(obj: models.Model, verb: str, *, by: Any | None, personal: Any = None, **facts: Any) -> JournalEntry:
    """Add an entry about `obj`, as the last thing a service does.

    `facts` hold ids, codes, amounts and field names; values about a person go to `personal`, which erasure empties.
    `by` is None when the portal acts by itself. Raises LookupError for a verb that no app registered, TypeError for a
    fact that JSON would not keep exactly (floats).
    """
    shared = _shared(by)
    own, sealed = _own(Act(obj, verb, facts, personal), _told(shared))
    entry = JournalEntry(**shared, **own)
    with transaction.atomic(savepoint=False):  # the service's own, if there is one
        entry.save(force_insert=True)
        if sealed:
            JournalPersonal(entry=entry, **sealed).save(force_insert=True)
    return entry


@dataclass(frozen=True)
class Act:
    """One entry to add: see `record` for what each part holds; `obj` may be its reference alone (`reference_to`)."""

    obj: models.Model | tuple[str, str]
    verb: str
    facts: Mapping[str, Any]
    personal: Any = None


def record_many(acts: Iterable[Act], *, by: Any | None) -> int:
    """Add an entry for each of `acts`, in their order, as `record` does for one; return how many."""
    shared = _shared(by)
    told_of_all = _told(shared)
    made = [_own(act, told_of_all) for act in acts]
    with transaction.atomic(savepoint=False):
        numbers = insert_rows(JournalEntry, [own for own, _sealed in made], **shared)
        told = [{"entry_id": number, **sealed} for number, (_, sealed) in zip(numbers, made, strict=True) if sealed]
        insert_rows(JournalPersonal, told)
    return len(made)


def _shared(by: Any | None) -> dict[str, Any]:
    return {"at": calendar.real_now(), "happened_at": calendar.moved_now(), "by_id": getattr(by, "pk", None)}


def _told(shared: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the digest says of the shared columns: who acted, and the instants that there are."""
    instants = {name: shared[name] for name in ("at", "happened_at") if shared[name] is not None}
    return {"by": shared["by_id"]} | {
        name: instant.isoformat(timespec="microseconds") for name, instant in instants.items()
    }


def _own(act: Act, told: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what an entry alone says, with the digest of it all, and what is kept of its personal values."""
    if act.verb not in _verbs:
        raise LookupError(f"The verb {act.verb} is not registered (see core.journal.register_verbs).")
    object_type, object_id = act.obj if isinstance(act.obj, tuple) else reference_to(act.obj)
    salt = secrets.token_hex(16) if act.personal else ""
    personal_data = _exact(act.personal) if act.personal else None
    own = {
        "verb": act.verb,
        "object_type": object_type,
        "object_id": object_id,
        "facts": _exact(act.facts),
        "personal_digest": personal_digest(salt, personal_data) if personal_data else "",
    }
    own["digest"] = digest_of(**told, **own)
    return own, {"salt": salt, "data": personal_data} if personal_data else {}


@dataclass(frozen=True)
class HistoryLine:
    """One line of the history of an object, in the reader's words; `at` follows the demo clock where there is one."""

    at: datetime
    verb: str
    label: str
    by_label: str
    facts: dict[str, Any]
    note: str = ""


def history_of(*objects: models.Model) -> list[HistoryLine]:
    """Return what happened to `objects`, the latest first."""
    references = [reference_to(obj) for obj in objects]
    if len(references) > OFTEN_ASKED:
        return [_line(*entry) for entry in _entries(references)]
    named = {f"{part}_{n}": word for n, told in enumerate(references) for part, word in zip(_ABOUT, told, strict=True)}
    return [_line(*entry) for entry in _about(len(references)).of(None, **named).all()]


@cache
def _about(count: int) -> PreparedRows:
    """Prepare what was written about so many objects: pages ask of one, or of a person and her few stays."""

    def entries(_reader: None, _key: None, **named: str) -> "models.QuerySet[JournalEntry, tuple[Any, ...]]":
        return _entries([(named[f"type_{n}"], named[f"key_{n}"]) for n in range(count)])

    return PreparedRows(entries, **{f"{part}_{n}": str for n in range(count) for part in _ABOUT})


def _line(at: datetime, happened_at: datetime | None, verb: str, by: int | None, facts: Any, *name: Any) -> HistoryLine:
    """Tell one row of `_entries`."""
    return HistoryLine(happened_at or at, verb, verb_label(verb), _author(by, facts, *name), facts)


def _entries(references: Iterable[tuple[str, str]]) -> "models.QuerySet[JournalEntry, tuple[Any, ...]]":
    """Find what was written about objects, the latest first: what is told of it, and the name of who did it."""
    about = models.Q(pk__in=[])
    for object_type, object_id in references:
        about |= models.Q(object_type=object_type, object_id=object_id)
    told = ("at", "happened_at", "verb", "by", "facts", "by__first_name", "by__last_name", "by__email")
    return JournalEntry.objects.filter(about).order_by("-id").values_list(*told)


@transaction.atomic
def erase_personal(obj: models.Model, *, now: datetime) -> int:
    """Empty the personal values kept about `obj`; return how many entries had some. The chain stays whole."""
    object_type, object_id = reference_to(obj)
    rows = JournalPersonal.objects.filter(
        entry__object_type=object_type, entry__object_id=object_id, erased_at__isnull=True
    )
    return rows.update(data=None, salt="", erased_at=now)


def entry_digest(entry: JournalEntry) -> str:
    """Digest every column of an entry but its number, which the chain covers; `happened_at` where there is one."""
    shared = {name: getattr(entry, name) for name in SHARED_COLUMNS}
    return digest_of(**_told(shared), **{name: getattr(entry, name) for name in OWN_COLUMNS})


def personal_digest(salt: str, data: Mapping[str, Any]) -> str:
    """Digest personal values with a salt that erasure forgets."""
    return digest_of(salt=salt, data=data)


def digest_of(**content: Any) -> str:
    """Digest canonical JSON: sorted keys, no spaces, UTF-8."""
    return hashlib.sha256(CANONICAL.encode(content).encode()).hexdigest()


def _author(by: int | None, facts: Mapping[str, Any], first_name: str | None, last_name: str, email: str) -> str:
    if by is None:
        return str(_("Par un lien personnel") if facts.get("by_link") else _("Le portail"))
    if first_name is None:
        return str(_("Compte supprimé"))
    return get_user_model().name_from(first_name, last_name, email)  # type: ignore[attr-defined]


def _exact(value: Any) -> Any:
    """Return `value` as JSON that PostgreSQL gives back unchanged."""
    match value:
        case None | bool():
            return value
        case str():  # text choices and lazy strings become plain text; NUL cannot be stored
            return str(value).replace("\0", "")
        case int():
            return int(value)
        case Decimal() | UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case models.Model():
            return _exact(value.pk)
        case Mapping():
            return {str(key): _exact(item) for key, item in value.items()}
        case list() | tuple():
            return [_exact(item) for item in value]
        case set() | frozenset():
            return sorted((_exact(item) for item in value), key=str)
    raise TypeError(f"The journal keeps no {type(value).__name__}.")
