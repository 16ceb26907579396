"""What becomes of a file that somebody handed in: held, scanned, made fit to be read, then served or refused.

Held means never served. A worker scans it when an antivirus is configured; without one, it is served as « non
analysé » where the settings allow it (the demo, or a production that says so), else it stays held.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from ofqj_portal.core import file_types, pictures, scanning
from ofqj_portal.core.journal import record
from ofqj_portal.core.models.stored_file import FileState, StoredFile

UNREADABLE = "unreadable"
Refused = Callable[[StoredFile, datetime], None]
_listeners: list[Refused] = []
#: What a worker makes fit to be read before anybody opens it.
TO_CONVERT = frozenset({file_types.HEIC})


def told_of_refusals(listener: Refused) -> Refused:
    """Have `listener(file, now)` called in the transaction that refuses a file; serves as decorator."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def state_on_arrival(media_type: str) -> FileState:
    """Return the state in which a file somebody hands in begins."""
    if scanning.is_configured() or media_type in TO_CONVERT or not settings.SERVE_UNSCANNED:
        return FileState.QUARANTINED
    return FileState.UNSCANNED


def has_work(file: StoredFile) -> bool:
    """Say whether a worker can do something for `file` now."""
    if file.state not in {FileState.QUARANTINED, FileState.UNSCANNED}:
        return False
    return scanning.is_configured() or (file.state == FileState.QUARANTINED and settings.SERVE_UNSCANNED)


def release(*, file: StoredFile, content: bytes, now: datetime) -> StoredFile:
    """Scan a held file of these bytes, make it fit to be read, and let it go, or refuse it.

    `file` must be locked. Doing it twice changes nothing. Raises ScannerAway, and the file stays held.
    """
    if not has_work(file):
        return file
    scanned = scanning.is_configured()
    threat = scanning.threat_in(content) if scanned else ""
    if threat:
        return _refuse(file, threat, now)
    if file.content_type in TO_CONVERT:
        try:
            _replace(file, pictures.heic_to_jpeg(content))
        except (pictures.PictureBroken, pictures.PictureTooLarge):
            return _refuse(file, UNREADABLE, now)
    file.state, file.checked_at = FileState.CLEAN if scanned else FileState.UNSCANNED, now
    file.save()
    return file


def _replace(file: StoredFile, jpeg: bytes) -> None:
    """Keep the JPEG in the place of the photo; the former bytes go once the transaction is through."""
    former, suffix = file.path, file_types.EXTENSIONS[file_types.JPEG]
    file.path = storages["private"].save(f"{former.rsplit('.', 1)[0]}{suffix}", ContentFile(jpeg))
    file.name = file.name.rsplit(".", 1)[0] + suffix
    file.content_type, file.size = file_types.JPEG, len(jpeg)
    file.sha256 = hashlib.sha256(jpeg).hexdigest()
    transaction.on_commit(partial(storages["private"].delete, former))


def _refuse(file: StoredFile, threat: str, now: datetime) -> StoredFile:
    """Delete the bytes, keep the row as a trace, and tell who must know."""
    file.state, file.threat, file.checked_at = FileState.REJECTED, threat[:120], now
    file.save(update_fields=["state", "threat", "checked_at"])
    transaction.on_commit(partial(storages["private"].delete, file.path))
    for listener in _listeners:
        listener(file, now)
    record(file, "file.refused", by=None, kind=file.kind, threat=file.threat)
    return file


def waiting_files() -> Any:
    """Return the files for which a worker can do something now, the oldest first."""
    states = [FileState.QUARANTINED] if settings.SERVE_UNSCANNED or scanning.is_configured() else []
    states += [FileState.UNSCANNED] if scanning.is_configured() else []
    return StoredFile.objects.filter(state__in=states).order_by("created_at", "pk")
