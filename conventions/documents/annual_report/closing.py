"""The network, the money, what each body hands in, the method, and the list of projects."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from conventions.enums import Body, ContributionState
from ofqj_portal.core.money import Currency
from partners.enums import Section as OfqjSection
from projects.enums import Direction, Programme

from .overview import used
from .parts import Block, Key, Picture, Section, Table, Text
from .words import day, format_pct, label_of, lower_first, money, number, quantity, sentence


def network_section(figures: dict[str, Any]) -> Section:
    """Ententes, missions of professionals, structures new and returning."""
    network = figures["network"]
    agreements, carriers = network["agreements"], network["carriers"]
    lead = sentence(
        quantity(agreements["born"], _("Une entente est née"), _("ententes sont nées"), _("Aucune entente n’est née"))
        + _(" ; ")
        + quantity(agreements["ended"], _("une a pris fin"), _("ont pris fin"), _("aucune n’a pris fin")) + ".",
    )  # fmt: skip
    keys = (
        _key(
            agreements["standing"],
            _("entente en vigueur au dernier jour"),
            _("ententes en vigueur au dernier jour"),
            rows="standing",
        ),
        _key(network["missions"], _("mission de professionnels partie"), _("missions de professionnels parties")),
        _key(network["professionals"], _("professionnel parti en mission"), _("professionnels partis en mission")),
        _key(network["leaders"], _("accompagnateur parti avec un groupe"), _("accompagnateurs partis avec un groupe")),
        _key(
            carriers["new"],
            _("structure porteuse nouvelle, qui n’avait jamais déposé"),
            _("structures porteuses nouvelles, qui n’avaient jamais déposé"),
        ),
        _key(carriers["returning"], _("structure porteuse de retour"), _("structures porteuses de retour")),
    )
    return Section("reseau", _("Le réseau"), lead, (Block(keys=keys),))


def _key(value: int, one: str, many: str, rows: str = "") -> Key:
    """A key figure whose words agree with it: none and one are singular."""
    return Key(number(value), many if value > 1 else one, rows=rows)


def money_section(figures: dict[str, Any]) -> Section:
    """Money by section and currency, cost a person, what others put in."""
    data = figures["money"]
    lead = _("Les montants restent dans leur devise : un euro et un dollar ne s’additionnent pas.")
    sections = tuple(
        (label_of(OfqjSection, row["section"]), label_of(Currency, row["currency"]), number(row["grants"]),
         money(row["awarded"], row["currency"]), money(row["paid"], row["currency"]), used(row))
        for row in data["sections"]
    )  # fmt: skip
    headers = (_("Section"), _("Devise"), _("Accords"), _("Accordé"), _("Versé"), _("Enveloppe utilisée"))
    blocks = [
        Block(table=Table(
            _("Accordé et versé dans la période, par section et par devise"), headers,
            sections or ((_("Aucun montant"), "—", "0", "—", "—", "—"),),
            note=_("Accordé : accords décidés dans la période, à leur valeur recalculée après le départ. Enveloppes : "
                   "celles des appels clos dans la période."),
        ), rows="awarded"),
        Block(table=_costs(data["cost"]), rows="departed"),
        Block(table=_budgets(data["budgets"]), rows="departed"),
    ]  # fmt: skip
    return Section("argent", _("L’argent, devise par devise"), lead, tuple(blocks))


def _costs(rows: list[dict[str, Any]]) -> Table:
    cells = tuple(
        (label_of(Currency, row["currency"]), money(row["granted"], row["currency"]), number(row["departures"]),
         money(row["a_head"], row["currency"]) if row["a_head"] else "—")
        for row in rows
    )  # fmt: skip
    headers = (_("Devise"), _("Accordé aux projets partis"), _("Jeunes concernés"), _("Par personne"))
    return Table(_("Aide de l’OFQJ par personne partie"), headers, cells,
                 note=_("Un projet aidé par les deux sections figure sur les deux lignes."))  # fmt: skip


def _budgets(rows: list[dict[str, Any]]) -> Table:
    cells = tuple(
        (label_of(Currency, row["currency"]), number(row["projects"]), money(row["charges"], row["currency"]),
         money(row["others"], row["currency"]), _others_share(row))
        for row in rows
    )  # fmt: skip
    headers = (_("Devise du budget"), _("Projets"), _("Charges prévues"), _("Autres financeurs"), _("Part des autres"))
    return Table(_("Budgets des projets partis"), headers, cells or ((_("Aucun projet parti"), "0", "—", "—", "—"),))


def _others_share(row: dict[str, Any]) -> str:
    charges = Decimal(row["charges"])
    return format_pct((Decimal(row["others"]) * 100 / charges).quantize(Decimal(1))) if charges else "—"


def contribution_section(figures: dict[str, Any]) -> Section:
    """What the four bodies hand in, in their own words."""
    rows = figures["contributions"]
    received = [row for row in rows if row["state"] == ContributionState.HANDED_IN]
    words = quantity(
        len(received), _("Une contribution reçue"), _("contributions reçues"), _("Aucune contribution reçue")
    )
    lead = _("%(received)s sur %(all)s.") % {"received": words, "all": number(len(rows))}
    blocks = tuple(Block(text=_contribution(row)) for row in rows)
    return Section("contributions", _("Ce que chaque organisme en dit"), lead, blocks)


def _contribution(row: dict[str, Any]) -> Text:
    paragraphs = tuple(line.strip() for line in row["text"].split("\n") if line.strip())
    if row["state"] == ContributionState.HANDED_IN:
        pictures = tuple(Picture(one["picture"], one["description"], one["caption"]) for one in row.get("pictures", ()))
        return Text(label_of(Body, row["body"]), paragraphs, pictures=pictures)
    return Text(label_of(Body, row["body"]), (_("Contribution non remise à ce jour."),))


def method_section(figures: dict[str, Any]) -> Section:
    """How the figures were made: definitions, the small-cell rule, what is missing, where the texts disagree."""
    indicators = figures["identity"]["indicators"]
    definitions = Table(
        _("Indicateurs : %(title)s, version %(version)s") % indicators, (_("Indicateur"), _("Définition")),
        tuple((row["label"], row["definition"]) for row in indicators["rows"]), wordy=True,
    )  # fmt: skip
    blocks = (
        Block(text=Text(_("Comment on compte"), tuple(_rules(figures)))),
        Block(table=definitions),
        Block(text=Text(_("Ce qui manque"), tuple(missing(figures)) or (_("Rien ne manque à ce jour."),))),
    )
    lead = _("Chiffres comptés le %(day)s dans la base du portail, puis figés.") % {"day": day(figures["counted_on"])}
    return Section("methode", _("Méthode, définitions, données manquantes"), lead, blocks)


def _rules(figures: dict[str, Any]) -> Iterator[str]:
    yield _("Un jeune compte quand il est vraiment parti : les brouillons, les inscrits et les confirmés ne comptent "
            "pas. Une personne partie deux fois dans la période fait deux départs.")  # fmt: skip
    yield _("Une case de moins de %(threshold)s personnes est masquée, avec celles qui permettraient de la retrouver "
            "par différence ; les zéros et le nombre de réponses manquantes restent écrits.") % {
        "threshold": number(figures["threshold"]),
    }  # fmt: skip
    yield _("Un pourcentage est toujours donné avec le nombre de réponses sur lequel il repose.")
    yield _("Les euros et les dollars canadiens ne sont jamais additionnés ni convertis.")
    if figures.get("kept"):
        yield _("Repris de ce qui a déjà été dit, l’écart touchant moins de %(threshold)s personnes : %(tables)s.") % {
            "threshold": number(figures["threshold"]), "tables": ", ".join(figures["kept"]),
        }  # fmt: skip
    if figures.get("apart"):
        yield _("Masqué de plus, parce que d’autres chiffres déjà donnés (%(periods)s) couvrent une partie des mêmes "
                "mois et que la différence toucherait moins de %(threshold)s personnes : %(tables)s.") % {
            "periods": ", ".join(figures["beside"]), "threshold": number(figures["threshold"]),
            "tables": ", ".join(figures["apart"]),
        }  # fmt: skip
    if figures.get("forgotten"):
        yield _("Repris de la version précédente, les réponses étant effacées depuis selon la règle de conservation : "
                "%(tables)s.") % {"tables": ", ".join(figures["forgotten"])}  # fmt: skip
    yield _("Entre juin 2022 et octobre 2024, aucune convention ne liait les parties : une comparaison avec ces années "
            "se lit avec prudence.")  # fmt: skip


def missing(figures: dict[str, Any]) -> Iterator[str]:
    """Name what a reader should know is not in: contributions, reports, answers, plan."""
    late = [
        label_of(Body, row["body"]) for row in figures["contributions"] if row["state"] != ContributionState.HANDED_IN
    ]
    if late:
        yield _("Contributions non remises : %(bodies)s.") % {"bodies": ", ".join(late)}
    if figures["plan"] is None:
        yield _("Aucun plan d’action n’est enregistré pour cette période.")
    if figures["late_reports"]:
        yield _("Bilans de projet en retard : %(count)s.") % {"count": number(figures["late_reports"])}
    if figures["activity"]["answers"]["waiting"]:
        yield _("Dossiers sans réponse à ce jour : %(count)s.") % {
            "count": number(figures["activity"]["answers"]["waiting"])
        }
    at = next(row for row in figures["results"]["situations"] if row["moment"] == "month_6")
    if at["due"] and at["answers"] is not None and at["answers"] < at["due"]:
        yield _("Situations à 6 mois connues : %(answers)s sur %(due)s.") % {
            "answers": number(at["answers"]), "due": number(at["due"]),
        }  # fmt: skip
    if figures["previous"] is None:
        yield _("Aucune donnée un an plus tôt : les évolutions ne sont pas calculées.")


def annex_section(figures: dict[str, Any]) -> Section:
    """The projects, without a name and without a headcount."""
    projects = figures["annex"]["projects"]
    headers = (_("Numéro"), _("Projet"), _("Programme et direction"), _("Structure porteuse"), _("Dates"))
    rows = tuple(
        (row["number"], row["title"],
         f"{label_of(Programme, row['programme'])}, {lower_first(label_of(Direction, row['direction']))}",
         row["carrier"], _dates(row))
        for row in projects
    )  # fmt: skip
    lead = _("%(count)s. Les effectifs par projet n’y figurent pas, pour que personne ne soit retrouvé.") % {
        "count": quantity(
            figures["activity"]["projects"], _("Un projet parti"), _("projets partis"), _("Aucun projet parti")
        )
    }
    note = "" if figures["activity"]["projects"] <= figures["annex"]["max"] else _(
        "Seuls les %(max)s premiers figurent ici ; la liste entière est dans le portail."
    ) % {"max": number(figures["annex"]["max"])}  # fmt: skip
    blocks = (Block(table=Table(_("Projets partis dans la période"), headers, rows, note=note)),) if rows else ()
    return Section("annexe", _("Annexe : les projets"), lead, blocks)


def _dates(row: dict[str, Any]) -> str:
    return " – ".join(day(row[name], "short") for name in ("departed_on", "returned_on") if row[name])
