"""Rules about who travels and who leads: R1, R2, R3, R5, R11; the table of programmes says which are out."""

from django.utils.translation import gettext as _

from partners.enums import StructureKind
from projects.enums import PieceCategory, RuleMet
from projects.rules.facts import DossierFacts
from projects.rules.result import RuleResult, result


def ages(facts: DossierFacts) -> RuleResult:
    """R1: from 18 to 35 on the day of departure (the call says which bounds); leaders are exempt."""
    project, rules = facts.project, facts.rules
    bounds = {"low": rules.age_min, "high": rules.age_max}
    source = _("Règle R1 de l’appel")
    if project.age_from is None or project.age_to is None:
        sentence = _("Âge au départ : de %(low)d à %(high)d ans révolus") % bounds
        return result(
            project, "R1", False, sentence, field="age_from", fix=_("Indiquez l’âge des jeunes."), source=source
        )
    met = rules.age_min <= project.age_from and project.age_to <= rules.age_max
    sentence = _("De %(from)d à %(to)d ans au départ ; l’appel accepte de %(low)d à %(high)d ans") % (
        bounds | {"from": project.age_from, "to": project.age_to}
    )
    field = "age_from" if project.age_from < rules.age_min else "age_to"
    fix = _("Ramenez les âges entre %(low)d et %(high)d ans.") % bounds
    return result(project, "R1", met, sentence, field=field, fix=fix, source=source)


def ages_of_a_mission_locale(facts: DossierFacts) -> RuleResult | None:
    """R2: a Mission Locale follows young people up to 25; beyond, it says why. An alert, never a refusal."""
    project, limit = facts.project, facts.rules.age_max_ml
    if facts.carrier.kind != StructureKind.ML or project.age_to is None:
        return None
    source = _("Règle R2, accompagnement par une Mission Locale")
    if project.age_to <= limit:
        sentence = _("Une Mission Locale accompagne jusqu’à %(limit)d ans") % {"limit": limit}
        return result(project, "R2", True, sentence, field="age_to", source=source)
    sentence = _("Des jeunes ont plus de %(limit)d ans, l’âge limite d’une Mission Locale") % {"limit": limit}
    if project.age_reason.strip():
        return result(project, "R2", True, _("%s : vous dites pourquoi") % sentence, field="age_reason", source=source)
    fix = _("Dites pourquoi, en une phrase.")
    return result(project, "R2", RuleMet.ALERT, sentence, field="age_reason", fix=fix, source=source)


def follow_up(facts: DossierFacts) -> RuleResult:
    """R3: the carrier follows each participant, and dates and signs that it does."""
    there = PieceCategory.FOLLOW_UP_STATEMENT in facts.categories
    met = RuleMet.YES if there else RuleMet.ALERT
    return result(
        facts.project,
        "R3",
        met,
        _("Les jeunes sont suivis par la structure qui porte le projet"),
        field="pieces",
        fix=_("Joignez l’attestation de suivi, datée, avant le départ."),
        source=_("Règle R3 de l’appel"),
    )


def group_size(facts: DossierFacts) -> RuleResult:
    """R5: a project is collective; a very small or very large group is looked at twice."""
    project, rules = facts.project, facts.rules
    bounds = {"least": rules.group_min, "low": rules.group_alert_min, "high": rules.group_max}
    source = _("Règle R5 de l’appel")
    if not project.places:
        sentence = _("Le groupe compte au moins %(least)d personnes") % bounds
        return result(project, "R5", False, sentence, field="places", fix=_("Indiquez le nombre."), source=source)
    places = {"places": project.places}
    if project.places < rules.group_min:
        sentence = _("%(places)d place : il en faut au moins %(least)d") % (bounds | places)
        return result(project, "R5", False, sentence, field="places", fix=_("Agrandissez le groupe."), source=source)
    if rules.group_alert_min <= project.places <= rules.group_max:
        sentence = _("%(places)d places") % places
        return result(project, "R5", True, sentence, field="places", source=source)
    sentence = _("%(places)d places ; d’ordinaire, de %(low)d à %(high)d") % (bounds | places)
    fix = _("Vérifiez que le séjour tient avec ce groupe.")
    return result(project, "R5", RuleMet.ALERT, sentence, field="places", fix=fix, source=source)


def leaders(facts: DossierFacts) -> RuleResult:
    """R11: two leaders at least, and one for eight young people. An alert."""
    project, rules = facts.project, facts.rules
    advised = max(rules.leaders_min, -(-(project.places or 0) // rules.leader_ratio))
    planned = project.leaders_planned or 0
    sentence = _(
        "1 accompagnateur pour %(ratio)d jeunes, %(least)d au moins : conseillé %(advised)d, prévu %(planned)d"
    )
    figures = {"ratio": rules.leader_ratio, "least": rules.leaders_min, "advised": advised, "planned": planned}
    return result(
        project,
        "R11",
        RuleMet.YES if planned >= advised else RuleMet.ALERT,
        sentence % figures,
        field="leaders_planned",
        fix=_("Prévoyez %(advised)d accompagnateurs, ou dites comment le groupe est encadré.") % figures,
        source=_("Règle R11 de l’appel"),
    )
