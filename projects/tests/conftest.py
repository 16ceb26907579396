"""People and dossiers that several tests share."""

from datetime import UTC, datetime

import pytest

from partners.tests.factories import MembershipFactory, member
from projects.tests.factories import CallFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, ReviewFactory


@pytest.fixture
def now():
    """A morning of March 2026, while dossiers are being reviewed."""
    return datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def officer(db):
    return MembershipFactory(officer_fr=True).user


@pytest.fixture
def decider(db):
    return MembershipFactory(decider_fr=True).user


@pytest.fixture
def decider_qc(db):
    return MembershipFactory(decider_qc=True).user


@pytest.fixture
def call(db):
    """A call that is always open, with an envelope of each section."""
    call = CallFactory(always_open=True)
    EnvelopeFactory(call=call)
    EnvelopeFactory(call=call, quebec=True)
    return call


@pytest.fixture
def project(db):
    """A dossier under review that asks 4 000 € from OFQJ France, with one opinion and an envelope of 10 000 €."""
    project = ProjectFactory(under_review=True)
    ReviewFactory(project=project)
    EnvelopeFactory(call=project.call)
    return project


@pytest.fixture
def double_project(db):
    """The same asking 4 000 € from OFQJ France and 1 000 $ from OFQJ Québec, with both envelopes."""
    project = ProjectFactory(under_review=True, both_sections=True)
    ReviewFactory(project=project)
    EnvelopeFactory(call=project.call)
    EnvelopeFactory(call=project.call, quebec=True)
    return project


@pytest.fixture
def adviser(project):
    return member(project.carrier)
