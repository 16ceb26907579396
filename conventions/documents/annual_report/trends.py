"""The years side by side, with the stretch that no convention covered; and which region works with which."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from conventions.enums import PastMeasure
from ofqj_portal.core.charts import Gap, Series, line_chart
from ofqj_portal.core.flow_map import Flow, Place, flow_map

from .parts import Block, Section, Table
from .words import day, number, quantity, sentence

ANCHOR = "annees"
FLOWS_DRAWN = 40


def trend_section(figures: dict[str, Any]) -> Section | None:
    """The years since 2017 that something is known of; nothing for figures counted before years were kept."""
    history = figures.get("history")
    if not history or len(history["years"]) < 2:
        return None
    years = history["years"]
    blocks = (
        Block(chart=_people(history), rows="departed"),
        Block(chart=_projects(history), rows="departed"),
        Block(table=_sources(years)),
    )
    return Section(ANCHOR, _("D’une année à l’autre"), _lead(history), blocks)


def _lead(history: dict[str, Any]) -> str:
    known = [row for row in history["years"] if row["people"] is not None]
    best = max(known, key=lambda row: row["people"], default=None)
    words = _("L’année la plus forte est %(year)s : %(people)s.") % {
        "year": best["year"],
        "people": quantity(best["people"], _("un jeune parti"), _("jeunes partis"), _("aucun jeune parti")),
    } if best and best["people"] else ""  # fmt: skip
    gap = history["gap"]
    return sentence(
        words,
        _("Du %(start)s au %(end)s, aucune convention ne liait les parties : les lignes s’y interrompent.")
        % {"start": day(gap["from"]), "end": day(gap["to"])},
    )


def _people(history: dict[str, Any]) -> Any:
    years = history["years"]
    series = [
        Series(_name(code), [row[code] for row in years])
        for code in (PastMeasure.PEOPLE, PastMeasure.TO_QUEBEC, PastMeasure.TO_FRANCE)
    ]
    return line_chart(
        _finding(years, PastMeasure.PEOPLE), _("Jeunes partis, par année civile"), _("Année"),
        [str(row["year"]) for row in years], series, gap=_gap(history), note=_note(years),
    )  # fmt: skip


def _projects(history: dict[str, Any]) -> Any:
    years = history["years"]
    series = [
        Series(_name(code), [row[code] for row in years])
        for code in (PastMeasure.PROJECTS, PastMeasure.FILED, PastMeasure.AGREEMENTS)
    ]
    return line_chart(
        _finding(years, PastMeasure.PROJECTS), _("Projets partis, dossiers déposés et ententes, par année civile"),
        _("Année"), [str(row["year"]) for row in years], series, gap=_gap(history), note=_note(years),
    )  # fmt: skip


def _finding(years: list[dict[str, Any]], measure: str) -> str:
    """« Jeunes partis : de 120 en 2017 à 312 en 2025 », from the first year known to the last."""
    known = [row for row in years if row[measure] is not None]
    name = _name(measure)
    if len(known) < 2:
        return name
    return _("%(name)s : de %(before)s en %(first)s à %(now)s en %(last)s") % {
        "name": name, "before": number(known[0][measure]), "first": known[0]["year"],
        "now": number(known[-1][measure]), "last": known[-1]["year"],
    }  # fmt: skip


def _name(measure: str) -> str:
    label = str(PastMeasure(measure).label)
    return label[:1].upper() + label[1:]


def _gap(history: dict[str, Any]) -> Gap | None:
    """Where no convention was in force, counted in years of the chart; none if it lies outside."""
    first, last = history["years"][0]["year"], history["years"][-1]["year"]
    start, end = (_place(history["gap"][side]) - first for side in ("from", "to"))
    start, end = max(start, 0), min(end, last - first)
    return Gap(start, end, _("sans convention")) if end > start else None


def _place(text: str) -> float:
    """A day as a number of years; a year’s own point stands at its middle."""
    on = date.fromisoformat(text)
    return on.year + (on.timetuple().tm_yday - 1) / 365 - 0.5


def _note(years: list[dict[str, Any]]) -> str:
    return _("Une année sans valeur n’a pas de point : le chiffre est inconnu ou masqué.") if years else ""


def _sources(years: list[dict[str, Any]]) -> Table:
    rows = tuple((str(row["year"]), source) for row, source in zip(years, _said(years), strict=True))
    return Table(
        _("D’où viennent les chiffres de chaque année"), (_("Année"), _("Source")), rows, wordy=True,
        note=_("Les définitions d’avant le portail peuvent différer des siennes."),
    )  # fmt: skip


def _said(years: list[dict[str, Any]]) -> Iterator[str]:
    own = {"base": _("base du portail"), "report": _("bilan publié de l’année"), "": _("inconnue")}
    for row in years:
        yield own.get(row["source"]) or _("repris de %(paper)s") % {"paper": row["source"]}


def flow_blocks(figures: dict[str, Any]) -> tuple[Block, ...]:
    """The map of groups from region to region, with its table."""
    flows = (figures.get("flows") or {}).get("flows", [])
    if not flows:
        return ()
    places = [
        Place(p["key"], p["country"], p["name"], p["latitude"], p["longitude"]) for p in figures["flows"]["points"]
    ]
    names = {place.key: place.name for place in places}
    return (
        Block(
            chart=flow_map(
                _flows_title(flows, names),
                _("Groupes partis, de la région du porteur à celle de la structure d’accueil"),
                (_("Région du porteur"), _("Région d’accueil"), _("Groupes")), places,
                [Flow(flow["from"], flow["to"], flow["projects"]) for flow in flows[:FLOWS_DRAWN]],
                shores={"fr": _("France"), "qc": _("Québec")},
                note=_("Trait plein : départs de France ; trait tireté : départs du Québec. L’outre-mer est sous le "
                       "cadre. Un groupe accueilli dans deux régions fait deux liens."),
            ),
            rows="departed",
        ),
    )  # fmt: skip


def _flows_title(flows: list[dict[str, Any]], names: dict[str, str]) -> str:
    """Name the strongest link; say how many there are when none is stronger than another."""
    first = flows[0]
    if first["projects"] == 1 and len(flows) > 1:
        return _("%(count)s liens entre régions, un groupe chacun") % {"count": number(len(flows))}
    return _("Le lien le plus fort : %(start)s → %(end)s, %(projects)s") % {
        "start": names[first["from"]], "end": names[first["to"]],
        "projects": quantity(first["projects"], _("un groupe"), _("groupes"), _("aucun groupe")),
    }  # fmt: skip
