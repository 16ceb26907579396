"""The second page of the summary: what to remember, in sentences, theme by theme, with what changed in a year."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from partners.enums import Section as OfqjSection

from .closing import missing
from .overview import answers_of, plan_words, used, young_people
from .parts import Block, Section, Text
from .words import label_of, money, out_of, pct, quantity, sentence, some, versus

NAMED_GAPS = 4


def essentials(figures: dict[str, Any]) -> Section:
    """Say the report in one page, for whoever reads nothing else."""
    texts = (
        (_("Les départs"), _departures(figures)),
        (_("Les jeunes"), _people(figures)),
        (_("Ce que le séjour a changé"), _results(figures)),
        (_("Le plan d’action"), _plan(figures)),
        (_("Le réseau"), _network(figures)),
        (_("L’argent"), " ".join(_money(figures))),
        (_("À lire avec prudence"), " ".join(list(missing(figures))[:NAMED_GAPS])),
    )
    blocks = tuple(Block(text=Text(heading, (words,))) for heading, words in texts if words)
    return Section(
        "retenir", _("Ce qu’il faut retenir"), _("Le bilan en une page, pour qui ne lira que celle-ci."), blocks
    )


def _departures(figures: dict[str, Any]) -> str:
    head, before = figures["headline"], figures["previous"] or {}
    projects = quantity(
        head["projects"], _("un projet est parti"), _("projets sont partis"), _("aucun projet n’est parti")
    )
    return sentence(
        _("Pendant la période, %(projects)s ; %(people)s.") % {"projects": projects, "people": young_people(head)},
        versus(head["people"], before.get("people"), _("jeune"), _("jeunes")),
        _("Dossiers acceptés : %(rate)s (%(counts)s décidés).")
        % {"rate": pct(head["acceptance"]), "counts": out_of(head["acceptance"])}
        if head["acceptance"]["whole"] else "",
    )  # fmt: skip


def _people(figures: dict[str, Any]) -> str:
    head = figures["headline"]
    jamo = some(head["jamo"], _("a"), _("ont"))
    return sentence(
        _("Parmi ceux qui ont répondu, %(share)s moins d’opportunités que les autres (%(counts)s).")
        % {"share": jamo, "counts": out_of(head["jamo"])} if jamo else "",
        *(
            _("%(what)s : %(share)s (%(counts)s).")
            % {"what": what, "share": pct(head[code]), "counts": out_of(head[code])}
            for code, what in (("women", _("Femmes")), ("no_diploma", _("Sans diplôme")))
            if head[code]["whole"] and head[code]["part"] is not None
        ),
    )  # fmt: skip


def _results(figures: dict[str, Any]) -> str:
    share = figures["headline"]["positive_6"]
    words = some(share, _("est"), _("sont"))
    if not words:
        return _("À 6 mois, trop peu de réponses pour conclure : %(answers)s.") % {"answers": answers_of(share)}
    return _("Six mois après le retour, %(share)s en emploi, en formation ou en études, parmi ceux qui ont répondu : "
             "%(answers)s.") % {"share": words, "answers": answers_of(share)}  # fmt: skip


def _plan(figures: dict[str, Any]) -> str:
    plan = figures["plan"]
    if plan is None or not plan["actions"]:
        return _("Aucun plan d’action n’est enregistré pour cette période.")
    return plan_words(plan)


def _network(figures: dict[str, Any]) -> str:
    network = figures["network"]
    born, carriers = network["agreements"]["born"], network["carriers"]
    return sentence(
        quantity(born, _("une entente est née"), _("ententes sont nées"), _("aucune entente n’est née")) + ".",
        quantity(carriers["new"], _("une structure a déposé pour la première fois"),
                 _("structures ont déposé pour la première fois"), _("aucune structure n’est nouvelle")) + ".",
        quantity(network["missions"], _("une mission de professionnels est partie"),
                 _("missions de professionnels sont parties"), _("aucune mission n’est partie")) + ".",
    )  # fmt: skip


def _money(figures: dict[str, Any]) -> Iterator[str]:
    """One sentence a section: amounts of two currencies are never added."""
    rows = figures["headline"]["awarded"]
    for row in rows:
        yield _("%(section)s : %(amount)s accordés, %(used)s.") % {
            "section": label_of(OfqjSection, row["section"]), "amount": money(row["awarded"], row["currency"]),
            "used": used(row),
        }  # fmt: skip
    if not rows:
        yield _("Aucun montant n’a été accordé pendant la période.")
