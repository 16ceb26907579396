"""The shares of a grant that go to young people themselves: how much one is, who has one."""

from decimal import ROUND_DOWN, Decimal

from django.db.models import QuerySet

from ofqj_portal.core.money import Money
from projects.enums import AGREED, FOR_PROFESSIONALS, PaymentKind
from projects.models import Grant, Instalment, InstalmentTerm, Project
from projects.queries.changes import places_decided


def share_of(grant: Grant) -> Money | None:
    """Return what one young person may be paid of a grant: an equal part of it, never above the aid per head.

    None where the call gives no aid per head, or sends professionals.
    """
    project = grant.decision.project
    rules, places = project.call_rules, places_decided(project, grant)
    if rules.aid_per_head is None or rules.programme in FOR_PROFESSIONALS or not places:
        return None
    share = (grant.awarded_amount / places).quantize(Decimal("0.01"), ROUND_DOWN)
    if rules.currency == grant.currency:
        share = min(share, rules.aid_per_head)
    return Money(share, grant.currency)


def share_term(grant: Grant) -> InstalmentTerm | None:
    """Return the term under which the section of a grant pays young people, None where it pays structures alone."""
    decision = grant.decision
    terms = InstalmentTerm.objects.for_grant_of(decision.project.call_id, decision.section)
    return next((term for term in terms if term.kind == PaymentKind.SHARE), None)


def pays_people(project: Project) -> bool:
    """Say whether young people of this dossier may be paid their share: money may leave, and a section allows it."""
    if project.state not in AGREED:
        return False
    grants = Grant.objects.filter(decision__project=project).select_related("decision__project__call")
    return any(share_term(grant) and share_of(grant) for grant in grants)


def people_shares(project: Project) -> "QuerySet[Instalment]":
    """Return the shares of young people on a dossier, with what their reader is told of the account."""
    rows = Instalment.objects.filter(grant__decision__project=project, kind=PaymentKind.SHARE)
    return rows.select_related("grant__decision", "payment").order_by("grant__decision__section", "position")
