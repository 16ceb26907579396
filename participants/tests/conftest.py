"""People of every role around one accepted project, that several tests share."""

from datetime import UTC, datetime

import pytest
import time_machine

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import UserFactory
from participants.tests.factories import ProfessionalFactory
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.enums import Side
from projects.models import Project
from projects.tests.factories import ProjectFactory

BEFORE = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)
DURING = datetime(2026, 5, 8, 9, 0, tzinfo=UTC)


@pytest.fixture
def accepted(db) -> Project:
    """An accepted project that leaves on 4 May 2026, from a Mission Locale to a CJE."""
    return ProjectFactory(accepted=True, places=8)


@pytest.fixture
def adviser(accepted) -> User:
    return member(accepted.carrier)


@pytest.fixture
def clock():
    """Give a function that sets the date of the day."""
    travellers = []

    def travel(instant: datetime) -> None:
        traveller = time_machine.travel(instant, tick=False)
        traveller.start()
        travellers.append(traveller)

    yield travel
    for traveller in reversed(travellers):
        traveller.stop()


def actor(role: str, project: Project) -> User:
    """Return somebody who stands in `role` towards `project`."""
    host = project.structures.get(side=Side.HOST).structure
    makers = {
        "adviser": lambda: member(project.carrier),
        "manager": lambda: member(project.carrier, "manager"),
        "host": lambda: member(host),
        "leader": lambda: ProfessionalFactory(project=project, user=UserFactory()).user,
        "officer": lambda: MembershipFactory(officer_fr=True).user,
        "decider": lambda: MembershipFactory(decider_fr=True).user,
        "other_section": lambda: MembershipFactory(officer_qc=True).user,
        "stranger": lambda: member(StructureFactory(ml=True)),
        "stranger_abroad": lambda: member(StructureFactory(cje=True)),
        "nobody": UserFactory,
    }
    maker = makers.get(role) or (lambda: MembershipFactory(**{role: True}).user)
    return maker()
