"""The shares of a grant that go to young people themselves: how much one is, who has one."""

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from ofqj_portal.core.money import Money
from projects.enums import AGREED, FOR_PROFESSIONALS, PaymentKind
from projects.models import Grant, Instalment, InstalmentTerm, Project
from projects.queries.changes import places_decided, with_places_decided
from projects.queries.terms import keeps_terms, terms_of_grant


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
    return next((term for term in terms_of_grant(grant) if term.kind == PaymentKind.SHARE), None)


def pays_people(project: Project, grants: Iterable[Grant] | None = None) -> bool:
    """Say whether young people of this dossier may be paid their share: money may leave, and a section allows it.

    `grants` are those of the dossier where the caller has them at hand, as `with_shares` brings them if it can.
    """
    if project.state not in AGREED:
        return False
    if grants is None:
        grants = Grant.objects.filter(decision__project=project).select_related("decision__project__call")
    return any(_pays_shares(grant) and share_of(grant) for grant in grants)


def with_shares(rows: "QuerySet[Grant]") -> "QuerySet[Grant]":
    """Bring along what `pays_people` reads of each grant: `pays_shares`, and the places it was decided for."""
    terms = InstalmentTerm.objects.filter(section=OuterRef("decision__section"))
    own, usual = terms.filter(call=OuterRef("decision__project__call")), terms.filter(call=None)
    is_share = {"kind": PaymentKind.SHARE}
    pays = Exists(own.filter(**is_share)) | (~Exists(own) & Exists(usual.filter(**is_share)))
    return with_places_decided(rows.annotate(pays_shares=pays))


def _pays_shares(grant: Any) -> bool:
    told = getattr(grant, "pays_shares", None)  # of the call as it stands
    return share_term(grant) is not None if told is None or keeps_terms(grant) else told


def people_shares(project: Project) -> "QuerySet[Instalment]":
    """Return the shares of young people on a dossier, with what their reader is told of the account."""
    rows = Instalment.objects.filter(grant__decision__project=project, kind=PaymentKind.SHARE)
    return rows.select_related("grant__decision", "payment").order_by("grant__decision__section", "position")
