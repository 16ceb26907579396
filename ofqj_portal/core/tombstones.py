"""What was erased stays erased: a mark for each, kept outside of what is backed up, and replayed after a restore.

A mark holds a keyed hash and a key, never a name. `storages["tombstones"]` lies where no backup of the base goes.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import storages

FOLDER = "erased"


@dataclass(frozen=True)
class Tombstone:
    """One erased object: its model and key, the keyed hash that named its person, the instant."""

    object_type: str
    object_id: str
    hash: str
    at: datetime


def set_tombstone(stone: Tombstone) -> str:
    """Write `stone` down, once for each object; return its path."""
    path = f"{FOLDER}/{stone.object_type}-{stone.object_id}.json"
    storage = storages["tombstones"]
    if not storage.exists(path):
        content = {"object": stone.object_type, "id": stone.object_id, "hash": stone.hash, "at": stone.at.isoformat()}
        storage.save(path, ContentFile(json.dumps(content, sort_keys=True).encode()))
    return path


def tombstones() -> Iterator[Tombstone]:
    """Yield every mark, by its object."""
    storage = storages["tombstones"]
    try:
        _folders, names = storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in sorted(names):
        with storage.open(f"{FOLDER}/{name}") as stream:
            said = json.loads(stream.read())
        yield Tombstone(said["object"], said["id"], said["hash"], datetime.fromisoformat(said["at"]))
