"""The key figures of a period and their tables alone, in three queries at most: what pages of indicators ask for."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language

from conventions.periods import Period
from ofqj_portal.core import calendar
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
Sections = dict[str, dict[str, Any]]


class Counted(NamedTuple):
    """Figures of a period as the base had them: the headline and its sections, and when they were counted."""

    figures: dict[str, Any]
    at: datetime


def lean_figures(
    period: Period, counted: Collection[str] = KEY_FIGURES, others: Sequence[Period] = ()
) -> dict[str, Any]:
    """Count the headline and the sections that indicators read, as a report counts them; a query for each of `counted`.

    What is not `counted` is left out of the headline and of the sections. `others` are the periods told before that
    share days with this one (`apart`): one query more.
    """
    return _together(count(period, others) for part, count in COUNTS.items() if part in counted)


def kept_figures(period: Period, counted: Collection[str] = KEY_FIGURES, others: Sequence[Period] = ()) -> Counted:
    """Return the same figures, each count kept for FIGURES_KEPT_SECONDS; they are as old as the oldest of them.

    A page that shows them says when they were counted. One query, when nothing has to be counted again.
    """
    name = f"figures:{period.code}:{'+'.join(one.code for one in others)}:{get_language()}"
    now, lasts = calendar.now(), timedelta(seconds=settings.FIGURES_KEPT_SECONDS)
    kept = {part: row for part, row in cache.get(name, {}).items() if timedelta(0) <= now - row.at < lasts}
    missing = {
        part: Counted(COUNTS[part](period, others), now) for part in COUNTS if part in counted and part not in kept
    }
    if missing:
        kept |= missing
        cache.set(name, kept, settings.FIGURES_KEPT_SECONDS)
    found = [kept[part] for part in COUNTS if part in counted]
    return Counted(_together(row.figures for row in found), min((row.at for row in found), default=now))


def _people(period: Period, others: Sequence[Period]) -> Sections:
    found = measured(departures(period.starts_on, period.ends_on))[0]
    sections: Sections = {"profiles": profile_tables(found)}
    sections["results"] = {"situations": [situation_table(situation_at_6(found))]}
    heads = Headcount(found["people"], found["stays"])
    apart = keep_apart(sections, period, others)
    head = of_people(sections["profiles"], sections["results"], heads)
    head |= {"people": None, "departures": None} if apart.hides_total else {}
    return {"headline": head, **sections}


def _dossiers(period: Period, _others: Sequence[Period]) -> Sections:
    found = answers(period)
    return {"headline": of_dossiers(found), "activity": found}


def _programmes(period: Period, _others: Sequence[Period]) -> Sections:
    return {"activity": {"by_programme": by_programme(period)}}


def _agreements(period: Period, _others: Sequence[Period]) -> Sections:
    found = agreement_counts(period)
    return {"headline": {"agreements": found["born"]}, "network": {"agreements": found}}


COUNTS: dict[str, Callable[[Period, Sequence[Period]], Sections]] = {
    PEOPLE: _people,
    DOSSIERS: _dossiers,
    PROGRAMMES: _programmes,
    AGREEMENTS: _agreements,
}


def _together(parts: Iterable[Sections]) -> dict[str, Any]:
    found: Sections = {"headline": {}, "activity": {}}
    for part in parts:
        for section, rows in part.items():
            found[section] = found.get(section, {}) | rows
    return found
