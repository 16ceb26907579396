"""What was filed, answered and carried out: by programme, direction and quarter; and where from."""

from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.charts import Series, bar_chart, stacked_bars
from projects.enums import Direction, Programme

from .parts import Block, Section, Table
from .trends import flow_blocks
from .words import count, label_of, lower_first, number, out_of, pct, quantity, sentence

QUARTERS_OF_YEAR = ("", "janvier–mars", "avril–juin", "juillet–septembre", "octobre–décembre")
REGIONS_DRAWN = 10


def activity_section(figures: dict[str, Any]) -> Section:
    """Dossiers by what became of them, then departures by programme, direction and quarter."""
    activity = figures["activity"]
    answers = activity["answers"]
    share = {"part": answers["yes"], "whole": answers["yes"] + answers["no"]}
    lead = sentence(
        _filed(activity["filed"], answers),
        _("Taux d’acceptation : %(rate)s (%(counts)s décidés).") % {"rate": pct(share), "counts": out_of(share)}
        if share["whole"] else "",
    )  # fmt: skip
    blocks = [
        Block(table=_programmes(activity), rows="answered"),
        *_departures(activity["departures"]),
        Block(chart=_quarters(activity), rows="departed"),
    ]
    return Section("activite", _("Les projets déposés et menés"), lead, tuple(blocks))


def _filed(filed: int, answers: dict[str, int]) -> str:
    """« 5 dossiers déposés : 3 ont au moins un accord, un est sans réponse à ce jour. » What is none is left out."""
    if not filed:
        return _("Aucun dossier n’a été déposé pendant la période.")
    parts = [
        quantity(answers[code], one, many, "")
        for code, one, many in (
            ("yes", _("un a au moins un accord"), _("ont au moins un accord")),
            ("no", _("un n’a pas d’accord"), _("n’ont pas d’accord")),
            ("withdrawn", _("un a été retiré"), _("ont été retirés")),
            ("waiting", _("un attend sa réponse"), _("attendent leur réponse")),
        )
        if answers[code]
    ]
    words = quantity(filed, _("Un dossier déposé"), _("dossiers déposés"), "")
    return _("%(filed)s : %(parts)s.") % {"filed": words, "parts": ", ".join(parts)} if parts else f"{words}."


def _programmes(activity: dict[str, Any]) -> Table:
    rows = tuple(
        (label_of(Programme, row["programme"]), label_of(Direction, row["direction"]), number(row["filed"]),
         number(row["gone"]))
        for row in activity["by_programme"]
    )  # fmt: skip
    return Table(
        _("Dossiers par programme et direction"),
        (_("Programme"), _("Direction"), _("Déposés"), _("Partis")),
        rows or ((_("Aucun dossier"), "—", "0", "0"),),
        note=_("Un projet parti dans la période a pu être déposé avant elle."),
    )


def _departures(table: dict[str, Any]) -> tuple[Block, ...]:
    if not table["programmes"]:
        return ()
    names = [label_of(Programme, code) for code in table["programmes"]]
    series = [
        Series(label_of(Direction, code), [row[place] for row in table["rows"]])
        for place, code in enumerate(table["directions"])
    ]
    return (
        Block(
            chart=stacked_bars(
                _direction_finding(table),
                _("Départs de jeunes par programme et direction"),
                _("Programme"),
                names,
                series,
            ),
            rows="departed",
        ),
    )


def _direction_finding(table: dict[str, Any]) -> str:
    totals = dict(zip(table["directions"], table["column_totals"], strict=True))
    if None in totals.values() or not table["total"]:
        return _("D’une rive à l’autre : les départs par programme")
    code, most = max(totals.items(), key=lambda item: item[1])
    share = {"part": most, "whole": table["total"]}
    where = lower_first(label_of(Direction, code))
    return _("%(share)s des départs : %(where)s") % {"share": pct(share), "where": where}


def quarter_label(row: dict[str, Any]) -> str:
    """Name a quarter by its months: « avril–juin 2025 »."""
    return f"{QUARTERS_OF_YEAR[row['quarter']]} {row['year']}"


def _quarters(activity: dict[str, Any]) -> Any:
    rows = activity["by_quarter"]
    known = [row for row in rows if row["departures"]]
    most = max(known, key=lambda row: row["departures"], default=None)
    title = _("Aucun départ n’est daté dans la période")
    if most:
        title = _("Le plus de départs : %(quarter)s, %(count)s") % {
            "quarter": quarter_label(most),
            "count": count(most["departures"], _("jeune"), _("jeunes")),
        }
    projects = ", ".join(f"{quarter_label(row)} : {number(row['projects'])}" for row in rows)
    return bar_chart(
        title, _("Départs de jeunes par trimestre"), _("Trimestre"), [quarter_label(row) for row in rows],
        Series(_("Départs"), [row["departures"] for row in rows]),
        note=_("Projets partis : %(projects)s.") % {"projects": projects},
    )  # fmt: skip


def territory_section(figures: dict[str, Any]) -> Section:
    """Regions of both shores: departures, projects, structures with and without one.

    The collectivities beyond the 18 regions of France have a row only when they have something to say.
    """
    shores = figures["territories"]["shores"]
    rows = [row for shore in shores.values() for row in shore]
    active = [row for row in rows if row["projects"]]
    idle = sum(row["without_project"] for row in rows)
    everywhere = number(sum(len(row["code"]) == 2 for row in rows))
    lead = sentence(
        _("Sur %(all)s régions, %(active)s.") % {
            "all": everywhere,
            "active": quantity(len(active), _("une a porté au moins un projet"), _("ont porté au moins un projet"),
                               _("aucune n’a porté de projet")),
        },
        _("Dans l’annuaire, %(idle)s.") % {
            "idle": quantity(idle, _("une structure n’en a ni porté ni accueilli"),
                             _("structures n’en ont ni porté ni accueilli"), _("toutes y ont pris part")),
        },
    )  # fmt: skip
    blocks = (
        *flow_blocks(figures),
        Block(chart=_regions_chart(rows), rows="departed"),
        Block(table=_regions_table(_("France : régions"), shores["fr"]), rows="departed"),
        Block(table=_regions_table(_("Québec : régions administratives"), shores["qc"]), rows="departed"),
    )
    return Section("territoires", _("D’où partent les jeunes"), lead, blocks)


def _regions_chart(rows: list[dict[str, Any]]) -> Any:
    drawn = sorted((row for row in rows if row["departures"]), key=lambda row: (-row["departures"], row["name"]))
    drawn = drawn[:REGIONS_DRAWN]
    title = _("Aucune région ne compte assez de départs pour être montrée")
    if drawn:
        title = _("En tête : %(region)s, avec %(count)s") % {
            "region": drawn[0]["name"],
            "count": count(drawn[0]["departures"], _("départ"), _("départs")),
        }
    return bar_chart(
        title, _("Départs par région de résidence : les dix premières"), _("Région"), [row["name"] for row in drawn],
        Series(_("Départs"), [row["departures"] for row in drawn]),
    )  # fmt: skip


def _regions_table(caption: str, rows: list[dict[str, Any]]) -> Table:
    headers = (_("Région"), _("Départs"), _("Projets portés"), _("Structures"), _("Sans projet"))
    cells = tuple(
        (row["name"], number(row["departures"]), number(row["projects"]), number(row["structures"]),
         number(row["without_project"]))
        for row in rows
        if len(row["code"]) == 2 or row["departures"] != 0 or row["projects"] or row["structures"]
    )  # fmt: skip
    return Table(caption, headers, cells)
