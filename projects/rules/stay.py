"""Rules about the stay and its phases: R6, R7, R12."""

from django.utils.translation import gettext as _

from ofqj_portal.core.shores import format_date
from projects.enums import IN_REVIEW, PhaseKind, PieceCategory, ProjectState, RuleMet
from projects.rules.facts import DossierFacts
from projects.rules.result import RuleResult, result

#: States in which the dates are still to be chosen or judged.
FILING = IN_REVIEW | {ProjectState.DRAFT}


def length(facts: DossierFacts) -> RuleResult:
    """R6: the stay lasts as long as the call advises; outside, an alert. A draft never leaves in the past."""
    project, rules = facts.project, facts.rules
    bounds = {"low": rules.days_min, "high": rules.days_max}
    source = _("Règle R6 de l’appel")
    if project.days is None:
        sentence = _("Le séjour dure de %(low)d à %(high)d jours") % bounds
        fix = _("Indiquez les dates de départ et de retour.")
        return result(project, "R6", False, sentence, field="departs_on", fix=fix, source=source)
    if project.state == ProjectState.DRAFT and project.departs_on <= facts.on:
        sentence = _("La date de départ est passée")
        fix = _("Choisissez une date à venir.")
        return result(project, "R6", False, sentence, field="departs_on", fix=fix, source=source)
    sentence = _("%(days)d jours sur place ; conseillé : de %(low)d à %(high)d") % (bounds | {"days": project.days})
    met = RuleMet.YES if rules.days_min <= project.days <= rules.days_max else RuleMet.ALERT
    fix = _("Revoyez les dates, ou dites pourquoi dans « activités prévues ».")
    return result(project, "R6", met, sentence, field="returns_on", fix=fix, source=source)


def leaves_after_the_answer(facts: DossierFacts) -> RuleResult | None:
    """The call says by when the OFQJ answers: an earlier departure cannot count on its aid, an alert while filing."""
    project, answer_by = facts.project, facts.project.call.answer_by
    if project.state not in FILING or not answer_by or not project.departs_on or project.departs_on > answer_by:
        return None
    return result(
        project,
        "answer_by",
        RuleMet.ALERT,
        _("Départ prévu avant la réponse de l’OFQJ, attendue vers le %s") % format_date(answer_by),
        field="departs_on",
        fix=_("Choisissez une date plus tardive, ou dites pourquoi dans « activités prévues »."),
        source=_("Calendrier de l’appel"),
    )


def phases(facts: DossierFacts) -> RuleResult | None:
    """R7: a chantier has three phases; it prepares for weeks, so many hours a week."""
    rules = facts.rules
    if not facts.spec.phases and not rules.preparation_weeks_min:
        return None
    project = facts.project
    figures = {"weeks": rules.preparation_weeks_min, "hours": rules.hours_per_week_min}
    source = _("Règle R7, chantier d’insertion")
    by_kind = {phase.kind: phase for phase in facts.phases}
    lacking = [kind.label for kind in facts.spec.phases if kind not in by_kind]
    if lacking or PhaseKind.PREPARATION not in by_kind:
        names = ", ".join(str(name) for name in lacking) or PhaseKind.PREPARATION.label
        sentence = _("Le projet se déroule en phases ; il manque : %s") % names
        fix = _("Décrivez chaque phase, avec ses dates.")
        return result(project, "R7", False, sentence, field="phases", fix=fix, source=source)
    preparation = by_kind[PhaseKind.PREPARATION]
    short = [phase for phase in by_kind.values() if (phase.hours_per_week or 0) < rules.hours_per_week_min]
    done = {"done_weeks": preparation.weeks, "done_hours": min((p.hours_per_week or 0) for p in by_kind.values())}
    sentence = _(
        "Préparation de %(done_weeks)d semaines (au moins %(weeks)d), "
        "%(done_hours)d heures par semaine (au moins %(hours)d)"
    )
    met = preparation.weeks >= rules.preparation_weeks_min and not short
    fix = _("Allongez la préparation ou la semaine d’activité.")
    return result(project, "R7", met, sentence % (figures | done), field="phases", fix=fix, source=source)


def work_permit(facts: DossierFacts) -> RuleResult | None:
    """R12: a period of work in a company calls for a work permit."""
    if not facts.project.has_work_period:
        return None
    there = PieceCategory.WORK_PERMIT in facts.categories
    return result(
        facts.project,
        "R12",
        RuleMet.YES if there else RuleMet.ALERT,
        _("Une période de travail en entreprise demande un permis de travail"),
        field="has_work_period",
        fix=_("Commencez la demande dès maintenant et joignez le permis quand vous l’avez."),
        source=_("Règle R12 de l’appel"),
    )
