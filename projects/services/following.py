"""Who follows a dossier in the structure that carries it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.core.journal import Act, record_many
from projects.models import Project


@transaction.atomic
def pass_dossiers_on(*, projects: Iterable[Project], taker: User, by: User, now: datetime) -> int:
    """Have `taker` follow these dossiers from now on; return how many. What they say does not change."""
    keys = [project.pk for project in projects]
    rows = list(Project.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    Project.objects.filter(pk__in=keys).update(followed_by=taker)
    return record_many([Act(row, "project.passed_on", {"followed_by": taker.pk}) for row in rows], by=by)
