"""One small world for the access matrix: a dossier, everybody who stands around it, and one object of each kind.

Every text field that a stranger could read holds a canary, a string that belongs to one tenant only.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession

from conventions.models import Committee, Mandate
from conventions.services.load import load_convention
from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar, files
from ofqj_portal.core.access import Actor
from ofqj_portal.core.versions import save_version
from participants.models import ProfessionalParticipation
from participants.tests.factories import ParticipantFactory, ParticipationFactory, ProfessionalFactory
from partners.enums import Party, Section
from partners.models import Structure
from partners.tests.factories import AgreementFactory, MembershipFactory, NetworkFactory, StructureFactory, member
from projects.services.joining import add_piece
from projects.tests.factories import CallFactory, InformationRequestFactory, ProjectFactory
from projects.tests.money_factories import awarded

CANARY = "canari-du-porteur"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
STRANGERS = frozenset({Actor.ANONYMOUS, Actor.STRANGER, Actor.STRANGER_ABROAD, Actor.COMMITTEE, Actor.ADMIN})


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
    _add_dossiers(world)
    world.subjects |= belongings_of(UserFactory())
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


def _add_dossiers(world: World) -> None:
    today = calendar.today()
    stay = {"departs_on": today - timedelta(days=3), "returns_on": today + timedelta(days=6)}
    call = CallFactory(always_open=True)
    common = {"carrier": world.carrier, "host": world.host, "call": call, "title": f"Projet {CANARY}"}
    project = ProjectFactory(ongoing=True, **common, **stay)
    decision = awarded(project)
    draft = ProjectFactory(**common)
    person = ParticipantFactory(structure=world.carrier, first_name="Prénom", last_name=f"Nom {CANARY}")
    participation = ParticipationFactory(project=project, participant=person, departed=True)
    leader = _lead(project, world)
    agreement = AgreementFactory(first_structure=world.carrier, second_structure=world.host)
    membership = world.carrier.memberships.order_by("pk").first()
    dossier = {"number": project.number}
    world.subjects |= {
        "": {},
        "structure": {"pk": world.carrier.pk},
        "call": {"code": call.code},
        "project": dossier,
        "share": dossier | {"section": decision.section},
        "envelope": {"code": call.code, "section": decision.section},
        "draft": {"number": draft.number},
        "group": dossier,
        "group_away": dossier,
        "participant": {"pk": person.pk},
        "participation": dossier | {"pk": participation.pk},
        "participation_away": dossier | {"pk": participation.pk},
        "participation_moment": dossier | {"pk": participation.pk, "moment": "before"},
        "professional": dossier | {"pk": leader.pk},
        "agreement": {"pk": agreement.pk},
        "membership": {"pk": world.carrier.pk, "membership_pk": membership.pk},
    }
    _add_filing(world, project, draft, common)


def _add_filing(world: World, project: Any, draft: Any, common: dict[str, Any]) -> None:
    """Add what the pages of filing need: parts of a draft, versions, and a dossier in each state they act on."""
    now = calendar.now()
    for _ in range(2):
        save_version(project, data={"title": CANARY}, by=None, now=now)
    draft_address = {"number": draft.number}
    lead_row = draft.structures.get(is_lead=True)
    piece = add_piece(
        project=draft, category="other", content=PDF, name="piece.pdf", by=world.users[Actor.ADVISER], now=now
    )
    asked = InformationRequestFactory(project=ProjectFactory(incomplete=True, **common))
    world.subjects |= {
        "project_versions": {"number": project.number, "old": 1, "new": 2},
        "draft_section": draft_address | {"slug": "projet"},
        "draft_partner": draft_address | {"pk": lead_row.pk},
        "draft_piece": draft_address | {"pk": piece.pk},
        "submitted_project": {"number": ProjectFactory(submitted=True, **common).number},
        "withdrawn_project": {"number": ProjectFactory(withdrawn=True, **common).number},
        "incomplete_project": {"number": asked.project.number},
    }


def _lead(project: Any, world: World) -> ProfessionalParticipation:
    return ProfessionalFactory(project=project, structure=world.carrier, user=world.users[Actor.LEADER], departed=True)


def belongings_of(owner: User) -> dict[str, dict[str, Any]]:
    """Give what is one person's alone: a session, a link to choose a password, a directory she uploaded."""
    session = UserSession.objects.create(user=owner, ip="192.0.2.1", user_agent="", session_key="0" * 32)
    content = f"Nom;SIRET\n{CANARY};\n".encode()
    kept = files.store(content, kind="directory", name="annuaire.csv", attached_to=owner, by=owner, now=calendar.now())
    return {
        "session": {"pk": session.pk},
        "password_link": {"uidb36": user_pk_to_url_str(owner), "key": default_token_generator.make_token(owner)},
        "directory_file": {"file_id": kept.pk},
    }
