"""The screen of a decision session: the ranking, what is tried, and the envelope as it would stand."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import OuterRef, Prefetch, Subquery, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext as _

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from projects.enums import SAYS_YES, BudgetSide, ExternalState, Opinion
from projects.models import BudgetLine, DecisionSession, Envelope, ExternalOpinion, Project, Trial
from projects.queries.decisions import to_decide
from projects.queries.envelopes import Part
from projects.queries.opinions import Opinions, is_blind, opinions_among

MOST_ROWS = 200


@dataclass(frozen=True)
class OutsideOpinion:
    """What somebody outside said of a dossier: her name, her opinion in words, her score out of 100 if there is one."""

    name: str
    words: str
    score: Decimal | None


@dataclass(frozen=True)
class SessionRow:
    """One dossier of the ranking; `trial` is what is tried on it, if anything.

    `external` are the opinions given outside; who still owes her own reads only that there are some, `external_hidden`.
    """

    project: Project
    rank: int
    asked: Money
    opinions: Opinions
    trial: Trial | None
    reviewed_by_me: bool
    charges: tuple[BudgetLine, ...] = ()
    external: tuple[OutsideOpinion, ...] = ()
    external_hidden: bool = False

    @property
    def cuts(self) -> list[tuple[str, Money, str]]:
        """What is taken off in the trial, line by line: the charge in words, how much, why."""
        words = {line.pk: line.words for line in self.charges}
        kept = self.trial.cuts if self.trial else []
        return [
            (words.get(cut["line"], "—"), Money(Decimal(cut["amount"]), self.asked.currency), cut["reason"])
            for cut in kept
        ]


@dataclass(frozen=True)
class Board:
    """The envelope as it would stand: `left` is what remains, below zero when too much is tried."""

    total: Money
    taken: Money
    tried: Money
    left: Money
    parts: list[Part]
    sentence: str
    rest: str

    @property
    def is_overrun(self) -> bool:
        return self.left.amount < 0


def session_rows(session: DecisionSession, user: Any) -> list[SessionRow]:
    """Rank the dossiers that wait for this section's answer, the best scored first, as `user` may see them."""
    trials = {trial.project_id: trial for trial in session.trials.all() if trial.decided_at is None}
    rows = to_decide(user).filter(call=session.call_id, aid_requests__section=session.section)
    charges = BudgetLine.objects.filter(side=BudgetSide.CHARGE).select_related("account")
    rows = rows.prefetch_related(Prefetch("budget_lines", charges, to_attr="charges")).annotate(given=_given_outside())
    ranked = sorted((_scored(project, user) for project in rows[:MOST_ROWS]), key=_place)
    found = []
    for rank, (project, opinions, blind) in enumerate(ranked, 1):
        aid = next(aid for aid in project.aid_requests.all() if aid.section == session.section)
        asked = Money(aid.requested_amount, aid.currency)
        tried, mine, lines = trials.get(project.pk), project.reviewed_by_me, tuple(project.charges)
        outside = [] if blind else project.given or []
        said = {"external_hidden": blind and bool(project.given)}
        told = tuple(_outside(**opinion) for opinion in outside)
        found.append(SessionRow(project, rank, asked, opinions, tried, mine, lines, told, **said))
    return found


def _given_outside() -> Any:
    """Gather what was said outside of each dossier, in the order of the answers, within the query that ranks them."""
    said = JSONObject(name="name", opinion="opinion", score=Cast("score", TextField()))
    given = ExternalOpinion.objects.filter(project=OuterRef("pk"), state=ExternalState.GIVEN).order_by()
    return Subquery(given.values("project").annotate(all=JSONBAgg(said, order_by=["ended_at"])).values("all"))


def _outside(name: str, opinion: str, score: str | None) -> OutsideOpinion:
    return OutsideOpinion(name, str(Opinion(opinion).label), Decimal(score) if score else None)


def _scored(project: Any, user: Any) -> tuple[Any, Opinions, bool]:
    reviews = list(project.reviews.all())
    blind = is_blind(user, project, reviews)
    known = [] if blind else reviews
    return project, opinions_among(known, project=project, hidden=len(reviews) if blind else 0), blind


def _place(scored: tuple[Any, Opinions, bool]) -> tuple[Any, ...]:
    project, opinions, _blind = scored
    mean = opinions.mean if opinions.mean is not None else Decimal(-1)
    return -mean, -len(opinions.rows), project.submitted_at, project.pk


def board_of(envelope: Envelope, trials: list[Trial]) -> Board:
    """Draw the envelope with what is tried on it."""
    zero = Money.zero(envelope.currency)
    tried = sum((trial.money for trial in trials if trial.money and trial.answer in SAYS_YES), zero)
    left = envelope.left - tried
    over = max(-left.amount, Decimal(0))
    parts = [
        Part("pris", _pct(envelope, envelope.committed.amount), _("engagé : %s") % format_money(envelope.committed)),
        Part("demande", _pct(envelope, tried.amount - over), _("essayé : %s") % format_money(tried)),
    ]
    if over:
        words = _("en trop : %s") % format_money(Money(over, envelope.currency))
        parts.append(Part("trop", _pct(envelope, over), words))
    return Board(
        total=envelope.total,
        taken=envelope.committed,
        tried=tried,
        left=left,
        parts=parts,
        sentence=_("Enveloppe de %s") % format_money(envelope.total),
        rest=_("resterait : %s") % format_money(max(left, zero, key=lambda money: money.amount)),
    )


def _pct(envelope: Envelope, amount: Decimal) -> Decimal:
    if not envelope.total_amount:
        return Decimal(0)
    return (amount * 100 / envelope.total_amount).quantize(Decimal("0.01"))
