"""The first draft of a body’s contribution, written from the base: its figures, its projects, room for its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from conventions.documents.annual_report.words import day, money, quantity
from conventions.enums import Body
from conventions.periods import Period


@dataclass(frozen=True)
class Quote:
    """Words that a person agreed to see published, and where they come from."""

    words: str
    source: str


def draft_of(body: Body, period: Period, figures: dict[str, Any], quotes: Sequence[Quote] = ()) -> str:
    """Write what the base knows (`queries.figures.bodies`) in sentences, a paragraph a line; nobody is named."""
    return "\n\n".join(_paragraphs(body, period, figures, quotes))


def lines_left_open(text: str) -> list[str]:
    """List the lines that the portal began and left to be completed, still as they were."""
    return [line.strip() for line in text.splitlines() if line.strip().endswith(_("à compléter."))]


def _paragraphs(body: Body, period: Period, figures: dict[str, Any], quotes: Sequence[Quote]) -> Iterator[str]:
    yield " ".join(_figures(body, period, figures))
    if figures["projects"]:
        yield "\n".join([_("Projets partis :"), *(_project(row) for row in figures["projects"])])
    if quotes:
        yield "\n".join([_("Ils en disent :"), *(f"– « {quote.words} » ({quote.source})" for quote in quotes)])
    yield _("Ce qui a bien marché : à compléter.")
    yield _("Ce qui reste à faire : à compléter.")


def _figures(body: Body, period: Period, figures: dict[str, Any]) -> Iterator[str]:
    asked = _("adressé à %(body)s") if body.section else _("porté par un membre de %(body)s")
    asked_many = _("adressés à %(body)s") if body.section else _("portés par les membres de %(body)s")
    name = {"body": body.label}
    yield _("%(period)s : %(filed)s.") % {
        "period": period.label[:1].upper() + period.label[1:],
        "filed": quantity(
            figures["filed"], f"{_('un dossier déposé')}, {asked % name}",
            f"{_('dossiers déposés')}, {asked_many % name}", _("aucun dossier déposé"),
        ),
    }  # fmt: skip
    yield _("%(projects)s, %(people)s.") % {
        "projects": quantity(
            figures["gone"], _("Un groupe est parti"), _("groupes sont partis"), _("Aucun groupe n’est parti")
        ),
        "people": quantity(figures["departures"], _("un départ de jeune"), _("départs de jeunes"), _("aucun départ")),
    }  # fmt: skip
    for row in figures["awarded"]:
        yield _("%(grants)s, pour %(amount)s.") % {
            "grants": quantity(row["count"], _("Un accord a été donné"), _("accords ont été donnés"), ""),
            "amount": money(row["amount"], row["currency"]),
        }
    if not body.section:
        yield quantity(
            figures["carriers"], _("Une structure a porté un projet"), _("structures ont porté un projet"),
            _("Aucune structure n’a porté de projet"),
        ) + _(" ; ") + quantity(
            figures["agreements"], _("une entente est née"), _("ententes sont nées"), _("aucune entente n’est née")
        ) + "."  # fmt: skip


def _project(row: dict[str, Any]) -> str:
    place = ", ".join(filter(None, (row["carrier"], row["city"])))
    return f"– {row['title']} ({place} ; {day(row['departed_on'])})"
