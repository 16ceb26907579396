"""What accounts do in the background."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ofqj_portal.accounts.emails import FileRefusedMail, PasswordLink
from ofqj_portal.accounts.models import User
from ofqj_portal.core.jobs import Progress, handles
from ofqj_portal.core.models import Job, StoredFile
from ofqj_portal.core.outbox import queue
from ofqj_portal.core.quarantine import told_of_refusals


@handles("accounts.send_password_links", title=_("Envoi d’un lien"))
def send_password_links(job: Job, progress: Progress) -> None:
    """Send each active account of the job a link to choose a password; the same job sends it once."""
    for user in User.objects.filter(pk__in=job.args["user_ids"], is_active=True).order_by("pk"):
        queue(PasswordLink(user=user), key=f"password-link:{job.pk}:{user.pk}")


@told_of_refusals
def tell_who_handed_it_in(file: StoredFile, now: datetime) -> None:
    """Write to whoever handed a file in that it was refused, once."""
    user = User.objects.filter(pk=file.created_by_id, is_active=True).first()
    if user is not None:
        queue(FileRefusedMail(file, user), key=f"file-refused:{file.pk}")
