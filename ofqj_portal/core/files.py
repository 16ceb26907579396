"""Private files: how they come in, and who may take them out again.

Each app registers the kinds of files it keeps, with what they may contain and who may read them. Everything that is
served goes through the one view of `core.views.files`.
"""

import hashlib
import re
import unicodedata
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ofqj_portal.core import file_types, jobs, pictures, quarantine
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.models.stored_file import FileState, StoredFile

MAX_UPLOAD_BYTES = 10 * 1024 * 1024
KEPT_WITHOUT_ROW = timedelta(days=1)
_UNSAFE_IN_NAMES = re.compile(r"[^\w.()’' -]+")


class FileRefused(DomainError):
    """The file is empty, too large, or not what its kind accepts."""


@dataclass(frozen=True)
class FileKind:
    """One kind of file: what it accepts (media types, bytes) and who may read it.

    `made_here` says that the portal makes them itself: nothing to scan. Any other file is held until it was looked at.
    `may_read(user, file)` judges the person for this very file; `taken(user, file)`, where given, is told each time it
    is handed over (a download log). `holds_names`: a short-lived list of people, which an erasure drops.
    """

    code: str
    label: str | Promise
    may_read: Callable[[Any, StoredFile], bool]
    types: frozenset[str] = file_types.DOCUMENT_TYPES
    max_bytes: int = MAX_UPLOAD_BYTES
    taken: Callable[[Any, StoredFile], None] | None = None
    made_here: bool = False
    holds_names: bool = False


_kinds: dict[str, FileKind] = {}


def register_kind(kind: FileKind) -> FileKind:
    """Make `kind` known; called at start-up by the app that keeps such files."""
    _kinds[kind.code] = kind
    return kind


def kinds_to_scan() -> list[str]:
    """Return the kinds of files that people hand in: held until an antivirus looked at them."""
    return sorted(kind.code for kind in _kinds.values() if not kind.made_here)


def kinds_with_names() -> list[str]:
    """Return the codes of the kinds whose files list people by name."""
    return sorted(kind.code for kind in _kinds.values() if kind.holds_names)


def may_read(user: Any, file: StoredFile) -> bool:
    """Say whether `user` may take `file` out: its kind must be known, and say yes."""
    kind = _kinds.get(file.kind)
    return kind is not None and kind.may_read(user, file)


def note_taken(user: Any, file: StoredFile) -> None:
    """Tell the kind of `file` that `user` takes it out now."""
    kind = _kinds.get(file.kind)
    if kind is not None and kind.taken is not None:
        kind.taken(user, file)


def check(content: bytes, kind: FileKind) -> str:
    """Return the media type of `content`. Raises FileRefused, with the reason, if `kind` does not accept it."""
    if not content:
        raise FileRefused(_("Ce fichier est vide. Vérifiez-le, puis déposez-le de nouveau."))
    if len(content) > kind.max_bytes:
        raise FileRefused(
            _("Ce fichier est trop lourd : %(size)d Mo au plus. Réduisez-le, puis déposez-le de nouveau.")
            % {"size": kind.max_bytes // (1024 * 1024)}
        )
    media_type = file_types.sniff(content)
    if media_type is None:
        media_type = _text_type(content, kind)
    if media_type not in kind.types:
        accepted = ", ".join(sorted(file_types.TYPE_NAMES[accepted] for accepted in kind.types))
        raise FileRefused(_("Ce type de fichier n’est pas accepté ici. Formats possibles : %s.") % accepted)
    return media_type


def _text_type(content: bytes, kind: FileKind) -> str | None:
    """Return what a text is taken for where `kind` accepts any: JSON by its first sign where both are, else the one."""
    texts = [text for text in (file_types.JSON, file_types.CSV) if text in kind.types]
    if len(texts) > 1 and not content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")):
        return file_types.CSV
    return texts[0] if texts else None


def clean_name(name: str, media_type: str) -> str:
    """Return `name` without path, control or risky characters, with the extension its content calls for."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    stem = _UNSAFE_IN_NAMES.sub(" ", last.rsplit(".", 1)[0]).strip(" .")[:100] or "document"
    return stem + file_types.EXTENSIONS[media_type]


def store(
    content: bytes,
    *,
    kind: str,
    name: str,
    attached_to: Model,
    by: Any | None,
    now: datetime,
    key: uuid.UUID | None = None,
) -> StoredFile:
    """Keep `content` in private storage, attached to `attached_to`; call it inside the service's transaction.

    `key` fixes the identifier, so that a job done twice writes one file. Raises FileRefused.
    """
    file_kind = _kinds[kind]
    media_type = check(content, file_kind)
    if not file_kind.made_here:
        content = _fit(content, media_type)
    identifier = key or uuid.uuid4()
    path = f"{kind}/{identifier.hex[:2]}/{identifier}{file_types.EXTENSIONS[media_type]}"
    path = storages["private"].save(path, ContentFile(content))
    state = FileState.CLEAN if file_kind.made_here else quarantine.state_on_arrival(media_type)
    file = StoredFile.objects.create(
        id=identifier,
        kind=kind,
        attached_type=attached_to._meta.label,
        attached_key=str(attached_to.pk),
        name=clean_name(name, media_type),
        content_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        path=path,
        state=state,
        created_at=now,
        created_by=by,
    )
    if state == FileState.QUARANTINED and quarantine.has_work(file):
        look_at(file)
    return file


def look_at(file: StoredFile) -> None:
    """Ask a worker to scan a held file and to make it fit to be read."""
    jobs.enqueue("core.release_file", args={"file": str(file.pk)}, unique_key=f"release:{file.pk}")


def _fit(content: bytes, media_type: str) -> bytes:
    try:
        return pictures.without_place(content, media_type)
    except pictures.PictureTooLarge:
        raise FileRefused(_("Cette image est trop grande : réduisez ses dimensions, puis déposez-la de nouveau."))
    except pictures.PictureBroken:
        raise FileRefused(
            _("Cette image est abîmée ou coupée : ouvrez-la sur votre appareil, puis déposez-la de nouveau.")
        )


def forget(file: StoredFile) -> None:
    """Drop `file`; its bytes go once the transaction is through, so that a rollback keeps both."""
    path = file.path
    file.delete()
    transaction.on_commit(partial(storages["private"].delete, path))


def sweep(now: datetime) -> int:
    """Delete bytes that no row names, a day after they were written; return how many files that was.

    A transaction that rolls back after `store` leaves such bytes, and so does a process killed before the bytes of a
    forgotten file went. `now` is on the real clock, as the storage is.
    """
    storage, deleted = storages["private"], 0
    for kind in _kinds:
        for path in _paths(storage, kind):
            if storage.get_modified_time(path) < now - KEPT_WITHOUT_ROW:
                storage.delete(path)
                deleted += 1
    return deleted


def _paths(storage: Storage, kind: str) -> Iterator[str]:
    """Yield the paths of `kind` that no row names, one folder and one query at a time."""
    try:
        folders, _files = storage.listdir(kind)
    except FileNotFoundError:  # a folder that no file of this kind has made yet; an S3 store lists nothing instead
        return
    for folder in sorted(folders):
        lying = {f"{kind}/{folder}/{name}" for name in storage.listdir(f"{kind}/{folder}")[1]}
        yield from sorted(lying - set(StoredFile.objects.filter(path__in=lying).values_list("path", flat=True)))


def read(file: StoredFile) -> bytes:
    """Return the bytes of `file`, for a paper or an attachment made by the portal itself."""
    with storages["private"].open(file.path) as stream:
        return stream.read()
