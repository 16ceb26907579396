"""Rules about the structures: R4, R14."""

from dataclasses import replace

from django.utils.translation import gettext as _

from ofqj_portal.core.shores import format_date
from projects.enums import HostingState, RuleMet
from projects.rules.facts import DossierFacts
from projects.rules.result import RuleResult, result


def other_shore(facts: DossierFacts) -> RuleResult:
    """R4: at least one partner on the other side; it may still have to confirm, but not when the decision comes."""
    project, source = facts.project, _("Règle R4 de l’appel")
    across = [row for row in facts.hosts if row.structure.country != facts.carrier.country]
    confirmed = [row for row in across if row.state == HostingState.CONFIRMED]
    if confirmed:
        first = min(confirmed, key=lambda row: (row.confirmed_on, row.pk))
        sentence = _("%(name)s a confirmé son accueil le %(day)s") % {
            "name": first.structure.name,
            "day": format_date(first.confirmed_on),
        }
        return result(project, "R4", True, sentence, field="partners", source=source)
    if across:
        sentence = _("%(name)s n’a pas encore confirmé son accueil") % {"name": across[0].structure.name}
        fix = _("Relancez-la : sans sa confirmation, l’OFQJ ne peut pas décider.")
        return result(project, "R4", RuleMet.ALERT, sentence, field="partners", fix=fix, source=source)
    sentence = _("Un partenaire au moins accueille de l’autre côté")
    fix = _("Invitez une structure de l’annuaire.")
    return result(project, "R4", False, sentence, field="partners", fix=fix, source=source)


def overdue_reports(facts: DossierFacts) -> RuleResult | None:
    """R14: a carrier that owes an overdue report files nothing new."""
    source = _("Règle R14 de l’appel")
    if not facts.overdue:
        return result(
            facts.project, "R14", True, _("Aucun bilan en retard pour votre structure"), field="partners", source=source
        )
    numbers = ", ".join(project.number for project in facts.overdue)
    found = result(
        facts.project,
        "R14",
        False,
        _("Un bilan en retard bloque un nouveau dépôt : %s") % numbers,
        field="partners",
        fix=_("Remettez d’abord ce bilan."),
        source=source,
    )
    return replace(found, elsewhere=facts.overdue[0].get_absolute_url())
