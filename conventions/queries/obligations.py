"""The register of obligations: every date that the texts create, computed from what is there, never typed in."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from conventions.enums import (
    AmendmentState,
    Body,
    ConsultationState,
    ContributionState,
    ObligationKind,
    ObligationState,
    PlanState,
    ReportState,
)
from conventions.models import (
    Amendment,
    AnnualReport,
    Consultation,
    Convention,
    FormalNotice,
    Mandate,
    NoticeDelivery,
    ObligationRule,
)
from conventions.queries.accords import SeatKey, missing_parts_of, seat_label
from conventions.queries.consultations import parties_to_speak
from conventions.queries.notices import clock_of
from conventions.queries.obligation_facts import Facts, facts_of
from ofqj_portal.core.calendar import PARIS, add_months
from ofqj_portal.core.shores import format_date

SOON = timedelta(days=60)
POST_KEEPS_DAYS = 15
EVERYBODY: SeatKey = ("", "")
RENEWAL_MONTHS = (9, 6, 3)
_ADOPTED = (ReportState.ADOPTED, ReportState.PUBLISHED, ReportState.SUPERSEDED)


class Act(StrEnum):
    """What following the link of an obligation takes, judged by `amendment_access.can_follow`."""

    OPEN = "open"
    KEEP = "keep"
    SIT = "sit"
    WRITE = "write"
    READ_DRAFT = "read_draft"


@dataclass(frozen=True)
class Obligation:
    """One date: `code` names it for good, `seat` is whose act it is (EVERYBODY: each party's).

    `steps` are the days on which to remind of it, with a name each. `act` is the right that the page at `url` asks for
    (OPEN: none beyond reading the register).
    """

    code: str
    kind: str
    title: str
    article: int
    seat: SeatKey
    due_on: date
    is_met: bool
    consequence: str
    url: str
    steps: tuple[tuple[str, date], ...]
    act: Act = Act.OPEN

    @property
    def owner_label(self) -> str:
        return _("les trois parties") if self.seat == EVERYBODY else seat_label(self.seat)

    def state(self, on: date) -> ObligationState:
        """Say where it stands on that day."""
        if self.is_met:
            return ObligationState.MET
        if self.due_on < on:
            return ObligationState.LATE
        return ObligationState.SOON if self.due_on <= on + SOON else ObligationState.AHEAD

    def step_on(self, on: date) -> str | None:
        """Name the last reminder whose day has come; None before the first, and once it is met."""
        if self.is_met:
            return None
        past = [(day, name) for name, day in self.steps if day <= on]
        return max(past)[1] if past else None


def obligations_of(convention: Convention, on: date) -> list[Obligation]:
    """List every obligation of a convention, by date: the same few queries whatever there is."""
    rules, facts = {rule.kind: rule for rule in convention.obligation_rules.order_by("kind")}, facts_of(convention)
    found: list[Obligation] = []
    for kind, list_them in _LISTS.items():
        if kind in rules:
            found += list_them(convention, rules[kind], on, facts)
    return sorted(found, key=lambda row: (row.due_on, row.article, row.code))


def conventions_in_force(on: date) -> list[Convention]:
    """List the conventions that bind on that day."""
    return [found for found in Convention.objects.order_by("pk") if found.is_in_force(on)]


def last_adopted_report(convention: Convention) -> AnnualReport | None:
    """Return the report that a renewal joins: the last one the committee adopted."""
    adopted = AnnualReport.objects.filter(convention=convention, state__in=_ADOPTED)
    return adopted.order_by("-starts_on", "-version").first()


def members_in_charge(convention: Convention, on: date) -> list[Mandate]:
    """List the members of the committee in office, who are told of what their party owes."""
    rows = Mandate.objects.filter(committee__convention=convention).current(on).select_related("user")
    return list(rows.order_by("pk"))


def concerns(obligation: Obligation, mandate: Mandate) -> bool:
    """Say whether a member of the committee is told of an obligation: her own seat's, or each party's."""
    party, section = obligation.seat
    return party in ("", mandate.party) and section in ("", mandate.section)


def _years(convention: Convention) -> range:
    """The full years the convention covers: the one of its signature is left to its first meeting."""
    return range(convention.signed_on.year + 1, convention.ends_on.year + 1)


def _plans(convention: Convention, rule: ObligationRule, on: date, facts: Facts) -> Iterator[Obligation]:
    states = facts.plans
    for year in _years(convention):
        is_met = states.get(year) in (PlanState.VALIDATED, PlanState.CLOSED)
        name = "conventions:plan" if year in states else "conventions:plan_new"
        args = [convention.slug, year] if year in states else [convention.slug]
        act = Act.OPEN if year in states else Act.KEEP
        yield _yearly(rule, year, is_met, reverse(name, args=args), act)


def _meetings(convention: Convention, rule: ObligationRule, on: date, facts: Facts) -> Iterator[Obligation]:
    for year in _years(convention):
        of_year = [(day, meeting) for day, meeting in facts.meetings if day.year == year]
        held = any(day <= on for day, _meeting in of_year)
        row = _yearly(rule, year, held, reverse("conventions:meeting_new", args=[convention.slug]), Act.SIT)
        if of_year:
            row = replace(row, url=reverse("conventions:meeting", args=[of_year[0][1]]), act=Act.OPEN)
        if of_year and not held:  # on its way: no reminder, and its own day is the date
            planned = of_year[0][0]
            title = _("%(title)s, prévue le %(day)s") % {"title": row.title, "day": format_date(planned)}
            row = replace(row, title=title, due_on=planned, steps=())
        yield row


def _reports(convention: Convention, rule: ObligationRule, on: date, facts: Facts) -> Iterator[Obligation]:
    states: dict[str, set[str]] = {}
    for period, state in facts.reports:
        states.setdefault(period, set()).add(state)
    for year in _years(convention):
        period = str(year)
        is_open = period in states
        url = reverse("conventions:report", args=[period]) if is_open else reverse("conventions:report_new")
        found = states.get(period, set())
        act = Act.OPEN if ReportState.PUBLISHED in found else Act.READ_DRAFT if is_open else Act.KEEP
        yield _yearly(rule, year, bool(found & set(_ADOPTED)), url, act)


def _contributions(convention: Convention, rule: ObligationRule, on: date, facts: Facts) -> Iterator[Obligation]:
    for period, written_by, state, due_on in facts.contributions:
        body = Body(written_by)
        words = {"title": rule.title, "period": period, "body": body.label}
        url = reverse("conventions:contribution", args=[period, written_by])
        is_met = state == ContributionState.HANDED_IN
        code, title = f"contribution-{period}-{written_by}", _("%(title)s %(period)s : %(body)s") % words
        yield _one(rule, code, title, (body.party, body.section), due_on, is_met, url, Act.WRITE)


def _renewal(convention: Convention, rule: ObligationRule, on: date, facts: Facts) -> Iterator[Obligation]:
    term = convention.ends_on
    steps = tuple((f"{months}m", add_months(term, -months)) for months in RENEWAL_MONTHS)
    url = reverse("conventions:amendment_new", args=[convention.slug]) + "?renouvellement=1"
    yield Obligation(
        code=f"renewal-{term.year}", kind=rule.kind, title=rule.title, article=rule.article, seat=EVERYBODY,
        due_on=term, is_met=False, consequence=rule.consequence, url=url, steps=steps,
        act=Act.SIT,
    )  # fmt: skip


def _accords(convention: Convention, rule: ObligationRule, on: date, facts: Facts) -> Iterator[Obligation]:
    waiting = Amendment.objects.filter(convention=convention, state=AmendmentState.PROPOSED).select_related(
        "convention"
    )
    amendments = list(waiting.order_by("number"))
    missing_by = missing_parts_of(convention, amendments) if amendments else {}
    for amendment in amendments:
        due_on = amendment.proposed_at.astimezone(PARIS).date() + timedelta(days=rule.days or 30)
        for seat, missing in missing_by[amendment.pk].items():
            code = f"accord-{amendment.number}-{seat[0]}{seat[1]}"
            title = _("%(title)s : %(amendment)s") % {"title": rule.title, "amendment": amendment}
            yield _one(rule, code, title, seat, due_on, not missing, amendment.get_absolute_url())


def _notices(convention: Convention, rule: ObligationRule, on: date, facts: Facts) -> Iterator[Obligation]:
    letters = Prefetch("deliveries", NoticeDelivery.objects.order_by("party"))
    running = convention.notices.filter(state__in=["draft", "sent"]).prefetch_related(letters)
    notices = list(running.order_by("number"))
    yield from _receptions(convention, rule, notices)
    for notice in (one for one in notices if one.state == "sent"):
        earliest_on = clock_of(notice).earliest_on
        if earliest_on is not None:
            title = f"{rule.title} : {notice}"
            code = f"notice-{notice.number}"
            url = reverse("conventions:notice", args=[convention.slug, notice.number])
            yield _one(rule, code, title, (notice.party, ""), earliest_on, False, url)


def _receptions(convention: Convention, rule: ObligationRule, notices: Iterable[FormalNotice]) -> Iterator[Obligation]:
    """Each registered letter that left: its reception is noted before the last day the post keeps it."""
    for notice, row in ((one, letter) for one in notices for letter in one.deliveries.all()):
        if row.sent_on is None or row.received_on is not None:
            continue
        code = f"reception-{notice.number}-{row.party}"
        title = _("Noter la réception : %(notice)s, %(party)s") % {"notice": notice, "party": row.get_party_display()}
        url = reverse("conventions:notice", args=[convention.slug, notice.number])
        last_on = row.sent_on + timedelta(days=rule.days or POST_KEEPS_DAYS)
        yield _one(rule, code, title, (notice.party, ""), last_on, False, url)


def _consultations(convention: Convention, rule: ObligationRule, on: date, facts: Facts) -> Iterator[Obligation]:
    rows = list(
        Consultation.objects.filter(committee__convention=convention, state=ConsultationState.OPEN).order_by("number")
    )
    seats = parties_to_speak(rows) if rows else {}
    for row in rows:
        due_on = row.closes_at.astimezone(PARIS).date()
        for seat, is_met in seats[row.pk].items():
            code, title = f"consultation-{row.number}-{seat[0]}{seat[1]}", f"{rule.title} : {row.title}"
            yield _one(rule, code, title, seat, due_on, is_met, row.get_absolute_url())


def _actions(convention: Convention, rule: ObligationRule, on: date, facts: Facts) -> Iterator[Obligation]:
    """Each action the committee decided that is not done: its body is reminded, and reads it in its calendar."""
    for key, meeting, words, owner, due_on in facts.actions:
        body, url = Body(owner), reverse("conventions:action_done", args=[meeting, key])
        title = f"{rule.title} : {words}"
        yield _one(rule, f"action-{key}", title, (body.party, body.section), due_on, False, url, Act.SIT)


_LISTS: dict[str, Callable[[Convention, ObligationRule, date, Facts], Iterator[Obligation]]] = {
    ObligationKind.PLAN: _plans,
    ObligationKind.MEETING: _meetings,
    ObligationKind.CONTRIBUTION: _contributions,
    ObligationKind.REPORT: _reports,
    ObligationKind.RENEWAL: _renewal,
    ObligationKind.ACCORD: _accords,
    ObligationKind.NOTICE: _notices,
    ObligationKind.CONSULTATION: _consultations,
    ObligationKind.ACTION: _actions,
}


def _yearly(rule: ObligationRule, year: int, is_met: bool, url: str, act: Act) -> Obligation:
    due_on = add_months(date(year + rule.year_shift, rule.month or 12, 1), 1) - timedelta(days=1)
    due_on = due_on.replace(day=min(due_on.day, rule.day or 31))
    title = f"{rule.title} {year}"
    return _one(rule, f"{rule.kind}-{year}", title, EVERYBODY, due_on, is_met, url, act)


def _one(
    rule: ObligationRule, code: str, title: str, seat: SeatKey, due_on: date, is_met: bool, url: Any,
    act: Act = Act.OPEN,
) -> Obligation:  # fmt: skip
    steps = [(f"{days}b", due_on - timedelta(days=days)) for days in rule.remind_before]
    steps += [(f"{days}a", due_on + timedelta(days=days)) for days in rule.remind_after]
    return Obligation(
        code, rule.kind, title, rule.article, seat, due_on, is_met, rule.consequence, url, tuple(steps), act
    )
