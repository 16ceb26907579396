"""Let go of a person everywhere: each app registers what it holds of her and how it forgets it.

The app that knows who she is calls `erase_everywhere` in its own transaction; what only counts people stays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ofqj_portal.core import calendar, files
from ofqj_portal.core.journal import erase_personal
from ofqj_portal.core.models import ActionLink, MailState, OutboxMail, ReminderPause, StoredFile
from ofqj_portal.core.models.about import reference_to


@dataclass(frozen=True)
class Erased:
    """Whom to let go of: the rows that speak of her alone, and the addresses she was ever written to.

    `at_once`: lists of names that others made for themselves go too; else they end by themselves within days.
    """

    objects: tuple[models.Model, ...]
    emails: frozenset[str]
    at_once: bool

    def about(self) -> Q:
        """Match the rows about her (see core.models.about)."""
        found = Q(pk__in=[])
        for one in self.objects:
            object_type, object_id = reference_to(one)
            found |= Q(object_type=object_type, object_id=object_id)
        return found


Eraser = Callable[[Erased, datetime], int]
_erasers: dict[str, Eraser] = {}


def erases(name: str) -> Callable[[Eraser], Eraser]:
    """Register the decorated f(erased, now) under `name` ("projects.photos"); it returns how many rows it emptied."""

    def register(eraser: Eraser) -> Eraser:
        _erasers[name] = eraser
        return eraser

    return register


def erase_everywhere(erased: Erased, *, now: datetime) -> dict[str, int]:
    """Call every eraser, in the order of their names; return how much each let go of, nothing left out."""
    return {name: _erasers[name](erased, now) for name in sorted(_erasers)}


@erases("core.journal")
def empty_journal(erased: Erased, now: datetime) -> int:
    """Empty the personal values beside the journal; its chain stays whole."""
    return sum(erase_personal(one, now=now) for one in erased.objects)


@erases("core.links")
def close_links(erased: Erased, now: datetime) -> int:
    """Close every link to her, and forget where it went."""
    hers = ActionLink.objects.filter(erased.about() | Q(email__in=erased.emails))
    hers.filter(revoked_at=None).update(revoked_at=calendar.real_now())
    return hers.update(email="")


@erases("core.mails")
def empty_mails(erased: Erased, now: datetime) -> int:
    """Take back what has not left, and empty what has; an answer on its way forgets itself as it leaves."""
    folded = OutboxMail.objects.annotate(folded=Lower("to_email"))
    hers = folded.filter(folded__in=[email.lower() for email in erased.emails])
    hers = hers.exclude(state=MailState.QUEUED, is_forgotten_once_sent=True)
    hers.filter(state=MailState.QUEUED).update(state=MailState.WITHDRAWN)
    return hers.update(key="", to_email="", to_name="", subject="", text="", html="", secret="", error="")


@erases("core.files")
def drop_files(erased: Erased, now: datetime) -> int:
    """Drop her files, and the lists of names that still lie about."""
    hers = [file for one in erased.objects for file in StoredFile.objects.attached_to(one)]
    lists = StoredFile.objects.filter(kind__in=files.kinds_with_names()) if erased.at_once else []
    dropped = {file.pk: file for file in (*hers, *lists)}
    for file in dropped.values():
        files.forget(file)
    return len(dropped)


@erases("core.pauses")
def drop_pauses(erased: Erased, now: datetime) -> int:
    """Drop why reminders about her were held back."""
    return ReminderPause.objects.filter(erased.about()).delete()[0]
