"""What the group does in the background: it follows its project."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import calendar
from ofqj_portal.core.jobs import Progress, handles
from ofqj_portal.core.models import Job, StoredFile
from participants.services.follow import follow_project
from projects.models import Project


@handles("participants.follow_project", title=_("Mise à jour du groupe d’après le dossier"))
def follow(job: Job, progress: Progress) -> StoredFile | None:
    """Bring the group of args["project"] in line with its dossier."""
    follow_project(project=Project.objects.get(pk=job.args["project"]), by=job.owner, now=calendar.now())
    return None
