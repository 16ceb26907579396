"""The preparation of a group on paper: each step with its day and a box to tick by hand. No name is on it."""

from dataclasses import dataclass
from datetime import date

from ofqj_portal.core.shores import format_date
from participants.queries.planning import PlannedStep, retro_planning
from projects.models import Project


@dataclass(frozen=True)
class PlanningPaper:
    """The steps ready to be laid out, the earliest first; `departure` in words, "" while it has no date."""

    number: str
    project_title: str
    structure: str
    departure: str
    steps: tuple[PlannedStep, ...]

    @classmethod
    def of(cls, project: Project, today: date) -> "PlanningPaper":
        """Write the steps of a project as they stand on a day."""
        departs_on = project.departed_on or project.departs_on
        return cls(
            number=project.number,
            project_title=project.title,
            structure=str(project.carrier),
            departure=format_date(departs_on) if departs_on else "",
            steps=tuple(retro_planning(project, today)),
        )
