"""Who left, and what the stay changed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.charts import Series, bar_chart, pair_chart, stacked_bars

from .overview import answers_of
from .parts import Block, Section, Table
from .words import format_pct, in_words, number, out_of, pct, pct_value, rows_of, sentence, some


def profile_section(figures: dict[str, Any]) -> Section:
    """Profiles beside the national norms, then age, education, fewer opportunities, first time abroad."""
    head, profiles = figures["headline"], figures["profiles"]
    lead = sentence(
        _("Femmes : %(share)s (%(counts)s).") % {"share": pct(head["women"]), "counts": out_of(head["women"])},
        _("Sans diplôme : %(share)s (%(counts)s).")
        % {"share": pct(head["no_diploma"]), "counts": out_of(head["no_diploma"])},
        _("Premier départ à l’étranger : %(share)s de ceux dont on le sait (%(counts)s).")
        % {"share": pct(head["first_time"]), "counts": out_of(head["first_time"])}
        if head["first_time"]["whole"] else "",
    )  # fmt: skip
    blocks = (
        Block(chart=_norms(figures), rows="people"),
        Block(chart=_ages(profiles["age"]), rows="people"),
        Block(table=_gender_and_place(profiles), rows="people"),
        Block(table=_education(profiles["education"]), rows="people"),
        Block(table=_jamo(profiles["jamo"], head["jamo"]), rows="people"),
    )
    return Section("profils", _("Qui est parti"), lead, blocks)


def _norms(figures: dict[str, Any]) -> Any:
    """The four indicators that have a national norm, beside it."""
    rows = [row for row in figures["identity"]["indicators"]["rows"] if row["norm_pct"]]
    values = [pct_value(figures["headline"][row["code"]]) for row in rows]
    norms = [Decimal(row["norm_pct"]) for row in rows]
    above = [row["label"] for row, v, n in zip(rows, values, norms, strict=True) if v is not None and v > n]
    title = (
        _("Au-dessus du repère national : %(what)s") % {"what": ", ".join(above).lower()}
        if above
        else _("Les profils à côté du repère national")
    )
    return pair_chart(
        title, _("Part des départs, à côté des Missions Locales en 2017, en pourcentage"), _("Profil"),
        [row["label"] for row in rows], Series(_("Missions Locales, 2017"), norms), Series(_("Cette période"), values),
        show=format_pct, note=_bases(figures["headline"]),
    )  # fmt: skip


def _bases(head: Mapping[str, Any]) -> str:
    """Say on how many people each percentage rests."""
    names = {"women": _("femmes"), "no_diploma": _("sans diplôme"), "qpv": _("QPV"), "rural": _("rural")}
    return _("Nombre de personnes : %(bases)s. Les réponses manquantes ne comptent pas.") % {
        "bases": " ; ".join(f"{name} : {out_of(head[code])}" for code, name in names.items())
    }


def _ages(table: dict[str, Any]) -> Any:
    known = [row for row in table["rows"] if row["count"]]
    most = max(known, key=lambda row: row["count"], default=None)
    title = _("Les âges au jour du départ")
    if most and table["total"]:
        share = in_words({"part": most["count"], "whole": table["total"]})
        title = _("Les %(band)s : %(share)s") % {"band": most["label"], "share": share}
    return bar_chart(
        title, _("Départs par âge au jour du départ"), _("Âge"), [row["label"] for row in table["rows"]],
        Series(_("Départs"), [row["count"] for row in table["rows"]]),
    )  # fmt: skip


def _gender_and_place(profiles: dict[str, Any]) -> Table:
    names = {"gender": _("Genre"), "qpv": _("Quartier prioritaire"), "rural": _("Commune rurale"),
             "first_time": _("Premier départ à l’étranger")}  # fmt: skip
    rows = tuple(
        (f"{name} : {row['label'].lower()}", number(row["count"]), _share(row["count"], profiles[code]["total"]))
        for code, name in names.items()
        for row in rows_of(profiles[code])
    )
    headers = (_("Profil"), _("Départs"), _("Part"))
    return Table(_("Genre, lieu de vie, première fois"), headers, rows or ((_("Aucun départ"), "0", "—"),))


def _share(part: int | None, whole: int | None) -> str:
    return pct({"part": part, "whole": whole})


def _education(table: dict[str, Any]) -> Table:
    rows = tuple(
        (row["label"], number(row["count"]))
        for branch in ("without", "with", "not_said")
        for row in rows_of(table[branch])
    )
    totals = _("Sans diplôme : %(without)s ; avec un diplôme : %(with)s ; non renseigné : %(not_said)s.") % {
        branch: number(table[branch]["total"]) for branch in ("without", "with", "not_said")
    }
    headers = (_("Dernier diplôme, dans les mots de chaque rive"), _("Départs"))
    return Table(_("Niveau d’études"), headers, rows or ((_("Aucun départ"), "0"),), note=totals)


def _jamo(table: dict[str, Any], share: dict[str, int | None]) -> Table:
    rows = [(row["label"], number(row["count"])) for row in [*table["answers"]["rows"], *table["categories"]]]
    words = some(share, _("a"), _("ont"))
    finding = _("%(share)s moins d’opportunités, parmi ceux qui ont répondu (%(counts)s)") % {
        "share": words, "counts": out_of(share),
    } if words else ""  # fmt: skip
    return Table(
        _("Jeunes ayant moins d’opportunités : les huit catégories d’Erasmus+"),
        (_("Réponse ou catégorie"), _("Départs")), tuple(rows), finding=finding[:1].upper() + finding[1:],
        note=_("Une personne peut relever de plusieurs catégories : elles ne s’additionnent pas."),
    )  # fmt: skip


def result_section(figures: dict[str, Any]) -> Section:
    """Situations over a year with response rates, self-assessments, stays cut short."""
    results, share = figures["results"], figures["headline"]["positive_6"]
    words = some(share, _("est"), _("sont"))
    lead = sentence(
        _("À 6 mois, parmi les répondants, %(share)s en sortie positive : emploi, alternance, formation ou "
          "études ; %(answers)s.") % {"share": words, "answers": answers_of(share)}
        if words else _("À 6 mois, le nombre de réponses ne permet pas encore de conclure : %(answers)s.")
        % {"answers": answers_of(share)},
    )  # fmt: skip
    blocks = (
        Block(chart=_before_and_after(results["situations"]), rows="people"),
        Block(chart=_over_a_year(results["situations"]), rows="people"),
        Block(table=_moments(results["situations"]), rows="people"),
        *_assessments(results["assessments"]),
        Block(table=_drop_outs(results), rows="people"),
    )
    return Section("resultats", _("Ce que le séjour a changé"), lead, blocks)


def _before_and_after(situations: list[dict[str, Any]]) -> Any:
    entry = next(row for row in situations if row["moment"] == "entry")
    later = next(row for row in situations if row["moment"] == "month_6")
    first, second = ({row["code"]: row for row in _categories(at)} for at in (entry, later))
    codes = [code for code in first if first[code]["count"] != 0 or second[code]["count"] != 0]
    before, after = (
        [pct_value({"part": rows[code]["count"], "whole": at["answers"]}) for code in codes]
        for rows, at in ((first, entry), (second, later))
    )
    return pair_chart(
        _working_more(entry, later), _("Situation à l’entrée et six mois après le retour, en pourcentage des réponses"),
        _("Situation"), [first[code]["label"] for code in codes],
        Series(_("À l’entrée"), before), Series(_("À 6 mois"), after), show=format_pct,
        note=_("Réponses : %(entry)s à l’entrée, %(later)s à 6 mois.")
        % {"entry": number(entry["answers"]), "later": number(later["answers"])},
    )  # fmt: skip


def _over_a_year(situations: list[dict[str, Any]]) -> Any:
    """Everybody who was to be asked at each moment: positive, other, silent; the parts make up those due."""
    series = (
        Series(_("Emploi, formation, études"), [at["positive"]["total"] for at in situations]),
        Series(_("Autres situations"), [at["others"]["total"] for at in situations]),
        Series(_("Sans réponse"), [at["due"] - at["answers"] for at in situations]),
    )
    return stacked_bars(
        _("De l’entrée à un an : ce qu’on sait de chacun"), _("Situations à chaque moment, en nombre de jeunes"),
        _("Moment"), [at["label"] for at in situations], series,
    )  # fmt: skip


def _categories(at: dict[str, Any]) -> list[dict[str, Any]]:
    return [*at["positive"]["rows"], *at["others"]["rows"]]


def _working_more(entry: dict[str, Any], later: dict[str, Any]) -> str:
    """The finding: the share in work, training or school, from entry to six months."""
    values = [pct_value({"part": at["positive"]["total"], "whole": at["answers"]}) for at in (entry, later)]
    if None in values:
        return _("De l’entrée à six mois")
    return _("En emploi, en formation ou en études : %(before)s à l’entrée, %(after)s à 6 mois") % {
        "before": format_pct(values[0] or 0),
        "after": format_pct(values[1] or 0),
    }


def _moments(situations: list[dict[str, Any]]) -> Table:
    headers = (_("Moment"), _("À interroger"), _("Réponses"), _("Taux de réponse"), _("Sorties positives"), _("Part"))
    rows = tuple(
        (
            at["label"],
            number(at["due"]),
            number(at["answers"]),
            _share(at["answers"], at["due"]),
            number(at["positive"]["total"]),
            _share(at["positive"]["total"], at["answers"]),
        )
        for at in situations
    )
    return Table(
        _("Réponses et sorties positives à chaque moment"), headers, rows,
        note=_("Une sortie positive est un emploi, une alternance, une formation ou des études. La part se calcule sur "
               "les réponses ; le silence est une valeur à part."),
    )  # fmt: skip


def _assessments(rows: list[dict[str, Any]]) -> tuple[Block, ...]:
    """Self-assessments before and at return: the share who agree with each statement."""
    before = {row["statement"]: row for row in rows if row["moment"] == "before"}
    after = {row["statement"]: row for row in rows if row["moment"] == "return"}
    if not any(row["answers"] for row in rows):
        return ()
    labels = [row["label"] for row in before.values()]
    series = [
        [pct_value({"part": row["agree"], "whole": row["answers"]}) for row in moment.values()]
        for moment in (before, after)
    ]
    note = _("Réponses selon la phrase : de %(low)s à %(high)s avant le départ et au retour.") % _range(rows)
    return (
        Block(
            chart=pair_chart(
                _("Ce que les jeunes disent d’eux-mêmes, avant et après"),
                _("Part de « plutôt » et « tout à fait d’accord », en pourcentage des réponses"), _("Phrase"), labels,
                Series(_("Avant le départ"), series[0]), Series(_("Au retour"), series[1]), show=format_pct, note=note,
            ),
            rows="people",
        ),
    )  # fmt: skip


def _range(rows: list[dict[str, Any]]) -> dict[str, str]:
    known = [row["answers"] for row in rows if row["answers"] and row["moment"] in ("before", "return")]
    return {"low": number(min(known, default=0)), "high": number(max(known, default=0))}


def _drop_outs(results: dict[str, Any]) -> Table:
    rows = tuple(
        (kind, row["label"], number(row["count"]))
        for code, kind in (("withdrawals", _("Avant le départ")), ("interruptions", _("Pendant le séjour")))
        for row in rows_of(results[code])
    )
    totals = _("Désistements avant le départ : %(w)s ; séjours interrompus : %(i)s.") % {
        "w": number(results["withdrawals"]["total"]),
        "i": number(results["interruptions"]["total"]),
    }
    headers = (_("Quand"), _("Raison"), _("Personnes"))
    return Table(_("Désistements et interruptions"), headers, rows or ((_("Aucun"), "—", "0"),), note=totals)
