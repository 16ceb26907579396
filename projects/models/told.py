"""What a page that only reads a dossier learns of its parts along with it, so that it asks for none of them in vain."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery

from projects.enums import OWES_REPORT
from projects.models.booking import Booking
from projects.models.change import ChangeRequest
from projects.models.piece import Piece
from projects.models.project import Project


def parts_told() -> dict[str, Any]:
    """Build the annotations of a dossier: the categories of its pieces, the state of its open change ("" without one),
    whether something is booked for it, and the first day by which its carrier owes the report of another project.
    """
    own = {"project": OuterRef("pk")}
    owing = Project.objects.filter(carrier=OuterRef("carrier"), state__in=sorted(OWES_REPORT)).exclude(
        pk=OuterRef("pk")
    )
    return {
        "piece_categories": ArraySubquery(Piece.objects.filter(**own).order_by().values("category").distinct()),
        "open_change_state": Subquery(ChangeRequest.objects.open().filter(**own).values("state")[:1]),
        "has_bookings": Exists(Booking.objects.filter(**own)),
        "carrier_owes_by": Subquery(owing.order_by("report_due_on").values("report_due_on")[:1]),
    }


def at_hand(project: Any, relation: str) -> list[Any] | None:
    """Return the rows of a relation that the door of a dossier brought along; None where it did not."""
    brought = getattr(project, "_prefetched_objects_cache", {}).get(relation)
    return None if brought is None else list(brought)


def may_hold(project: Any, part: str) -> bool:
    """Say whether a part of a dossier is worth a query: no, where its door told (`has_<part>`) that it is empty."""
    return bool(getattr(project, f"has_{part}", True))
