"""What the pages that cross the apps do in the background."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.jobs import JobNote, Progress, handles
from ofqj_portal.core.list_exports import list_called
from ofqj_portal.core.models import Job, JobState, StoredFile
from ofqj_portal.core.shores import Shore, format_date, reading_as
from ofqj_portal.dashboard.services.exports import JOB, build_export, kept


def _note(job: Job) -> JobNote:
    """Say how long the file is kept, and lead back to the list with its filters."""
    query = job.args.get("query", "")
    url = reverse(list_called(job.args["list"]).url_name) + (f"?{query}" if query else "")
    return JobNote(_life(job), url, _("Revenir à la liste"))


def _life(job: Job) -> str:
    if job.state != JobState.DONE:
        return ""
    if job.artefact is None:
        return _("Ce fichier a été effacé. Depuis la liste, vous pouvez en demander un autre.")
    last_day = (job.artefact.created_at + kept()).astimezone(calendar.PARIS).date()
    days = ngettext("%(count)d jour", "%(count)d jours", settings.EXPORT_KEPT_DAYS) % {
        "count": settings.EXPORT_KEPT_DAYS
    }
    return _("Ce fichier n’est ouvert qu’à vous. Il est gardé %(days)s, jusqu’au %(last_day)s.") % {
        "days": days,
        "last_day": format_date(last_day),
    }


@handles(JOB, title=gettext_lazy("Export d’une liste"), note=_note)
def export_list(job: Job, progress: Progress) -> StoredFile:
    """Make the file of a list, in the words and the zone of the page it was asked on."""
    owner = User.objects.filter(pk=job.owner_id, is_active=True).first()
    with reading_as(Shore(job.args["shore"])), timezone.override(ZoneInfo(job.args["zone"])):
        return build_export(job=job, by=owner, now=calendar.now(), progress=progress)
