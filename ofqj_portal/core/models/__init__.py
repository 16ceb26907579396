"""The rows of the kernel, one aggregate a file."""

from ofqj_portal.core.models.job import Job, JobState
from ofqj_portal.core.models.journal import JournalEntry, JournalHead, JournalLink, JournalPersonal
from ofqj_portal.core.models.link import ActionLink
from ofqj_portal.core.models.once import NumberSequence, PeriodicRun, UsedToken
from ofqj_portal.core.models.outbox import SECRET_PLACE, MailState, OutboxMail
from ofqj_portal.core.models.read_log import Reading
from ofqj_portal.core.models.reminder import Reminder, ReminderPause
from ofqj_portal.core.models.stored_file import FileState, StoredFile
from ofqj_portal.core.models.version import Version

__all__ = [
    "SECRET_PLACE",
    "ActionLink",
    "FileState",
    "Job",
    "JobState",
    "JournalEntry",
    "JournalHead",
    "JournalLink",
    "JournalPersonal",
    "MailState",
    "NumberSequence",
    "OutboxMail",
    "PeriodicRun",
    "Reading",
    "Reminder",
    "ReminderPause",
    "StoredFile",
    "UsedToken",
    "Version",
]
