"""People and rows that the tests of exports share."""

import pytest
import time_machine

from partners.tests.factories import MembershipFactory, StructureFactory, member


@pytest.fixture
def ml(db):
    return StructureFactory(ml=True, name="Mission Locale des Deux-Rives")


@pytest.fixture
def adviser(ml):
    return member(ml, first_name="Anne", last_name="Rivière", with_password=True)


@pytest.fixture
def officer(db):
    return MembershipFactory(officer_fr=True).user


@pytest.fixture
def finance(db):
    return MembershipFactory(finance=True).user


@pytest.fixture
def time_machine_at():
    """Give a function that stops the clock at an instant."""
    travellers = []

    def travel(instant):
        traveller = time_machine.travel(instant, tick=False)
        traveller.start()
        travellers.append(traveller)

    yield travel
    for traveller in reversed(travellers):
        traveller.stop()
