"""What a structure's reports share with the others: read once the OFQJ has closed the dossier."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ofqj_portal.core.prepared_rows import PreparedRows
from partners.models import Structure
from projects.enums import HostingState, ProjectState, Side
from projects.models import ProjectReport, ProjectStructure

SHOWN = 5
READ = ("practices", "brought_back", "project__closed_at", "project__call__programme", "project__carrier__name")


@dataclass(frozen=True)
class Practice:
    """One report's words for the others, from which carrier and in which year; the dossier itself is not named."""

    programme: str
    carrier: Structure
    year: int
    shared: str
    brought_back: str


def practices_of(structure: Structure) -> list[Practice]:
    """List the practices of the reports that `structure` carried or hosted, the latest first; one query.

    Only closed dossiers count: their report was read and accepted.
    """
    return [
        Practice(
            programme=str(report.project.call.get_programme_display()),
            carrier=report.project.carrier,
            year=report.project.closed_at.year,
            shared=report.practices.strip(),
            brought_back=report.brought_back.strip(),
        )
        for report in _TOLD_BY.of(None, structure=structure.pk).all()
    ]


def _told_by(_reader: None, _key: None, *, structure: int) -> "QuerySet[ProjectReport]":
    parts = ProjectStructure.objects.filter(structure=structure)
    stands = Q(side=Side.CARRIER) | Q(state=HostingState.CONFIRMED)
    words = ~Q(practices="") | ~Q(brought_back="")
    rows = ProjectReport.objects.filter(
        words, project__in=parts.filter(stands).values("project"), project__state=ProjectState.CLOSED
    )
    told = rows.select_related("project__carrier", "project__call").only(*READ)
    return told.order_by("-project__closed_at", "-pk")[:SHOWN]


_TOLD_BY = PreparedRows(_told_by, structure=int)
