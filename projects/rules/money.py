"""Rules about the money asked: R8 and R9. Amounts of one budget are compared in its one currency."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money, format_pct
from projects.rules.facts import DossierFacts
from projects.rules.result import RuleResult, result
from projects.rules.scale import scale_lines, scale_total


def scale(facts: DossierFacts) -> RuleResult:
    """R8: the aid stays within so much a head times the places, or within the call's floor and cap."""
    project, rules, aid = facts.project, facts.rules, facts.budget.aid
    source = _("Règle R8 de l’appel, barème")
    if not aid:
        sentence = _("L’aide demandée à l’OFQJ est indiquée")
        fix = _("Indiquez le montant demandé à au moins une section.")
        return result(project, "R8", False, sentence, field="aid", fix=fix, source=source)
    if rules.aid_per_head is not None:
        return _per_head(facts, aid, source)
    return _floor_and_cap(facts, aid, source)


def _per_head(facts: DossierFacts, aid: Money, source: str) -> RuleResult:
    rules, places = facts.rules, facts.project.places or 0
    head = Money(rules.aid_per_head or Decimal(0), rules.currency)
    most = _in_budget(facts, scale_total(rules, places, facts.extras))
    sums = " ; ".join(line.words for line in scale_lines(rules, places, facts.extras))
    words = {"sums": sums, "head": format_money(head), "most": format_money(most), "aid": format_money(aid)}
    met = bool(places) and aid <= most
    sentence = (
        _("%(sums)s ; au plus %(most)s, et vous demandez %(aid)s")
        if places
        else _("%(head)s par personne : le nombre de places manque")
    )
    fix = _("Demandez %(most)s au plus.") if places else _("Indiquez le nombre de places.")
    field = "aid" if places else "places"
    return result(facts.project, "R8", met, sentence % words, field=field, fix=fix % words, source=source)


def top_ups(facts: DossierFacts) -> RuleResult | None:
    """R8: a top-up is of a kind the call gives, within its cap, for no more people than travel."""
    if not facts.extras:
        return None
    rules, places, wrong = facts.rules, facts.project.places or 0, []
    for extra in facts.extras:
        cap, what = rules.extra_cap(extra.category), extra.get_category_display()
        if cap is None:
            wrong.append(_("%s : l’appel n’en donne pas") % what)
        elif extra.unit_amount > cap:
            most = {"what": what, "most": format_money(Money(cap, rules.currency))}
            wrong.append(_("%(what)s : au plus %(most)s par jeune") % most)
        elif extra.people > places:
            wrong.append(_("%s : plus de jeunes que de places") % what)
    sentence = " ; ".join(line.words for line in scale_lines(replace(rules, aid_per_head=None), 0, facts.extras))
    fix = " ; ".join(wrong) + "."
    source = _("Règle R8 de l’appel, compléments")
    return result(facts.project, "R8-plus", not wrong, sentence, field="extras", fix=fix, source=source)


def _floor_and_cap(facts: DossierFacts, aid: Money, source: str) -> RuleResult:
    rules = facts.rules
    low = _in_budget(facts, Money(rules.grant_floor or Decimal(0), rules.currency))
    if rules.grant_cap is None:
        sentence = _("Aide demandée : %s") % format_money(aid)
        return result(facts.project, "R8", aid >= low, sentence, field="aid", source=source)
    high = _in_budget(facts, Money(rules.grant_cap, rules.currency))
    words = {"low": format_money(low), "high": format_money(high), "aid": format_money(aid)}
    sentence = _("Vous demandez %(aid)s ; l’appel donne de %(low)s à %(high)s par projet") % words
    fix = _("Demandez entre %(low)s et %(high)s.") % words
    return result(facts.project, "R8", low <= aid <= high, sentence, field="aid", fix=fix, source=source)


def _in_budget(facts: DossierFacts, amount: Money) -> Money:
    """Put an amount of the call's scale in the budget's currency, at the last known rate."""
    if amount.currency == facts.project.currency:
        return amount
    return amount.converted(facts.scale_rate or Decimal(1), facts.project.currency)


def share_of_the_cost(facts: DossierFacts) -> RuleResult:
    """R8: the aid pays at most 70 % (or what the call says) of the cost in money."""
    project, budget, share = facts.project, facts.budget, facts.rules.max_share_pct
    source = _("Règle R8 de l’appel, part du coût")
    if not budget.cost:
        sentence = _("Aide ≤ %s du coût") % format_pct(share)
        fix = _("Indiquez les charges du projet.")
        return result(project, "R8-part", False, sentence, field="budget", fix=fix, source=source)
    most = budget.cost.share_pct(share)
    pct = (budget.aid.amount * 100 / budget.cost.amount).quantize(Decimal("0.1"))
    words = {
        "aid": format_money(budget.aid),
        "cost": format_money(budget.cost),
        "pct": format_pct(pct),
        "share": format_pct(share),
        "most": format_money(most),
    }
    sentence = _("Aide ≤ %(share)s du coût : %(aid)s sur %(cost)s = %(pct)s") % words
    met = budget.aid <= most
    fix = ""
    if not met:
        words["rest"] = format_money(budget.aid - most)
        fix = _("Demandez %(most)s et trouvez %(rest)s ailleurs.") % words
    return result(project, "R8-part", met, sentence, field="aid", fix=fix, source=source)


def balance(facts: DossierFacts) -> RuleResult:
    """R9: what comes in pays for what goes out, in money and in kind."""
    project, budget, source = facts.project, facts.budget, _("Règle R9 de l’appel")
    words = {
        "charges": format_money(budget.charges),
        "resources": format_money(budget.resources),
        "gap": format_money(budget.gap if budget.gap.amount > 0 else -budget.gap),
    }
    if not budget.charges:
        sentence = _("Le budget est équilibré")
        fix = _("Saisissez les charges et les ressources.")
        return result(project, "R9", False, sentence, field="budget", fix=fix, source=source)
    if budget.gap:
        sentence = _("Charges %(charges)s, ressources %(resources)s : le budget n’est pas équilibré") % words
        fix = _("Il manque %(gap)s de ressources.") if budget.gap.amount > 0 else _("Il y a %(gap)s en trop.")
        return result(project, "R9", False, sentence, field="budget", fix=fix % words, source=source)
    if budget.charges_in_kind != budget.incomes_in_kind:
        sentence = _("Les contributions en nature diffèrent d’un côté à l’autre")
        fix = _("Inscrivez le même montant en charges et en ressources.")
        return result(project, "R9", False, sentence, field="budget", fix=fix, source=source)
    sentence = _("Budget équilibré : %(charges)s de charges et de ressources") % words
    return result(project, "R9", True, sentence, field="budget", source=source)


def ceiling(facts: DossierFacts) -> tuple[str, Money] | None:
    """Say the most that the share of the cost allows, with the reason; None without charges."""
    cost, share = facts.budget.cost, facts.rules.max_share_pct
    if not cost:
        return None
    most = cost.share_pct(share)
    words = {"share": format_pct(share), "cost": format_money(cost), "most": format_money(most)}
    sentence = _(
        "%(share)s de %(cost)s de charges = %(most)s : l’OFQJ complète d’autres financements, il ne paie pas tout."
    )
    return sentence % words, most


@dataclass(frozen=True)
class Computation:
    """How the most that may be asked is found, line by line; amounts of `most` are in the budget's currency."""

    lines: list[str]
    most: Money | None


def computation(facts: DossierFacts) -> Computation:
    """Lay out what the scale, the floor, the cap and the share of the cost allow, and the least of them."""
    rules, places = facts.rules, facts.project.places or 0
    lines, bounds = [line.words for line in scale_lines(rules, places, facts.extras)], []
    if rules.aid_per_head is not None:
        bounds.append(_in_budget(facts, scale_total(rules, places, facts.extras)))
    if rules.grant_cap is not None:
        low = Money(rules.grant_floor or Decimal(0), rules.currency)
        words = {"low": format_money(low), "high": format_money(Money(rules.grant_cap, rules.currency))}
        lines.append(_("L’appel donne de %(low)s à %(high)s par projet.") % words)
        bounds.append(_in_budget(facts, Money(rules.grant_cap, rules.currency)))
    found = ceiling(facts)
    if found:
        lines.append(found[0])
        bounds.append(found[1])
    if bounds and bounds[0].currency != rules.currency and facts.scale_rate:
        lines.append(_("Le barème est dans l’autre devise : il entre dans ce budget au dernier taux connu."))
    return Computation(lines, min(bounds) if bounds else None)
