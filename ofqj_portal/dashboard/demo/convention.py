"""The committee's side of the demo: its members, the yearly plans, the meetings and their votes."""

import csv
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from conventions.enums import Ballot
from conventions.models import Action, ActionPlan, AnnualReport, Committee, Mandate, Meeting
from conventions.queries.text import Wanted
from conventions.services.actions import Ties, add_action, carry_over, change_action
from conventions.services.amendments import draft_amendment, propose_amendment, write_article
from conventions.services.load import load_convention
from conventions.services.meetings import plan_meeting
from conventions.services.minutes import decide_action, write_minutes
from conventions.services.plans import open_plan
from conventions.services.signing import change_signing_mandate, join_delegation_act
from conventions.services.voting import Voice, record_vote
from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.money import Money
from ofqj_portal.core.pdf import render_pdf
from ofqj_portal.dashboard.demo.cast import Cast
from partners.enums import Party, Section

SEATS = (
    ("comite-ofqj-fr", Party.OFQJ, Section.FRANCE),
    ("comite-ofqj-qc", Party.OFQJ, Section.QUEBEC),
    ("comite-unml", Party.UNML, ""),
    ("comite-rcjeq", Party.RCJEQ, ""),
)
DELEGATED_BY = "signature « P/O » du 1er octobre 2024"
ACTIONS = Path(__file__).with_name("actions.csv")


def join_act(committee: Committee, by: User) -> None:
    """Join the act by which the UNML delegates its signature (« P/O » in the text): a paper that says it is a trial."""
    now = calendar.now()
    for mandate in committee.convention.signing_mandates.exclude(delegated_by=""):
        title = f"Délégation de signature : {mandate.name}, {mandate.capacity}"
        content = render_pdf("dashboard/papers/piece.html", {"title": title}, title=title, created_at=now)
        facts = {"email": mandate.email, "delegated_by": DELEGATED_BY, "ends_on": mandate.ends_on}
        change_signing_mandate(mandate=mandate, by=by, now=now, **facts)
        join_delegation_act(mandate=mandate, content=content, name="Délégation de signature.pdf", by=by, now=now)


def seat_committee(users: dict[str, User]) -> Committee:
    """Load the convention and give each body its seat since the signature."""
    convention = load_convention()
    committee = Committee.objects.get(convention=convention)
    for account, party, section in SEATS:
        Mandate.objects.create(
            committee=committee, user=users[account], party=party, section=section, starts_on=date(2024, 10, 1)
        )
    return committee


def write_plan(committee: Committee, year: int, cast: Cast) -> ActionPlan:
    """Write the plan of `year` from `actions.csv`, tied to the calls of that year, going on from the year before."""
    by = cast.users["comite-ofqj-fr"]
    former = ActionPlan.objects.filter(convention=committee.convention, year=year - 1).first()
    with on(date(year - 1, 11, 20), cast.anchor) as now, ACTIONS.open(encoding="utf-8", newline="") as stream:
        plan = open_plan(convention=committee.convention, year=year, by=by, now=now)
        carried = carry_over(plan=plan, actions=former.actions.all(), by=by, now=now) if former else []
        going_on = {action.title: action for action in carried}
        for row in csv.DictReader(stream):
            _write_action(plan, row, going_on.get(row["title"]), cast, by, now)
    return plan


def _write_action(
    plan: ActionPlan, row: dict[str, str], carried: Action | None, cast: Cast, by: User, now: datetime
) -> None:
    fundings = [funding.split(":") for funding in filter(None, row["fundings"].split("|"))]
    columns = {
        "objective": plan.convention.objectives.get(number=row["objective"]), "title": row["title"], "aim": row["aim"],
        "owner": row["owner"], "partners": row["partners"].split("|"), "measure": row["measure"],
        "target": int(row["target"]), "starts_on": date(plan.year, 1, 1), "ends_on": date(plan.year, 12, 31),
    }  # fmt: skip
    ties = {
        "calls": [cast.calls[f"{row['call']}-{plan.year}"]] if row["call"] else [],
        "fundings": [(funder, Money(Decimal(amount), currency)) for funder, amount, currency in fundings],
        "targets": {name: int(target) for name, target in map(_pair, filter(None, row["targets"].split("|")))},
    }
    if carried is None:
        add_action(plan=plan, by=by, now=now, **columns, **ties)
    elif row["call"]:
        change_action(action=carried, ties=Ties(**ties), seen_version=1, by=by, now=now, **columns)


def _pair(text: str) -> tuple[str, str]:
    name, _colon, target = text.partition(":")
    return name, target


def vote(committee: Committee, subject: ActionPlan | AnnualReport, held_on: date, title: str, cast: Cast) -> Meeting:
    """Hold a meeting with the four bodies around the table, where each party says yes."""
    meeting = hold_meeting(committee, title, held_on)
    seats = {(mandate.party, mandate.section): mandate for mandate in committee.mandates.all()}
    ofqj, other = seats[Party.OFQJ, Section.FRANCE], seats[Party.OFQJ, Section.QUEBEC]
    voices = [Voice(Party.OFQJ, Ballot.YES, ofqj, agreed_by=other)]
    voices += [Voice(party, Ballot.YES, seats[party, ""]) for party in (Party.UNML, Party.RCJEQ)]
    by, present = cast.users["comite-ofqj-fr"], list(seats.values())
    with on(held_on, cast.anchor, hour=18) as now:
        record_vote(meeting=meeting, subject=subject, present=present, voices=voices, by=by, now=now)
    return meeting


def on(day: date, anchor: date, hour: int = 10) -> AbstractContextManager[datetime]:
    """Live through an hour of `day` in Paris, never later than the day of the seed."""
    return calendar.reading_at(datetime.combine(min(day, anchor), time(hour, 0), PARIS))


def hold_meeting(committee: Committee, title: str, held_on: date) -> Meeting:
    """Write down a meeting, held or to come."""
    meets_at, now = datetime.combine(held_on, time(15, 0), PARIS), calendar.now()
    return plan_meeting(committee=committee, title=title, meets_at=meets_at, place="Visioconférence", by=None, now=now)


def propose_change(committee: Committee, by: User) -> None:
    """Have the UNML propose, today, to say in article 5 when the committee meets; each signatory is asked by a link."""
    convention, now = committee.convention, calendar.now()
    for mandate in convention.signing_mandates.all():
        mandate.email = f"signature-{mandate.party}{mandate.section}@demo.ofqj.test"
        mandate.save(update_fields=["email"])
    purpose = "Le bilan se discute mieux quand chacun sait quand il doit être prêt."
    amendment = draft_amendment(
        convention=convention, seat=(Party.UNML, ""), title="Dire quand le comité se réunit", purpose=purpose,
        by=by, now=now,
    )  # fmt: skip
    text = "Le comité se réunit avant la fin du mois de mars pour adopter le bilan de l’année écoulée."
    write_article(
        amendment=amendment, article=convention.articles.get(number=5), wanted=Wanted(added={"2": text}),
        seen_version=amendment.version, by=by, now=now,
    )  # fmt: skip
    propose_amendment(amendment=amendment, by=by, now=now)


def write_down(meeting: Meeting, cast: Cast) -> None:
    """Keep the minutes of a meeting, and one action that it decided and that is still open."""
    by, held_on = cast.users["comite-unml"], meeting.meets_at.date()
    with on(held_on, cast.anchor, hour=18) as now:
        text = "Les trois parties sont présentes.\n\nLe plan est adopté à l’unanimité."
        write_minutes(meeting=meeting, text=text, seen_version=0, by=by, now=now)
        decide_action(
            meeting=meeting, title="Envoyer aux réseaux la carte des ententes", owner="ofqj_fr",
            due_on=cast.anchor + timedelta(days=30), by=by, now=now,
        )  # fmt: skip
