"""The opinions on a dossier as one reader may know them: a reviewer gives hers before she reads her colleagues'."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ofqj_portal.core.shores import format_number
from projects import access
from projects.enums import REVIEWING, Opinion
from projects.models import Project, Review
from projects.models.grid import FULL_SCORE, Points, points_of
from projects.models.told import at_hand

REVIEWED = "project.reviewed"
#: Opinions diverge when the best mean is this far above the worst, out of 100.
WIDE_SPREAD = 20


@dataclass(frozen=True)
class OpinionRow:
    """One opinion, with the computation of its score laid out; `points` is empty where the call had no grid."""

    review: Review
    points: list[Points]

    @property
    def score(self) -> str:
        """Its score in words; "" without one."""
        return score_words(self.review.score)


@dataclass(frozen=True)
class Opinions:
    """What a reader knows of the opinions. `hidden` counts those she will read once she has given hers."""

    rows: list[OpinionRow]
    hidden: int
    mean: Decimal | None
    low: Decimal | None
    high: Decimal | None
    diverge: bool

    @property
    def is_blind(self) -> bool:
        return self.hidden > 0

    @property
    def mean_words(self) -> str:
        return score_words(self.mean)

    @property
    def low_words(self) -> str:
        return score_words(self.low)

    @property
    def high_words(self) -> str:
        return score_words(self.high)


def opinions_on(project: Project, user: Any) -> Opinions:
    """Gather the opinions that count on one dossier, as `user` may read them."""
    reviews = _standing(project)
    hidden = len(reviews) if is_blind(user, project, reviews) else 0
    return opinions_among([] if hidden else reviews, hidden=hidden, project=project)


def _standing(project: Project) -> list[Review]:
    brought = at_hand(project, "reviews")
    if brought is None:
        return list(project.reviews.standing().select_related("reviewer"))
    return [review for review in brought if review.set_aside_at is None]


def opinions_among(reviews: Sequence[Review], *, project: Project, hidden: int = 0) -> Opinions:
    """Put opinions already read from the database side by side."""
    grid = project.call_rules.score_grid
    rows = [OpinionRow(review, points_of(grid, review.scores) if review.scores else []) for review in reviews]
    scores = [review.score for review in reviews if review.score is not None]
    return Opinions(
        rows=rows,
        hidden=hidden,
        mean=_mean(scores),
        low=min(scores, default=None),
        high=max(scores, default=None),
        diverge=_diverge(reviews, scores),
    )


def is_blind(user: Any, project: Project, reviews: Iterable[Review]) -> bool:
    """Say whether she may still give an opinion that nobody else's should colour."""
    if project.state not in REVIEWING or not access.can_review(user, project):
        return False
    return not any(review.reviewer_id == user.pk for review in reviews)


def history_read_by(user: Any, project: Project, lines: Iterable[Any]) -> list[Any]:
    """Leave out of a history who gave an opinion, while she may not know it."""
    lines = list(lines)
    if project.state not in REVIEWING or not any(line.verb == REVIEWED for line in lines):
        return lines
    if not is_blind(user, project, _standing(project)):
        return lines
    return [line for line in lines if line.verb != REVIEWED]


def score_words(score: Decimal | None) -> str:
    """Write a score as people read it: "72,5 / 100"."""
    if score is None:
        return ""
    tenth = score.quantize(Decimal("0.1"), ROUND_HALF_UP)
    shown = format_number(tenth if tenth % 1 else int(tenth))
    return f"{shown}\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}{FULL_SCORE}"


def _mean(scores: Sequence[Decimal]) -> Decimal | None:
    if not scores:
        return None
    return (sum(scores, Decimal(0)) / len(scores)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _diverge(reviews: Iterable[Review], scores: Sequence[Decimal]) -> bool:
    said = {review.opinion for review in reviews}
    if {Opinion.FAVOURABLE, Opinion.UNFAVOURABLE} <= said:
        return True
    return bool(scores) and max(scores) - min(scores) >= WIDE_SPREAD
