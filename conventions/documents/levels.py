"""The indicators of one unit (a network, a structure, a section) in words, beside the whole, and of the units below."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from conventions.documents.annual_report.words import number
from conventions.documents.indicators import detail_in_words, value_in_words
from conventions.queries.catalogue import LIBRARY
from conventions.queries.rollup import CONVENTION, NETWORK, NO_NETWORK, PROJECT, SECTION, SHARES, STRUCTURE, Unit

_DOSSIERS = ("filed", "projects", "acceptance", "delay_days")


@dataclass(frozen=True)
class LevelLine:
    """One indicator of a unit: its figure, what it rests on, and the same for the whole convention."""

    code: str
    label: str
    unit: str
    value: str
    detail: str
    whole: str


@dataclass(frozen=True)
class UnitLine:
    """One unit below: its name, one indicator of it, its departures; `unit` leads further down."""

    unit: Unit
    name: str
    value: str
    detail: str
    departures: str


def codes_of(kind: str) -> list[str]:
    """List the indicators counted at a level, in the order of the library."""
    left_out = {PROJECT: {"agreements"}, SECTION: {"agreements", "people", *_DOSSIERS}}.get(kind, set())
    return [code for code in LIBRARY if code not in left_out]


def figures_of(unit: Unit) -> dict[str, Any]:
    """Give the key figures of a unit as a headline has them: None is a hidden cell."""
    people, stays = unit.headcount()
    counts = unit.dossiers
    return {
        "people": people, "departures": stays, "filed": counts["filed"], "projects": counts["projects"],
        "acceptance": {"part": counts["yes"], "whole": counts["yes"] + counts["no"]},
        "delay_days": None if unit.delay is None else round(unit.delay), "agreements": len(unit.agreements),
        **{code: unit.share(code) for code in SHARES},
    }  # fmt: skip


def level_lines(unit: Unit, whole: Mapping[str, Any] | None) -> list[LevelLine]:
    """Write every indicator of a unit beside those of the convention, where the reader may have them."""
    head = figures_of(unit)
    return [
        LevelLine(
            code, str(LIBRARY[code].label), str(LIBRARY[code].unit), value_in_words(code, head),
            detail_in_words(code, head),
            value_in_words(code, whole) if whole and code in whole else "",
        )
        for code in codes_of(unit.kind)
    ]  # fmt: skip


def unit_lines(units: Iterable[Unit], code: str) -> list[UnitLine]:
    """Write one indicator of each unit, by name."""
    lines = []
    for unit in units:
        head = figures_of(unit)
        told = code in codes_of(unit.kind)
        lines.append(
            UnitLine(
                unit, name_of(unit), value_in_words(code, head) if told else "—",
                detail_in_words(code, head) if told else "", number(head["departures"]),
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: (line.unit.kind != NETWORK, line.name.casefold()))


def name_of(unit: Unit) -> str:
    """Name a unit for people."""
    if unit.kind == CONVENTION:
        return _("Toute la convention")
    if unit.kind == NETWORK and unit.key == NO_NETWORK:
        return _("Structures sans réseau")
    return f"{unit.key} · {unit.name}" if unit.kind == PROJECT else unit.name


def level_label(kind: str) -> str:
    """Name the units below one of this kind."""
    return {NETWORK: _("Par structure"), STRUCTURE: _("Par projet")}.get(kind, _("Par réseau"))
