"""What the officer's desk on one dossier holds, all read along with it."""

from typing import Any

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from ofqj_portal.core.models import ReminderPause
from ofqj_portal.core.models.about import reference_to
from ofqj_portal.core.prepared_rows import RowsOf
from projects.doors import DECISIONS_PART, EXTRAS_PART, WHOLE, part_of_dossier, prepared_door
from projects.models import (
    ConflictDeclaration,
    ExternalOpinion,
    InformationRequest,
    InternalNote,
    Project,
    ProjectLabel,
    Review,
)
from projects.models.message import count_of_new
from projects.models.told import parts_told


def desk_rows(user: Any, number: str) -> RowsOf:
    """Return one dossier with what its desk reads of it: the parts its rules look at, and the rows of every panel."""
    return _DESK.of(user, number=number)


def _with_panels(rows: Any, user: Any) -> Any:
    told = {"new_messages": count_of_new(user), "has_pauses": Exists(_pauses())}
    return rows.select_related("officer").annotate(**told, **parts_told())


def _pauses() -> Any:
    object_type, _key = reference_to(Project())
    return ReminderPause.objects.filter(object_type=object_type, object_id=Cast(OuterRef("pk"), CharField()))


#: What a panel shows, whatever the section of its reader: the queries of each panel keep what she may read.
_PANELS = (
    part_of_dossier("reviews", lambda: Review.objects.select_related("reviewer")),
    part_of_dossier("information_requests", lambda: InformationRequest.objects.order_by("-asked_at", "-pk")),
    part_of_dossier("external_opinions", lambda: ExternalOpinion.objects.select_related("asked_by")),
    part_of_dossier(
        "conflicts", lambda: ConflictDeclaration.objects.select_related("person").defer("reason", "lift_reason")
    ),
    part_of_dossier("internal_notes", lambda: InternalNote.objects.select_related("author")),
    part_of_dossier("labels", lambda: ProjectLabel.objects.select_related("label").order_by("label__name", "label_id")),
)
_DESK = prepared_door(_with_panels, *WHOLE, EXTRAS_PART, DECISIONS_PART, *_PANELS)
