"""The pieces that the call asks for."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.enums import PieceCategory
from projects.rules.facts import DossierFacts
from projects.rules.result import RuleResult, result


def required(facts: DossierFacts) -> RuleResult | None:
    """Every piece the call names is joined."""
    asked = facts.rules.required_pieces
    if not asked:
        return None
    missing = [str(PieceCategory(code).label) for code in asked if code not in facts.categories]
    count = len(asked)
    sentence = ngettext(
        "%(there)d pièce demandée sur %(count)d est jointe",
        "%(there)d pièces demandées sur %(count)d sont jointes",
        count,
    ) % {"there": count - len(missing), "count": count}
    fix = _("À joindre : %s.") % ", ".join(missing)
    return result(
        facts.project, "pieces", not missing, sentence, field="pieces", fix=fix, source=_("Pièces de l’appel")
    )
