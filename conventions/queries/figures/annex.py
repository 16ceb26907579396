"""The projects behind the figures: no name, no headcount (R18: a list of groups betrays small cells)."""

from typing import Any

from conventions.periods import Period

from .activity import gone

MAX_PROJECTS = 600


def annex_figures(period: Period) -> dict[str, Any]:
    """List the projects that left in the period, in order of departure, up to a number a paper can hold."""
    rows = gone(period).order_by("departed_on", "number").select_related("call", "carrier")
    listed = [
        {
            "number": project.number,
            "title": project.title,
            "programme": project.call.programme,
            "direction": project.direction,
            "carrier": project.carrier.name,
            "city": project.destination_city,
            "departed_on": project.departed_on.isoformat(),
            "returned_on": project.returned_on.isoformat() if project.returned_on else None,
        }
        for project in rows[:MAX_PROJECTS]
    ]
    return {"projects": listed, "max": MAX_PROJECTS}
