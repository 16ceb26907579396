"""The library of indicators: every figure that the portal computes, by its code, with how, on what, and from where.

A set of the committee takes its indicators from here; a code names one key of `queries.figures.headline`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from conventions.queries.figures import lean
from projects.enums import Direction, Programme

Figures = Mapping[str, Any]
Lines = list[tuple[str, int | None]]
DOSSIERS = _("dossiers du portail, décisions et départs notés")
DEPARTURES = _("départs notés par les structures, fiches des personnes parties")
ANSWERS = _("réponses des personnes ou de leur structure, au retour et à 6 mois")
AGREEMENTS = _("ententes confirmées par les deux structures")


@dataclass(frozen=True)
class Figure:
    """One computable figure. `is_share` when it is a part of a whole; `breakdowns` by name; `rows` names its list."""

    code: str
    label: Any
    definition: Any
    unit: str
    formula: Any
    source: Any
    breakdowns: tuple[str, ...] = ()
    rows: str = ""
    is_share: bool = False

    @property
    def counted(self) -> str:
        """Which of the counts of `queries.figures.lean` it rests on."""
        return {DOSSIERS: lean.DOSSIERS, AGREEMENTS: lean.AGREEMENTS}.get(self.source, lean.PEOPLE)


def _share(code: str, label: Any, definition: Any, formula: Any, *breakdowns: str, source: Any = DEPARTURES,
           rows: str = "") -> Figure:  # fmt: skip
    return Figure(code, label, definition, "%", formula, source, breakdowns, rows, is_share=True)


LIBRARY: dict[str, Figure] = {
    figure.code: figure
    for figure in (
        Figure("people", _("Jeunes partis"), _("Personnes différentes dont le départ tombe dans l’année."),
               "personnes", _("personnes distinctes parmi les participations parties"), DEPARTURES,
               ("gender", "age", "programme"), "departed"),
        Figure("departures", _("Départs de jeunes"), _("Départs de l’année : une personne partie deux fois en a deux."),
               "départs", _("participations parties dans l’année"), DEPARTURES, ("gender", "age", "programme"),
               "departed"),
        Figure("filed", _("Dossiers déposés"), _("Dossiers déposés dans l’année, brouillons exclus."), "dossiers",
               _("dossiers dont le dépôt tombe dans l’année"), DOSSIERS, ("outcome",), "answered"),
        Figure("projects", _("Projets partis"), _("Projets dont le groupe a quitté son pays dans l’année."), "projets",
               _("dossiers dont le départ tombe dans l’année"), DOSSIERS, ("programme",), "departed"),
        _share("acceptance", _("Taux d’acceptation"), _("Part des dossiers décidés qui ont reçu un accord."),
               _("accords / (accords + refus), dossiers déposés dans l’année"), "outcome", source=DOSSIERS,
               rows="answered"),
        Figure("delay_days", _("Délai de réponse"), _("Jours entre le dépôt et la réponse, médiane."), "jours",
               _("médiane des jours du dépôt à la décision"), DOSSIERS, ("outcome",), "answered"),
        _share("women", _("Femmes"), _("Part des femmes parmi les départs."), _("femmes / départs"), "gender"),
        _share("no_diploma", _("Sans diplôme"), _("Part sans diplôme, sous le niveau 3, ou sans DES."),
               _("sans diplôme / niveau connu"), "education"),
        _share("qpv", _("Quartiers prioritaires"), _("Part qui déclare habiter un quartier prioritaire."),
               _("oui / (oui + non)"), "qpv"),
        _share("rural", _("Communes rurales"), _("Part dont la commune est rurale."), _("oui / (oui + non)"), "rural"),
        _share("first_time", _("Premier séjour à l’étranger"), _("Part pour qui c’est la première fois."),
               _("oui / (oui + non)"), "first_time"),
        _share("jamo", _("Jeunes ayant moins d’opportunités"), _("Part avec au moins une des huit catégories."),
               _("au moins une / ont répondu"), "jamo"),
        _share("positive_6", _("Sortie positive à 6 mois"), _("Part en emploi, en formation ou en études."),
               _("sorties positives / réponses, avec le taux de réponse"), "situation_6", source=ANSWERS),
        Figure("agreements", _("Ententes signées"), _("Ententes nées dans l’année et confirmées des deux côtés."),
               "ententes", _("ententes dont la signature, sinon le début, tombe dans l’année"), AGREEMENTS,
               ("agreements",), "born"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Breakdown:
    """A table beside a figure: its name, the section of figures it reads, and how."""

    label: Any
    section: str
    read: Callable[[Figures], Lines]
    counts_people: bool = True

    @property
    def counted(self) -> str:
        """Which of the counts of `queries.figures.lean` it reads."""
        sections = {"activity": lean.DOSSIERS, "network": lean.AGREEMENTS}
        return lean.PROGRAMMES if self.read is _programmes else sections.get(self.section, lean.PEOPLE)


def _listed(*path: str) -> Callable[[Figures], Lines]:
    def read(section: Figures) -> Lines:
        found: Any = section
        for name in path:
            found = found[name]
        return [(row["label"], row["count"]) for row in found["rows"]]

    return read


def _education(section: Figures) -> Lines:
    return [line for branch in ("without", "with", "not_said") for line in _listed("education", branch)(section)]


def _programmes(section: Figures) -> Lines:
    return [
        (f"{Programme(row['programme']).label} · {Direction(row['direction']).label}", row["gone"])
        for row in section["by_programme"]
    ]


def _outcomes(section: Figures) -> Lines:
    answers = section["answers"]
    names = (("yes", _("Acceptés")), ("no", _("Refusés")), ("withdrawn", _("Retirés")), ("waiting", _("En cours")))
    return [(str(label), answers[name]) for name, label in names]


def _situations(section: Figures) -> Lines:
    at = next(row for row in section["situations"] if row["moment"] == "month_6")
    parts = [*at["positive"]["rows"], *at["others"]["rows"], *at["silent"]]
    return [(row["label"], row["count"]) for row in parts]


def _agreements(section: Figures) -> Lines:
    counts = section["agreements"]
    names = (("born", _("Nées")), ("ended", _("Finies")), ("standing", _("En cours au dernier jour")))
    return [(str(label), counts[name]) for name, label in names]


BREAKDOWNS: dict[str, Breakdown] = {
    "gender": Breakdown(_("Genre"), "profiles", _listed("gender")),
    "age": Breakdown(_("Âge"), "profiles", _listed("age")),
    "education": Breakdown(_("Niveau de formation"), "profiles", _education),
    "qpv": Breakdown(_("Quartier prioritaire"), "profiles", _listed("qpv")),
    "rural": Breakdown(_("Commune rurale"), "profiles", _listed("rural")),
    "first_time": Breakdown(_("Première fois à l’étranger"), "profiles", _listed("first_time")),
    "jamo": Breakdown(_("Moins d’opportunités"), "profiles", _listed("jamo", "answers")),
    "programme": Breakdown(_("Programme et sens : projets partis"), "activity", _programmes, counts_people=False),
    "outcome": Breakdown(_("Ce que les dossiers déposés sont devenus"), "activity", _outcomes, counts_people=False),
    "situation_6": Breakdown(_("Situation à 6 mois"), "results", _situations),
    "agreements": Breakdown(_("Ententes"), "network", _agreements, counts_people=False),
}
