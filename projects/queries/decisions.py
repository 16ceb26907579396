"""What each section answers, as its reader may know it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from ofqj_portal.core.money import Money
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.roles import Role, sections_of
from ofqj_portal.core.row_by_row import FoundForRow
from partners.enums import Section
from projects.enums import DECIDABLE, DecisionState, ProjectState, RateMoment
from projects.labels import Reader
from projects.models import AidRequest, Decision, Project, Review
from projects.models.visibility import examined_by
from projects.queries.rates import in_other_currency, last_frozen, with_rates
from projects.queries.readers import shown_state

_KINDS = {
    DecisionState.PENDING: "with",
    DecisionState.YES: "ok",
    DecisionState.CONDITIONAL_YES: "you",
    DecisionState.NO: "late",
    DecisionState.NO_ACTION: "neutral",
}


@dataclass(frozen=True)
class Share:
    """One section's share: what was asked, what was answered; `decision` is None while the reader may not know it."""

    section: str
    label: str
    asked: Money
    decision: Decision | None
    kind: str
    word: str
    due: Money | None = None

    @property
    def is_decided(self) -> bool:
        return self.decision is not None

    @cached_property
    def in_other_currency(self) -> str:
        """What a yes gives in the other currency, for the pages that say it: `shares_of` brought its rate along."""
        return awarded_elsewhere(self.decision) if self.decision else ""


def shares_of(project: Project, reader: str, *, real_now: datetime) -> list[Share]:
    """Return the share of each section asked; a structure reads the answers once they are announced, all together."""
    found = _DECISIONS.of(None, project=project.pk).all()
    for row in found:
        row.project = project
    return _shares(project, reader, found, real_now)


def shares_at_hand(project: Project, reader: str, *, real_now: datetime) -> list[Share]:
    """The same without rates, from the decisions that the door of the dossier brought along (doors.DECISIONS_PART)."""
    return _shares(project, reader, project.decisions.all(), real_now)


def _shares(project: Project, reader: str, found: Iterable[Decision], real_now: datetime) -> list[Share]:
    hidden = reader != Reader.OFQJ and shown_state(project, reader, real_now) == ProjectState.UNDER_REVIEW
    decisions = {} if hidden else {row.section: row for row in found}
    return [_share(aid, decisions.get(aid.section)) for aid in project.aid_requests.all()]


def _decisions(_reader: None, _key: None, *, project: int) -> "QuerySet[Decision]":
    rows = Decision.objects.filter(project=project).select_related("envelope", "decided_by", "letter", "grant")
    return with_rates(rows, RateMoment.DECISION)


_DECISIONS = PreparedRows(_decisions, project=int)


def _share(aid: AidRequest, decision: Decision | None) -> Share:
    taken = decision if decision and decision.state != DecisionState.PENDING else None
    state = DecisionState(taken.state) if taken else DecisionState.PENDING
    grant = getattr(taken, "grant", None) if taken else None
    return Share(
        section=aid.section,
        label=str(Section(aid.section).label),
        asked=Money(aid.requested_amount, aid.currency),
        decision=taken,
        kind=_KINDS[state],
        word=str(state.label),
        due=grant.due if grant else None,
    )


def awarded_elsewhere(decision: Decision) -> str:
    """Read what a yes gives in the other currency, at the rate frozen when it was said; "" without one."""
    if not decision.awarded or not decision.is_yes:
        return ""
    read = in_other_currency(decision.awarded, last_frozen(decision, RateMoment.DECISION))
    return read.sentence if read else ""


def to_decide(user: Any) -> "QuerySet[Project]":
    """Return the dossiers under review that wait for her section's answer, the best reviewed first."""
    mine = Review.objects.filter(project=OuterRef("pk"), reviewer=user)
    standing = Review.objects.standing().select_related("reviewer")
    return (
        _unanswered(user)
        .annotate(
            review_count=Count("reviews", filter=Q(reviews__set_aside_at__isnull=True)), reviewed_by_me=Exists(mine)
        )
        .select_related("call", "carrier")
        .prefetch_related("aid_requests", "structures", Prefetch("reviews", standing))
        .order_by("-review_count", "submitted_at", "pk")
    )


def ready_to_decide(user: Any) -> "QuerySet[Project]":
    """Keep, of `to_decide`, those that somebody else reviewed and that she did not; nothing more is read of them."""
    reviews = Review.objects.filter(project=OuterRef("pk"))
    return _unanswered(user).filter(FoundForRow(reviews.standing()), ~Q(FoundForRow(reviews.filter(reviewer=user))))


def _unanswered(user: Any) -> "QuerySet[Project]":
    sections: Sequence[str] = sorted(sections_of(user, Role.DECIDER))
    asked = AidRequest.objects.filter(project=OuterRef("pk"), section__in=sections)
    taken = Decision.objects.filter(project=OuterRef("pk"), section__in=sections).exclude(state=DecisionState.PENDING)
    return Project.objects.filter(examined_by(user), Exists(asked), ~Exists(taken), state__in=sorted(DECIDABLE))
