"""What the kernel's own rows give to the business export."""

from ofqj_portal.core import models
from ofqj_portal.core.business_export import leave_out, register_export

ABOUT = (("object_type", "object_id"),)

register_export(
    models.StoredFile, key=["kind", "sha256", "name"], skip=["path"], refs=[("attached_type", "attached_key")]
)
register_export(
    models.OutboxMail,
    key=["kind", "key", "to_email", "created_at"],
    hashed=["key", "to_email", "to_name", "subject", "text", "html", "bounce"],
    skip=["secret"],
)
register_export(models.ActionLink, key=["token_hash"], hashed=["email"], refs=ABOUT)
register_export(models.Reminder, key=["kind", "object_type", "user", "step"], refs=ABOUT)
register_export(models.ReminderPause, key=["kind", "object_type", "paused_at"], hashed=["reason"], refs=ABOUT)
register_export(models.Version, key=["object_type", "number", "at"], hashed=["note"], refs=ABOUT)
register_export(models.NumberSequence, key=["name"])

leave_out(models.Job, "Work of the machine: what it made is exported with its own object.")
leave_out(models.PeriodicRun, "Slots of the clock.")
leave_out(models.UsedToken, "Tokens of posted forms.")
leave_out(models.JournalEntry, "The journal has its own check, verify_journal.")
leave_out(models.JournalPersonal, "The journal has its own check, verify_journal.")
leave_out(models.JournalLink, "The journal has its own check, verify_journal.")
leave_out(models.JournalHead, "The journal has its own check, verify_journal.")
leave_out(models.Reading, "Kept for the person concerned; no row of the trade.")
