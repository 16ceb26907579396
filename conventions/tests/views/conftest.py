"""The people who knock at the doors of the conventions."""

from types import SimpleNamespace

import pytest

from conventions.tests.factories import MandateFactory, committee, convention
from ofqj_portal.accounts.tests.factories import UserFactory
from partners.enums import Party
from partners.models import Network
from partners.tests.factories import MembershipFactory


@pytest.fixture
def people(db):
    """One account of each kind, named after its role; `nobody` has an account and no role."""
    seats = committee()
    network = MembershipFactory(unml=True)
    Network.objects.update_or_create(
        code="unml", defaults={"name": "UNML", "party": Party.UNML, "head": network.structure}
    )
    roles = ("adviser", "manager", "officer_fr", "officer_qc", "decider_fr", "finance", "arml", "dpo", "admin")
    return SimpleNamespace(
        **{role: MembershipFactory(**{role: True}).user for role in roles},
        unml=network.user,
        member_fr=seats.ofqj_fr.user,
        member_qc=seats.ofqj_qc.user,
        member_unml=seats.unml.user,
        member_rcjeq=seats.rcjeq.user,
        former=MandateFactory(rcjeq=True, over=True).user,
        nobody=UserFactory(),
        convention=convention(),
        seats=seats,
    )


@pytest.fixture
def knock(client):
    """Ask for a page as somebody, and give the status."""

    def ask(who, url, data=None):
        client.logout()
        if who is not None:
            client.force_login(who)
        return client.get(url) if data is None else client.post(url, data)

    return ask
