"""What the OFQJ asked a structure to complete, and what its answers changed."""

from dataclasses import dataclass

from ofqj_portal.core.versions import versions_of
from projects.enums import IN_REVIEW
from projects.models import InformationRequest, Project


@dataclass(frozen=True)
class AskedRow:
    """A request, and the two versions its answer stands between; 0 and 0 while there is none."""

    asked: InformationRequest
    before: int = 0
    after: int = 0


def requests_of(project: Project) -> list[AskedRow]:
    """Return the requests made on `project`, each with the versions to compare; an answer makes a version at once."""
    requests, rows = list(project.information_requests.all()), []
    answered = any(asked.answered_at for asked in requests)
    made_at = {version.at: version.number for version in versions_of(project).defer("data")} if answered else {}
    for asked in requests:
        after = made_at.get(asked.answered_at, 0)
        rows.append(AskedRow(asked, after - 1, after) if after > 1 else AskedRow(asked))
    return rows


def waiting_among(project: Project, rows: list[AskedRow]) -> InformationRequest | None:
    """Return the one of `requests_of` that waits for an answer, as `open_request` would, without a query."""
    if project.state not in IN_REVIEW:
        return None
    return next((row.asked for row in rows if row.asked.is_open), None)
