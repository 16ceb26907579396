"""Versions of an object and the difference between two of them, in words."""

import difflib
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max

from ofqj_portal.core.models.about import reference_to
from ofqj_portal.core.models.version import Version

Show = Callable[[str, Any], str]
_NOTHING = (None, "", [], {})


@dataclass(frozen=True)
class Change:
    """One thing that differs: its French label, what was there, what is there now; "" for nothing."""

    label: str
    before: str
    after: str

    @property
    def words(self) -> list[tuple[str, str]]:
        """Cut the change into runs of words: ("same" | "removed" | "added", text)."""
        old, new = self.before.split(), self.after.split()
        runs: list[tuple[str, str]] = []
        for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                runs.append(("same", " ".join(old[i1:i2])))
                continue
            if i2 > i1:
                runs.append(("removed", " ".join(old[i1:i2])))
            if j2 > j1:
                runs.append(("added", " ".join(new[j1:j2])))
        return runs


@transaction.atomic
def save_version(obj: models.Model, *, data: dict[str, Any], by: Any, now: datetime, note: str = "") -> Version:
    """Write down what `obj` says now, under the next number. Call it with the row of `obj` locked.

    `data` is JSON: field names and plain values. Nothing is deduplicated: each act leaves its version.
    """
    object_type, object_id = reference_to(obj)
    last = versions_of(obj).aggregate(last=Max("number"))["last"] or 0
    return Version.objects.create(
        object_type=object_type, object_id=object_id, number=last + 1, data=data, by=by, at=now, note=note
    )


def versions_of(obj: models.Model) -> "models.QuerySet[Version]":
    """Return the versions of `obj`, oldest first."""
    return Version.objects.about(obj).order_by("number")


def digest_of(version: Version) -> str:
    """Return the SHA-256 of what `version` says, written as canonical JSON: sorted keys, no space, UTF-8."""
    return sha256_of(version.data)


def sha256_of(data: Any) -> str:
    """Return the SHA-256 of plain data written as canonical JSON; anybody who holds the data finds it again."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def compare(
    old: Mapping[str, Any], new: Mapping[str, Any], labels: Mapping[str, Any], *, show: Show | None = None
) -> list[Change]:
    """List what differs between two contents, in the order of `labels`, whose fields alone are looked at.

    `show(field, value)` puts a value into words for the reader; by default it is written as it is.
    """
    show = show or _plain
    return [
        Change(label=str(label), before=show(field, old.get(field)), after=show(field, new.get(field)))
        for field, label in labels.items()
        if old.get(field) != new.get(field) and not (old.get(field) in _NOTHING and new.get(field) in _NOTHING)
    ]


def _plain(field: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    return "\n".join(str(item) for item in value) if isinstance(value, list) else str(value)
