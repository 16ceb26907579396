"""The key figures of a period, and the same a year earlier: the values of the indicators, by their codes."""

from typing import Any

from conventions.periods import Period
from ofqj_portal.core.small_cells import is_small
from participants.queries.departures import Headcount, departure_counts

from .profiles import share_of


def headline(period: Period, parts: dict[str, Any]) -> dict[str, Any]:
    """Gather the key figures from the sections already counted. Shares are {"part", "whole"}; None is a hidden cell."""
    counts = departure_counts(period.starts_on, period.ends_on)
    awarded = ("section", "currency", "awarded", "envelope", "committed")
    return {
        **of_people(parts["profiles"], parts["results"], counts),
        **of_dossiers(parts["activity"]),
        "agreements": parts["network"]["agreements"]["born"],
        "awarded": [{key: row[key] for key in awarded} for row in parts["money"]["sections"]],
    }


def of_people(profiles: dict[str, Any], results: dict[str, Any], counts: Headcount) -> dict[str, Any]:
    """Gather the key figures of people. They are shares of the shown tables, so that neither betrays the other.

    `people` are distinct persons, hidden when they differ from the departures by so few that the few would be found.
    """
    hidden = is_small(counts.people) or is_small(counts.stays - counts.people)
    return {
        "people": None if hidden else counts.people,
        "departures": None if is_small(counts.stays) else counts.stays,
        "women": share_of(profiles["gender"], "woman"),
        "no_diploma": _no_diploma(profiles["education"]),
        "qpv": share_of(profiles["qpv"], "yes", among=("yes", "no")),
        "rural": share_of(profiles["rural"], "yes", among=("yes", "no")),
        "first_time": share_of(profiles["first_time"], "yes", among=("yes", "no")),
        "jamo": share_of(profiles["jamo"]["answers"], "any", among=("any", "none")),
        "positive_6": _positive(results["situations"]),
    }


def of_dossiers(activity: dict[str, Any]) -> dict[str, Any]:
    """Gather the key figures of dossiers."""
    return {
        "filed": activity["filed"],
        "projects": activity["projects"],
        "acceptance": _acceptance(activity["answers"]),
        "delay_days": activity["delay_days"],
    }


def _acceptance(answers: dict[str, int]) -> dict[str, int]:
    return {"part": answers["yes"], "whole": answers["yes"] + answers["no"]}


def _no_diploma(education: dict[str, Any]) -> dict[str, int | None]:
    totals = [education[branch]["total"] for branch in ("without", "with")]
    return {"part": totals[0], "whole": None if None in totals else sum(totals)}


def _positive(situations: list[dict[str, Any]]) -> dict[str, int | None]:
    at = next(row for row in situations if row["moment"] == "month_6")
    return {"part": at["positive"]["total"], "whole": at["answers"], "due": at["due"]}
