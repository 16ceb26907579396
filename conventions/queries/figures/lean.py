"""The key figures of a period and their tables alone, in three queries at most: what pages of indicators ask for."""

from collections.abc import Collection, Sequence
from typing import Any

from conventions.periods import Period
from participants.queries.departures import Headcount, departures
from participants.queries.measures import measured, situation_at_6

from .activity import answers, by_programme
from .apart import keep_apart
from .headline import of_dossiers, of_people
from .network import agreement_counts
from .profiles import profile_tables
from .results import situation_table

PEOPLE, DOSSIERS, PROGRAMMES, AGREEMENTS = "people", "dossiers", "programmes", "agreements"
KEY_FIGURES = (PEOPLE, DOSSIERS, AGREEMENTS)


def lean_figures(
    period: Period, counted: Collection[str] = KEY_FIGURES, others: Sequence[Period] = ()
) -> dict[str, Any]:
    """Count the headline and the sections that indicators read, as a report counts them; a query for each of `counted`.

    What is not `counted` is left out of the headline and of the sections. `others` are the periods told before that
    share days with this one (`apart`): one query more.
    """
    head: dict[str, Any] = {}
    sections: dict[str, dict[str, Any]] = {"activity": {}}
    if PEOPLE in counted:
        found = measured(departures(period.starts_on, period.ends_on))[0]
        sections["profiles"] = profile_tables(found)
        sections["results"] = {"situations": [situation_table(situation_at_6(found))]}
        heads = Headcount(found["people"], found["stays"])
        apart = keep_apart(sections, period, others)
        head |= of_people(sections["profiles"], sections["results"], heads)
        head |= {"people": None, "departures": None} if apart.hides_total else {}
    if DOSSIERS in counted:
        sections["activity"] |= answers(period)
        head |= of_dossiers(sections["activity"])
    if PROGRAMMES in counted:
        sections["activity"]["by_programme"] = by_programme(period)
    if AGREEMENTS in counted:
        sections["network"] = {"agreements": agreement_counts(period)}
        head["agreements"] = sections["network"]["agreements"]["born"]
    return {"headline": head, **sections}
