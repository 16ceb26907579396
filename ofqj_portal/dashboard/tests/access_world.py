"""One small world for the access matrix: a dossier, everybody who stands around it, and one object of each kind.

Every text field that a stranger could read holds a canary, a string that belongs to one tenant only.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from conventions.models import Committee, Mandate
from conventions.services.load import load_convention
from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from ofqj_portal.core.access import Actor
from ofqj_portal.core.versions import save_version
from ofqj_portal.dashboard.tests.access_objects import (
    CANARY,
    add_committee,
    add_directory,
    add_dossiers,
    add_files_and_jobs,
    add_people,
    belongings_of,
)
from partners.enums import Party, Section
from partners.models import Structure
from partners.tests.factories import MembershipFactory, NetworkFactory, StructureFactory, member
from projects.tests.factories import CallFactory, ProjectFactory
from projects.tests.money_factories import awarded


@dataclass
class World:
    """`users` by actor (None for nobody signed in) and, for each kind of subject, the parameters of its addresses."""

    users: dict[Actor, User | None] = field(default_factory=dict)
    subjects: dict[str, dict[str, Any]] = field(default_factory=dict)
    carrier: Structure | None = None
    host: Structure | None = None


def build_world() -> World:
    """Write the world: a stay under way, carried by an ML of an ARML, hosted by a CJE, asked of OFQJ France alone."""
    world = World()
    arml_head = StructureFactory(arml=True)
    world.carrier = StructureFactory(ml=True, name=f"Mission Locale {CANARY}", network=NetworkFactory(arml_aura=True))
    world.host = StructureFactory(cje=True)
    _seat_everybody(world, arml_head)
    _add_objects(world)
    return world


def _seat_everybody(world: World, arml_head: Structure) -> None:
    make: dict[Actor, Callable[[], User | None]] = {
        Actor.ANONYMOUS: lambda: None,
        Actor.ADVISER: lambda: member(world.carrier, "adviser"),
        Actor.MANAGER: lambda: member(world.carrier, "manager"),
        Actor.HOST: lambda: member(world.host, "adviser"),
        Actor.LEADER: UserFactory,
        Actor.OFFICER: lambda: MembershipFactory(officer_fr=True).user,
        Actor.DECIDER: lambda: MembershipFactory(decider_fr=True).user,
        Actor.OTHER_SECTION: lambda: MembershipFactory(officer_qc=True).user,
        Actor.FINANCE: lambda: MembershipFactory(finance=True).user,
        Actor.NETWORK: lambda: MembershipFactory(unml=True).user,
        Actor.ARML: lambda: member(arml_head, "network"),
        Actor.COMMITTEE: lambda: _committee_member(),
        Actor.DPO: lambda: MembershipFactory(dpo=True).user,
        Actor.ADMIN: lambda: MembershipFactory(admin=True).user,
        Actor.STRANGER: lambda: member(StructureFactory(ml=True), "adviser"),
        Actor.STRANGER_ABROAD: lambda: member(StructureFactory(cje=True), "adviser"),
    }
    world.users = {actor: make[actor]() for actor in Actor}


def _committee_member() -> User:
    committee = Committee.objects.get(convention=load_convention())
    user = UserFactory()
    Mandate.objects.create(
        committee=committee, user=user, party=Party.OFQJ, section=Section.FRANCE, starts_on=date(2024, 10, 1)
    )
    return user


def _add_objects(world: World) -> None:
    today = calendar.today()
    stay = {"departs_on": today - timedelta(days=3), "returns_on": today + timedelta(days=6)}
    call = CallFactory(always_open=True)
    common = {"carrier": world.carrier, "host": world.host, "call": call, "title": f"Projet {CANARY}"}
    project = ProjectFactory(ongoing=True, **common, **stay)
    awarded(project)
    world.subjects |= {"": {}}
    world.subjects |= belongings_of(UserFactory())
    world.subjects |= add_people(world, project)
    world.subjects |= add_dossiers(world, common)
    world.subjects |= add_directory(world)
    world.subjects |= add_committee()
    world.subjects |= add_files_and_jobs(world, project)
    world.subjects |= {
        "project": {"number": project.number},
        "share": {"number": project.number, "section": Section.FRANCE},
        "call": {"code": call.code},
        "envelope": {"code": call.code, "section": Section.FRANCE},
        "project_versions": {"number": project.number, "old": 1, "new": 2},
    }
    for note in ("Dépôt", "Compléments"):
        save_version(project, data={"title": f"{note} {CANARY}"}, by=None, now=calendar.now(), note=note)
