"""What waits for a person leaves in one mail."""

from ofqj_portal.core import calendar
from ofqj_portal.core.jobs import Progress, handles
from ofqj_portal.core.models import Job
from ofqj_portal.notifications.services.delivery import send_held


@handles("notifications.send_held", max_attempts=8)
def send_what_was_held(job: Job, progress: Progress) -> None:
    """Send all that waited for one person."""
    send_held(user_id=job.args["user"], real_now=calendar.real_now())
