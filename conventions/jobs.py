"""What the conventions app does in the background."""

from django.utils.translation import gettext_lazy as _

from conventions.models import AnnualReport
from conventions.services.building import JOB, Progress, build_report
from ofqj_portal.core import calendar
from ofqj_portal.core.jobs import handles
from ofqj_portal.core.models import Job, StoredFile


@handles(JOB, queue="papers", title=_("Bilan annuel en préparation"))
def build_annual_report(job: Job, progress: Progress) -> StoredFile:
    """Make the paper of one report; its file takes the job's own key."""
    report = AnnualReport.objects.get(pk=job.args["report"])
    return build_report(report=report, key=job.pk, now=calendar.now(), progress=progress)
