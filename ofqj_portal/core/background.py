"""What the kernel itself does in the background: mails, slots of the clock, the journal's heads, and tidying up."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import calendar, files, journal_check, once, outbox, periodic, quarantine
from ofqj_portal.core.jobs import Progress, handles
from ofqj_portal.core.journal import register_verbs
from ofqj_portal.core.models import Job, JobState, MailState, OutboxMail, StoredFile

KEPT_JOBS = timedelta(days=90)


@handles("core.run_periodic", atomic=False)
def run_periodic(job: Job, progress: Progress) -> None:
    """Run one slot of one periodic entry."""
    periodic.run_slot(job.args["name"], datetime.fromisoformat(job.args["slot"]))


def mail_failed(job: Job, reason: str) -> None:
    """Mark the mail that could not be sent, after the last attempt."""
    waiting = OutboxMail.objects.filter(pk=job.args["mail"], state=MailState.QUEUED)
    waiting.update(state=MailState.FAILED, error=reason, secret="")


@handles("core.send_mail", max_attempts=8, gave_up=mail_failed)
def send_mail(job: Job, progress: Progress) -> None:
    """Hand one mail to the server, its row locked, so that it leaves once; a mail that was withdrawn stays.

    Its secret is forgotten as it leaves, and its words where they must be; the demo keeps both, where the list of mails
    is the only mailbox.
    """
    row = OutboxMail.objects.select_for_update().filter(pk=job.args["mail"], state=MailState.QUEUED).first()
    if row is None:
        return
    message = EmailMultiAlternatives(
        row.subject, row.whole_text, to=[row.to_email], headers={"Message-ID": outbox.message_id(row)}
    )
    message.attach_alternative(row.whole_html, "text/html")
    for attachment in row.attachments.all():
        message.attach(attachment.name, files.read(attachment), attachment.content_type)
    row.state, row.sent_at, row.left_at = MailState.SENT, calendar.real_now(), calendar.moved_now()
    if not settings.DEMO:
        row.secret = ""
        if row.is_forgotten_once_sent:
            row.forget_words()
    row.save()
    message.send()


register_verbs({"file.refused": _("Fichier refusé au contrôle")})
LOOKED_AT_ONCE = 200


@handles("core.release_file", max_attempts=8)
def release_file(job: Job, progress: Progress) -> None:
    """Scan one held file and let it go, or refuse it. While the antivirus is away it stays held, and is tried again."""
    file = StoredFile.objects.select_for_update(of=("self",)).filter(pk=job.args["file"]).first()
    if file is not None and quarantine.has_work(file):
        quarantine.release(file=file, content=files.read(file), now=calendar.now())


@periodic.every("hour", "core.look_at_waiting_files")
def look_at_waiting_files(now: datetime) -> None:
    """Try the held files again, once an antivirus that was away for long is back, or was just configured."""
    for file in quarantine.waiting_files()[:LOOKED_AT_ONCE]:
        files.look_at(file)


@periodic.every("day", "core.send_journal_heads", at_hour=3)
def send_journal_heads(now: datetime) -> None:
    """Send yesterday's head of the journal out of the database (the journal's days are real ones, in UTC)."""
    journal_check.send_heads(calendar.real_now().astimezone(UTC).date())


@periodic.every("day", "core.sweep_files", at_hour=4)
def sweep_files(now: datetime) -> None:
    """Delete the bytes that a transaction wrote and did not keep."""
    files.sweep(calendar.real_now())


@periodic.every("day", "core.tidy_up", at_hour=3)
def tidy_up(now: datetime) -> None:
    """Forget used form tokens, slots long taken, and finished jobs that nobody asked for by name."""
    once.forget_old_tokens()
    periodic.forget_old_slots(calendar.real_now())
    over = Job.objects.filter(state__in=[JobState.DONE, JobState.CANCELLED], owner=None)
    over.filter(finished_at__lt=calendar.real_now() - KEPT_JOBS).delete()
