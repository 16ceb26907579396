"""Who acts in the demo's dossiers, and at what instants: looked up once, shared by every chapter of the story."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from zoneinfo import ZoneInfo

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.dashboard.demo.scenarios import Scenario
from ofqj_portal.dashboard.demo.structures import Directory
from partners.enums import Country, Section
from partners.models import Membership, Structure
from projects.models import Call, Project

PARIS = ZoneInfo("Europe/Paris")
# The letters of the past are made in the background, spread out.
LETTERS_FROM, LETTER_EVERY = timedelta(seconds=30), timedelta(seconds=2)
OFFICERS = {Section.FRANCE: "instructeur-fr", Section.QUEBEC: "instructeur-qc"}
DECIDERS = {Section.FRANCE: "decideur-fr", Section.QUEBEC: "decideur-qc"}


@dataclass
class Cast:
    """The people, the structures and the calls of the demo, with the one source of chance."""

    users: dict[str, User]
    directory: Directory
    calls: dict[str, Call]
    random: Random
    anchor: date
    papers: dict[str, bytes]
    advisers: dict[int, User] = field(default_factory=dict)
    letters_count: int = 0

    def next_letter(self) -> datetime:
        """Say when the next letter is to be made: one at a time, so that nobody's paper waits behind the past."""
        self.letters_count += 1
        return calendar.real_now() + LETTERS_FROM + self.letters_count * LETTER_EVERY

    def adviser(self, structure: Structure) -> User:
        """Return an adviser of `structure`; the demo's own account where it has one."""
        if structure.pk not in self.advisers:
            rows = Membership.objects.filter(structure=structure, role="adviser").select_related("user")
            self.advisers[structure.pk] = rows.order_by("pk")[0].user
        return self.advisers[structure.pk]

    def manager(self, structure: Structure) -> User:
        """Return a manager of `structure`, who signs in its name; the demo's own account where it has one."""
        rows = Membership.objects.filter(structure=structure, role="manager").select_related("user")
        return rows.order_by("pk")[0].user

    def officer(self, section: str) -> User:
        return self.users[OFFICERS[Section(section)]]

    def decider(self, section: str) -> User:
        return self.users[DECIDERS[Section(section)]]


@dataclass
class Chapter:
    """One dossier being replayed: its scenario, its people, and the days things happened."""

    scenario: Scenario
    cast: Cast
    call: Call
    carrier: Structure
    host: Structure
    adviser: User
    filed_on: date
    decided_on: date
    project: Project | None = None

    @property
    def is_french(self) -> bool:
        return self.carrier.country == Country.FR

    @cached_property
    def sections(self) -> list[str]:
        """The sections of the call, in the order of their codes."""
        return sorted(self.call.envelopes.values_list("section", flat=True))

    def at(self, day: date, hour: int = 10) -> datetime:
        """Return the instant of `day` at `hour` in Paris, never later than the morning of the seed's day."""
        return datetime.combine(min(day, self.cast.anchor), time(hour, 15), PARIS)

    def on(self, day: date, hour: int = 10) -> AbstractContextManager[datetime]:
        """Live through that instant: what is done inside is told as done then."""
        return calendar.reading_at(self.at(day, hour))


def open_chapter(scenario: Scenario, cast: Cast) -> Chapter:
    """Choose the days of one dossier: filed while its call is open, decided before it leaves."""
    call = cast.calls[scenario.call]
    carrier, host = cast.directory[scenario.carrier], cast.directory[scenario.host]
    last_day = min(call.closes_at.date() - timedelta(days=1), cast.anchor - timedelta(days=4))
    filed_on = max(call.opens_at.date() + timedelta(days=1), last_day - timedelta(days=cast.random.randint(2, 24)))
    decided_on = min(call.closes_at.date() + timedelta(days=cast.random.randint(30, 48)), cast.anchor)
    decided_on = max(filed_on + timedelta(days=12), min(decided_on, scenario.departs_on - timedelta(days=21)))
    return Chapter(scenario, cast, call, carrier, host, cast.adviser(carrier), filed_on, decided_on)
