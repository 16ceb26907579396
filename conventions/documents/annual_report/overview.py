"""The first pages: the year at a glance, and what was planned against what was done."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from conventions.enums import Body, Measure
from ofqj_portal.core.charts import Series, bar_chart
from partners.enums import Section as OfqjSection

from .parts import Block, Key, Section, Table, Text
from .words import (
    change,
    change_pct,
    day,
    format_pct,
    label_of,
    money,
    number,
    out_of,
    pct,
    quantity,
    sentence,
    signed,
    some,
)


def glance(figures: dict[str, Any]) -> Section:
    """The year at a glance: three sentences and the key figures."""
    head, before = figures["headline"], figures["previous"] or {}
    return Section("regard", _("L’année en un regard"), _lead(head, before), (Block(keys=_keys(head, before)),))


def young_people(head: dict[str, Any]) -> str:
    """« 28 jeunes partis », or the departures when the two differ too little to be shown both."""
    if head["people"] is not None:
        return quantity(head["people"], _("un jeune est parti"), _("jeunes sont partis"), _("aucun jeune n’est parti"))
    if head["departures"] is not None:
        return quantity(head["departures"], _("un départ"), _("départs de jeunes"), _("aucun départ"))
    return _("moins de 5 jeunes sont partis")


def _lead(head: dict[str, Any], before: dict[str, Any]) -> str:
    if not head["projects"]:
        return _("Aucun groupe n’est parti pendant la période.")
    jamo = some(head["jamo"], _("a"), _("ont"))
    positive = some(head["positive_6"], _("est"), _("sont"))
    grown = change(head["people"], before.get("people"))
    first = young_people(head) + (f", {grown}." if grown else ".")
    return sentence(
        first,
        _("Parmi ceux qui ont répondu, %(share)s moins d’opportunités que les autres.") % {"share": jamo}
        if jamo else "",
        _("Six mois après le retour, parmi les répondants, %(share)s en emploi, en formation ou en études.")
        % {"share": positive} if positive else "",
    )  # fmt: skip


def _keys(head: dict[str, Any], before: dict[str, Any]) -> tuple[Key, ...]:
    shown = head["people"] if head["people"] is not None else head["departures"]
    then = before.get("people") if head["people"] is not None else before.get("departures")
    label = _("jeunes partis") if head["people"] is not None else _("départs de jeunes")
    return (
        Key(number(shown), label, change=change(shown, then), rows="departed"),
        Key(number(head["projects"]), _("projets partis") if head["projects"] > 1 else _("projet parti"), _filed(head),
            change(head["projects"], before.get("projects")), "departed"),
        Key(pct(head["acceptance"]), _("de dossiers acceptés"), _acceptance(head),
            change_pct(head["acceptance"], before.get("acceptance")), "answered"),
        Key(pct(head["jamo"]), _("ayant moins d’opportunités"), out_of(head["jamo"]),
            change_pct(head["jamo"], before.get("jamo")), "profiles"),
        Key(pct(head["positive_6"]), _("en sortie positive à 6 mois"), answers_of(head["positive_6"]),
            change_pct(head["positive_6"], before.get("positive_6")), "results"),
        Key(number(head["agreements"]), _("ententes signées") if head["agreements"] > 1 else _("entente signée"),
            change=change(head["agreements"], before.get("agreements")), rows="born"),
        *(_awarded(row) for row in head["awarded"]),
    )  # fmt: skip


def _filed(head: dict[str, Any]) -> str:
    words = quantity(head["filed"], _("un dossier déposé"), _("dossiers déposés"), _("aucun dossier déposé"))
    return _("%(filed)s dans la période") % {"filed": words}


def _acceptance(head: dict[str, Any]) -> str:
    if head["delay_days"] is None:
        return out_of(head["acceptance"])
    return _("%(share)s, réponse en %(days)s jours (médiane)") % {
        "share": out_of(head["acceptance"]),
        "days": number(head["delay_days"]),
    }


def answers_of(share: dict[str, Any]) -> str:
    """Write the number of answers beside the people who could answer: never a rate without it (R15)."""
    if share["whole"] is None or share["due"] is None:
        return _("nombre de réponses masqué")
    rate = {"part": share["whole"], "whole": share["due"]}
    return _("%(answers)s réponses sur %(due)s (%(rate)s)") % {
        "answers": number(share["whole"]), "due": number(share["due"]),
        "rate": pct(rate) if share["due"] else format_pct(0),
    }  # fmt: skip


def _awarded(row: dict[str, Any]) -> Key:
    label = _("accordés par %(section)s") % {"section": label_of(OfqjSection, row["section"])}
    return Key(money(row["awarded"], row["currency"]), label, used(row), rows=f"awarded_{row['section']}")


def used(row: dict[str, Any]) -> str:
    """Write how much of the envelopes is committed: « 97 % de 160 000 € »."""
    total = Decimal(row["envelope"])
    if not total:
        return _("aucune enveloppe close dans la période")
    used_pct = (Decimal(row["committed"]) * 100 / total).quantize(Decimal(1))
    whole = money(row["envelope"], row["currency"])
    return _("%(share)s de l’enveloppe de %(total)s") % {"share": format_pct(used_pct), "total": whole}


def plan_section(figures: dict[str, Any]) -> Section:
    """What the plan foresaw, what is done, by the objectives of article 3."""
    plan = figures["plan"]
    title = _("Ce qui était prévu, ce qui est fait")
    if plan is None or not plan["actions"]:
        return Section("plan", title, _("Aucun plan d’action n’est enregistré pour cette période."))
    lead = plan_words(plan)
    blocks = (Block(table=_plan_table(plan), rows="plan"), Block(chart=_plan_chart(plan), rows="plan"), *_deeds(plan))
    return Section("plan", title, lead, (*blocks, Block(table=_plan_money(plan), rows="plan")))


def plan_words(plan: dict[str, Any]) -> str:
    """« 2 actions sur 5 ont atteint ce qui était prévu. »"""
    reached = [a for a in plan["actions"] if a["done"] is not None and a["done"] >= a["target"]]
    words = quantity(
        len(reached), _("Une action sur %(all)s a atteint"), _("actions sur %(all)s ont atteint"),
        _("Aucune action sur %(all)s n’a atteint"),
    )  # fmt: skip
    return _("%(actions)s ce qui était prévu.") % {"actions": words % {"all": number(len(plan["actions"]))}}


def _plan_table(plan: dict[str, Any]) -> Table:
    rows = tuple(
        (
            f"{action['number']}. {action['title']}",
            _("objectif %(number)s") % {"number": action["objective"]},
            f"{number(action['target'])} {label_of(Measure, action['measure'])}",
            number(action["done"]),
            gap_words(action),
        )
        for action in plan["actions"]
    )
    headers = (_("Action"), _("Article 3"), _("Prévu"), _("Fait"), _("Écart"))
    return Table(_("Plan d’action %(year)s, article 3 de la convention") % {"year": plan["year"]}, headers, rows)


def gap_words(action: dict[str, Any]) -> str:
    """Say whether an action is held, passed or short, and by how much."""
    if action["done"] is None:
        return _("masqué")
    gap = action["done"] - action["target"]
    if gap == 0:
        return _("✓ tenu")
    return _("✓ dépassé (%(gap)s)") % {"gap": signed(gap)} if gap > 0 else _("%(gap)s") % {"gap": signed(gap)}


def _plan_chart(plan: dict[str, Any]) -> Any:
    labels = [f"{action['number']}. {action['title']}" for action in plan["actions"]]
    values = [None if a["done"] is None else round(100 * a["done"] / a["target"]) for a in plan["actions"]]
    owners = ", ".join(sorted({label_of(Body, action["owner"]) for action in plan["actions"]}))
    return bar_chart(
        _still_to_do(plan), _("Part de la cible atteinte, en pourcentage"), _("Action"), labels,
        Series(_("Atteint"), values), show=format_pct, note=_("Pilotes : %(owners)s.") % {"owners": owners},
    )  # fmt: skip


def _still_to_do(plan: dict[str, Any]) -> str:
    """The finding: what stays under its target."""
    short = [a["title"] for a in plan["actions"] if a["done"] is not None and a["done"] < a["target"]]
    if not short:
        return _("Aucune action n’est restée sous sa cible")
    return _("Sous la cible : %(titles)s") % {"titles": ", ".join(short[:2])}


def _plan_money(plan: dict[str, Any]) -> Table:
    rows = tuple(
        (f"{action['number']}. {action['title']}", label_of(Body, action["owner"]),
         " + ".join(money(f["amount"], f["currency"]) for f in action["fundings"]) or "—")
        for action in plan["actions"]
    )  # fmt: skip
    return Table(
        _("Financements prévus par action"), (_("Action"), _("Pilote"), _("Financements prévus")), rows,
        note=_("Les euros et les dollars canadiens figurent côte à côte : ils ne sont jamais additionnés."),
    )  # fmt: skip


def _deeds(plan: dict[str, Any]) -> tuple[Block, ...]:
    if not plan["deeds"]:
        return ()
    lines = tuple(f"{day(deed['done_on'])} : {deed['title']}" for deed in plan["deeds"])
    return (Block(text=Text(_("Communication et réalisations notées"), lines)),)
