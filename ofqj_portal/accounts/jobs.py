"""What accounts do in the background."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.accounts.emails import PasswordLink
from ofqj_portal.accounts.models import User
from ofqj_portal.core.jobs import Progress, handles
from ofqj_portal.core.models import Job
from ofqj_portal.core.outbox import queue


@handles("accounts.send_password_links", title=_("Envoi d’un lien"))
def send_password_links(job: Job, progress: Progress) -> None:
    """Send each active account of the job a link to choose a password; the same job sends it once."""
    for user in User.objects.filter(pk__in=job.args["user_ids"], is_active=True).order_by("pk"):
        queue(PasswordLink(user=user), key=f"password-link:{job.pk}:{user.pk}")
