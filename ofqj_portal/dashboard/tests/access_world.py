"""One small world for the access matrix: a dossier, everybody who stands around it, and one object of each kind.

Next to it stands a neighbour, another carrier with its own dossier and its own group. Whatever the two write for
themselves holds a canary, a string that belongs to one of them only; what the directory says to all holds none.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import factory

from conventions.models import Committee, Mandate
from conventions.services.load import load_convention
from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from ofqj_portal.core.access import Actor
from ofqj_portal.core.models import OutboxMail
from ofqj_portal.core.versions import save_version
from ofqj_portal.dashboard.tests.access_objects import (
    Subjects,
    Tenant,
    add_advice,
    add_amendments,
    add_change,
    add_committee,
    add_conflict,
    add_directory,
    add_dossiers,
    add_external,
    add_files_and_jobs,
    add_money,
    add_note,
    add_people,
    add_piece_template,
    add_told,
    add_view,
    belongings_of,
)
from partners.enums import Party, Section
from partners.models import Structure
from partners.tests.factories import MembershipFactory, NetworkFactory, StructureFactory, member
from projects.models import Call
from projects.tests.factories import CallFactory, ProjectFactory
from projects.tests.message_factories import written_by
from projects.tests.money_factories import EnvelopeFactory, awarded, with_account

CANARY = "canari-du-porteur"
NEIGHBOURS_CANARY = "canari-du-voisin"


@dataclass
class World:
    """`users` by actor (None for nobody signed in) and, for each kind of subject, the parameters of its addresses.

    `neighbours` are the same parameters for what another carrier of the same country owns.
    """

    users: dict[Actor, User | None] = field(default_factory=dict)
    subjects: Subjects = field(default_factory=dict)
    neighbours: Subjects = field(default_factory=dict)
    tenants: list[Tenant] = field(default_factory=list)
    call: Call | None = None

    @property
    def carrier(self) -> Structure:
        """Return the structure around which everybody stands."""
        return self.tenants[0].carrier


def build_world() -> World:
    """Write the world: a stay under way, carried by an ML of an ARML, hosted by a CJE, asked of OFQJ France alone."""
    world = World()
    arml_head = StructureFactory(arml=True)
    carrier, host = StructureFactory(ml=True, network=NetworkFactory(arml_aura=True)), StructureFactory(cje=True)
    _seat_everybody(world, carrier, host, arml_head)
    adviser, leader = world.users[Actor.ADVISER], world.users[Actor.LEADER]
    world.tenants = [Tenant(carrier, host, adviser, leader, CANARY), _neighbour()]
    _add_objects(world)
    return world


def _neighbour() -> Tenant:
    carrier, host = StructureFactory(ml=True), StructureFactory(cje=True)
    member(host, "adviser")
    return Tenant(carrier, host, member(carrier, "adviser"), UserFactory(), NEIGHBOURS_CANARY)


def _seat_everybody(world: World, carrier: Structure, host: Structure, arml_head: Structure) -> None:
    make: dict[Actor, Callable[[], User | None]] = {
        Actor.ANONYMOUS: lambda: None,
        Actor.ADVISER: lambda: member(carrier, "adviser"),
        Actor.MANAGER: lambda: member(carrier, "manager"),
        Actor.HOST: lambda: member(host, "adviser"),
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
    call = world.call = CallFactory(always_open=True)
    world.subjects |= {"": {}, "call": {"code": call.code}, "call_section": {"code": call.code, "section": "fr"}}
    world.subjects |= {"draft_call": {"code": CallFactory(is_published=False).code}}
    world.subjects |= {"unused_call": {"code": EnvelopeFactory().call.code}}
    world.subjects |= {"envelope": {"code": call.code, "section": Section.FRANCE}}
    world.subjects |= add_piece_template(call)
    world.subjects |= belongings_of(UserFactory())
    world.subjects |= add_committee() | add_amendments(world.users[Actor.COMMITTEE])
    world.subjects |= add_view()
    OutboxMail.objects.all().delete()  # what asked for the accords; the tests look at what leaves after this
    world.subjects |= add_told(UserFactory())
    own, neighbour = world.tenants
    world.subjects |= _belongings(own, call)
    world.neighbours |= _belongings(neighbour, call)


def _belongings(tenant: Tenant, call: Call) -> Subjects:
    """Write all that one carrier owns: a stay under way with its group and its money, other dossiers, an entente."""
    today = calendar.today()
    stay = {"departs_on": today - timedelta(days=3), "returns_on": today + timedelta(days=6)}
    title = f"Projet {tenant.canary}"
    number = factory.Sequence(lambda n: f"OFQJ-2020-{n + 1:04d}")  # out of the way of those the portal gives
    common = {"number": number, "carrier": tenant.carrier, "host": tenant.host, "call": call, "title": title}
    project = ProjectFactory(ongoing=True, **common, **stay)
    with_account(awarded(project).grant)
    for note in ("Dépôt", "Compléments"):
        save_version(project, data={"title": f"{note} {tenant.canary}"}, by=None, now=calendar.now(), note=note)
    return {
        "project": {"number": project.number},
        "share": {"number": project.number, "section": Section.FRANCE},
        "account": {"number": project.number, "section": Section.FRANCE},
        "message": {"number": project.number, "pk": written_by(tenant.adviser, project, tenant.canary).pk},
        "project_versions": {"number": project.number, "old": 1, "new": 2},
        **add_people(tenant, project),
        **add_advice(tenant),
        **add_change(tenant, project),
        **add_conflict(project),
        **add_note(project),
        **add_external(project, common),
        **add_dossiers(tenant, common),
        **add_money(common),
        **add_directory(tenant),
        **add_files_and_jobs(tenant, project),
    }
