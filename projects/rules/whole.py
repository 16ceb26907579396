"""Is the dossier whole? Each field a filing needs, and whether it is filled."""

from django.utils.translation import gettext as _

from projects.enums import BudgetSide, PhaseKind
from projects.rules.facts import DossierFacts
from projects.rules.result import RuleResult, result
from projects.sections import BUDGET, GROUP, PIECES, SECTIONS, field_label


def is_filled(facts: DossierFacts, field: str) -> bool:
    """Say whether a field, or what stands behind its code, holds something."""
    if field == "partners":
        return bool(facts.hosts)
    if field == "budget":
        return {line.side for line in facts.lines} >= {BudgetSide.CHARGE, BudgetSide.INCOME} or (
            bool(facts.aids) and any(line.side == BudgetSide.CHARGE for line in facts.lines)
        )
    if field in ("aid", "extras"):
        return bool(facts.aids if field == "aid" else facts.extras)
    if field == "phases":
        return {phase.kind for phase in facts.phases} >= set(PhaseKind)
    value = getattr(facts.project, field)
    return bool(value.strip()) if isinstance(value, str) else value is not None


def required_fields(facts: DossierFacts, section: str) -> list[str]:
    """List the fields of `section` that a filing of this programme needs."""
    spec = next(spec for spec in SECTIONS if spec.code == section)
    programme = facts.spec
    not_asked = programme.left_out | programme.optional
    return [
        field
        for field in spec.fields
        if field in programme.asked or (field in spec.required and field not in not_asked)
    ]


def missing_by_section(facts: DossierFacts) -> dict[str, list[str]]:
    """Return the empty required fields of each section, in order; pieces are named by their category."""
    missing = {
        spec.code: [field for field in required_fields(facts, spec.code) if not is_filled(facts, field)]
        for spec in SECTIONS
    }
    missing[PIECES] = [code for code in facts.rules.required_pieces if code not in facts.categories]
    return missing


def missing_fields(facts: DossierFacts) -> list[RuleResult]:
    """Say of each empty required field that it is; pieces, partners and money have their own rules."""
    told_by_rules = {GROUP: {"places", "age_from", "age_to"}, BUDGET: {"budget", "aid"}}
    return [
        result(
            facts.project,
            f"required:{field}",
            False,
            _("« %s » est vide") % field_label(field),
            field=field,
            fix=_("Remplissez ce champ."),
            source=_("Champ demandé à tous"),
        )
        for section, fields in missing_by_section(facts).items()
        if section != PIECES
        for field in fields
        if field not in told_by_rules.get(section, set()) | {"partners", "phases", "departs_on"}
    ]
