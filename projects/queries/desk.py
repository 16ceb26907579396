"""What the officer's desk on one dossier holds, told with the dossier: a panel that is empty asks nothing more."""

from typing import Any

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from ofqj_portal.core.models import ReminderPause
from ofqj_portal.core.models.about import reference_to
from ofqj_portal.core.prepared_rows import RowsOf
from projects.doors import EXTRAS_PART, WHOLE, prepared_door
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
from projects.models.told import parts_told


def desk_rows(user: Any, number: str) -> RowsOf:
    """Return one dossier with what its desk reads of it: the parts its rules look at, which panels hold rows."""
    return _DESK.of(user, number=number)


def _with_panels(rows: Any, user: Any) -> Any:
    parts = {
        "requests": InformationRequest.objects.all(),
        "external_opinions": ExternalOpinion.objects.all(),
        "conflicts": ConflictDeclaration.objects.standing(),
        "decisions": Decision.objects.all(),
        "notes": InternalNote.objects.all(),
        "labels": ProjectLabel.objects.all(),
    }
    held = {f"has_{part}": Exists(rows.filter(project=OuterRef("pk"))) for part, rows in parts.items()}
    told = {"new_messages": count_of_new(user), "has_pauses": Exists(_pauses())}
    return rows.select_related("officer").annotate(**told, **held, **parts_told())


def _pauses() -> Any:
    object_type, _key = reference_to(Project())
    return ReminderPause.objects.filter(object_type=object_type, object_id=Cast(OuterRef("pk"), CharField()))


_DESK = prepared_door(_with_panels, *WHOLE, EXTRAS_PART)
