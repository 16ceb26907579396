"""What there is already when somebody begins a dossier: drafts to continue, past projects to start from."""

from typing import Any

from django.db.models import QuerySet

from ofqj_portal.core.roles import structure_ids
from partners.models import Structure
from projects.enums import ProjectState
from projects.models import Call, Project
from projects.models.visibility import FILING_ROLES

MOST_DRAFTS = 5


def drafts_already(user: Any, call: Call, carrier: Structure) -> list[Project]:
    """List the drafts that `carrier` already has on `call` and that `user` may open, the last changed first."""
    rows = Project.objects.visible_to(user).filter(call=call, carrier=carrier, state=ProjectState.DRAFT)
    return list(rows.order_by("-updated_at", "pk")[:MOST_DRAFTS])


def projects_to_start_from(user: Any) -> QuerySet[Project]:
    """Return the projects that structures in whose name she files once filed, the latest first."""
    carried = Project.objects.filter(carrier__in=structure_ids(user, *FILING_ROLES), submitted_at__isnull=False)
    return carried.order_by("-submitted_at", "pk")
