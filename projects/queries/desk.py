"""What the officer's desk on one dossier holds, told with the dossier: a panel that is empty asks nothing more."""

from typing import Any

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from ofqj_portal.core.models import ReminderPause
from ofqj_portal.core.models.about import reference_to
from projects.access import with_parts
from projects.models import (
    ConflictDeclaration,
    Decision,
    ExternalOpinion,
    InformationRequest,
    InternalNote,
    Project,
    ProjectLabel,
)
from projects.models.message import count_of_new


def desk_rows(user: Any) -> Any:
    """Return the dossiers with what their desk reads of them: the parts its rules look at, which panels hold rows."""
    parts = {
        "requests": InformationRequest.objects.all(),
        "external_opinions": ExternalOpinion.objects.all(),
        "conflicts": ConflictDeclaration.objects.standing(),
        "decisions": Decision.objects.all(),
        "notes": InternalNote.objects.all(),
        "labels": ProjectLabel.objects.all(),
    }
    held = {f"has_{part}": Exists(rows.filter(project=OuterRef("pk"))) for part, rows in parts.items()}
    rows = with_parts(Project.objects.select_related("officer"))
    return rows.annotate(new_messages=count_of_new(user), has_pauses=Exists(_pauses()), **held)


def _pauses() -> Any:
    object_type, _key = reference_to(Project())
    return ReminderPause.objects.filter(object_type=object_type, object_id=Cast(OuterRef("pk"), CharField()))
