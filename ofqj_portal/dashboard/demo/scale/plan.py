"""How many copies make the base asked for, and which dossiers each of them holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from django.db.models import QuerySet

from partners.enums import Country, StructureKind
from partners.models import Structure
from projects.enums import ProjectState
from projects.models import Call, Project

PROJECTS_PER_SCALE = 100  # `--scale 100` is 10 000 dossiers
STRUCTURES_PER_SCALE = 5.6
NOT_CARRIERS = (StructureKind.OFQJ, StructureKind.NATIONAL_NETWORK, StructureKind.ARML)
SETTLED = frozenset({
    ProjectState.CLOSED, ProjectState.REFUSED, ProjectState.CANCELLED, ProjectState.WITHDRAWN,
    ProjectState.CLOSED_WITHOUT_ACTION,
})  # fmt: skip
#: What a copy takes: every dossier, those that are over, those of the past calls that are over (two years earlier).
WHOLE, OVER, EARLIER = 0, 1, 2
#: Two copies in nine are whole, so that a base of 10 000 dossiers has some 1 500 under way, over five years.
TURNS = (WHOLE, EARLIER, OVER, EARLIER, OVER, EARLIER, OVER, WHOLE, EARLIER)


@dataclass(frozen=True)
class Copy:
    """One copy of the dossiers: its rank from 1, the directory it draws on (0 is the first), what it takes."""

    rank: int
    directory: int
    level: int

    @property
    def is_earlier(self) -> bool:
        return self.level == EARLIER


@dataclass(frozen=True)
class Plan:
    """`levels` says of each dossier the highest level that takes it; `calls` are those copied to earlier years."""

    copies: tuple[Copy, ...]
    structures: tuple[int, ...]
    calls: tuple[int, ...]
    levels: dict[int, int]

    @property
    def directories(self) -> int:
        """How many times the directory is copied."""
        return max((copy.directory for copy in self.copies), default=0)

    def taken(self, level: int) -> list[int]:
        """List the dossiers that a copy of `level` takes."""
        return [project for project, highest in self.levels.items() if highest >= level]


def carriers() -> QuerySet[Structure]:
    """Keep the structures of the two shores that carry or host: the bodies of the convention stay alone."""
    return Structure.objects.filter(country__in=(Country.FR, Country.QC)).exclude(kind__in=NOT_CARRIERS)


def past_calls(this_year: int) -> list[int]:
    """List the calls of the two years before `this_year`."""
    codes = [f"-{this_year - 1}", f"-{this_year - 2}"]
    return [call.pk for call in Call.objects.order_by("pk") if any(call.code.endswith(code) for code in codes)]


def make_plan(*, scale: int, this_year: int, directories: int | None = None) -> Plan:
    """Plan the copies that bring the base to 100 × `scale` dossiers and some 5.6 × `scale` structures.

    `directories` says how many times the structures are there, where that is not what the scale asks for.
    """
    structures = tuple(carriers().order_by("pk").values_list("pk", flat=True))
    calls = tuple(past_calls(this_year))
    levels = {
        project.pk: WHOLE if project.state not in SETTLED else EARLIER if project.call_id in calls else OVER
        for project in Project.objects.order_by("pk")
    }
    directories = directories or max(1, round(scale * STRUCTURES_PER_SCALE / max(len(structures), 1)))
    plan = Plan((), structures, calls, levels)
    return Plan(tuple(_copies(plan, scale * PROJECTS_PER_SCALE, directories)), structures, calls, levels)


def _copies(plan: Plan, wanted: int, directories: int) -> Iterator[Copy]:
    count = len(plan.levels)
    for rank, level in enumerate(cycle(TURNS), start=1):
        taken = len(plan.taken(level))
        if count + taken / 2 > wanted or (not taken and level == WHOLE):
            return
        count += taken
        yield Copy(rank, rank % directories, level)
