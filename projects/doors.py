"""What the doors of a dossier read along with it, written once for each kind of reader; see `access.get_project`."""

from collections.abc import Callable
from typing import Any

from django.db.models import OuterRef, Subquery

from ofqj_portal.core.prepared_parts import PreparedPart, PreparedParts
from ofqj_portal.core.prepared_rows import PreparedRows
from projects.models import (
    AidExtra,
    AidRequest,
    BudgetLine,
    Decision,
    GrantAgreement,
    Phase,
    Piece,
    Project,
    ProjectStructure,
)


def part_of_dossier(name: str, rows: Callable[[], Any]) -> PreparedPart:
    """Name a relation of a dossier that a door brings along, and all its rows in their order."""
    return PreparedPart(name, rows, owner="project")


def _decisions() -> Any:
    standing = GrantAgreement.objects.standing().filter(decision=OuterRef("pk")).values("state")[:1]
    rows = Decision.objects.select_related("grant").defer("motive", "conditions")
    return rows.annotate(standing_agreement=Subquery(standing)).order_by("section")


_ALWAYS = (
    part_of_dossier(
        "structures", lambda: ProjectStructure.objects.select_related("structure").order_by("side", "-is_lead", "pk")
    ),
    part_of_dossier("aid_requests", lambda: AidRequest.objects.order_by("section")),
)
PIECES_PART = part_of_dossier(
    "pieces", lambda: Piece.objects.select_related("file").order_by("category", "added_at", "pk")
)
#: What each section answered, without its words: its grant, and the state of the agreement that stands, if any.
DECISIONS_PART = part_of_dossier("decisions", _decisions)
EXTRAS_PART = part_of_dossier("aid_extras", lambda: AidExtra.objects.order_by("category", "obstacle"))
#: What a page that only reads brings along, in its parts: the same as `access.with_parts`.
WHOLE = (
    part_of_dossier("phases", lambda: Phase.objects.order_by("starts_on", "pk")),
    part_of_dossier(
        "budget_lines",
        lambda: BudgetLine.objects.select_related("account").order_by("side", "account__position", "pk"),
    ),
)


def prepared_door(build: Callable[..., Any], *parts: PreparedPart, **types: type) -> PreparedRows:
    """Prepare a door for `get_project`: what `build(rows, user, **values)` brings along of a dossier, and these parts.

    Its structures and aid requests always come along. Its rows are asked with `of(user, number=…, **values)`.
    """

    def opened(user: Any, _key: None, *, number: str, **values: Any) -> Any:
        rows = build(Project.objects.visible_to(user), user, **values)
        return rows.filter(number=number).select_related("call", "carrier", "agreement").order_by()

    return PreparedRows(opened, parts=PreparedParts((*_ALWAYS, *parts)), number=str, **types)


BARE = prepared_door(lambda rows, _user: rows)
