"""Partners are invited, confirm, refuse, and say what they bring."""

from datetime import UTC, date, datetime

import pytest

from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.models import OutboxMail
from partners.tests.factories import StructureFactory, member
from projects.enums import HOST_MAY_WRITE, HostingState, ProjectState, Side
from projects.models import Project
from projects.services.drafting import FieldClosed
from projects.services.partnership import (
    PartnerRefused,
    confirm_hosting,
    describe_hosting,
    invite_partner,
    refuse_hosting,
    remove_partner,
)
from projects.tests.factories import InformationRequestFactory, ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 3, 2, 0, tzinfo=UTC)


def invite(project, structure, side=Side.HOST):
    return invite_partner(project=project, structure=structure, side=side, by=member(project.carrier), now=NOW)


@pytest.fixture
def project():
    return ProjectFactory(host=False)


@pytest.fixture
def cje():
    return StructureFactory(cje=True)


def test_an_invited_host_sees_the_draft_and_gets_a_mail(project, cje):
    host = member(cje)

    row = invite(project, cje)

    assert (row.state, row.side) == (HostingState.INVITED, Side.HOST)
    assert list(Project.objects.visible_to(host)) == [project]
    assert list(OutboxMail.objects.values_list("to_email", flat=True)) == [host.email]


@pytest.mark.parametrize("kind", ["ofqj_qc", "inactive"])
def test_neither_the_ofqj_nor_a_closed_structure_is_a_partner(project, kind):
    with pytest.raises(PartnerRefused):
        invite(project, StructureFactory(**{kind: True}))


def test_a_structure_is_on_a_dossier_once(project, cje):
    invite(project, cje)

    with pytest.raises(PartnerRefused):
        invite(project, cje, side=Side.CARRIER)
    with pytest.raises(PartnerRefused):
        invite(project, project.carrier)


def test_a_host_that_refused_no_longer_sees_the_dossier_and_may_be_asked_again(project, cje):
    host, adviser = member(cje), member(project.carrier)
    invite(project, cje)

    refuse_hosting(project=project, structure=cje, reason="Pas cette année", by=host, now=NOW)

    assert list(Project.objects.visible_to(host)) == []
    assert adviser.email in OutboxMail.objects.values_list("to_email", flat=True)
    assert invite(project, cje).state == HostingState.INVITED


def test_a_host_confirms_on_its_own_day_and_once(project, cje):
    host = member(cje)
    invite(project, cje)

    for _ in range(2):
        row = confirm_hosting(project=project, structure=cje, contribution="Le gîte", by=host, now=NOW)

    assert (row.state, row.confirmed_on, row.contribution) == (HostingState.CONFIRMED, date(2026, 2, 2), "Le gîte")
    assert OutboxMail.objects.filter(kind="projects.hosting_answered").count() == 1


def test_a_host_describes_its_part_and_sees_an_edit_made_meanwhile(project, cje):
    host = member(cje)
    invite(project, cje)
    act = {"project": project, "structure": cje, "by": host, "now": NOW}
    describe_hosting(contribution="Le gîte", seen="", **act)

    with pytest.raises(EditedMeanwhile):
        describe_hosting(contribution="Le repas", seen="", **act)

    assert describe_hosting(contribution="Tout", seen="Le gîte", **act).contribution == "Tout"


@pytest.mark.parametrize("state", sorted(set(ProjectState.values) - HOST_MAY_WRITE))
def test_once_the_ofqj_has_answered_a_host_no_longer_changes_its_mind(state):
    project = ProjectFactory(state=state, invited_host=True)
    host = project.structures.get(side=Side.HOST).structure
    act = {"project": project, "structure": host, "by": member(host), "now": NOW}

    for refused in (
        lambda: confirm_hosting(contribution="", **act),
        lambda: refuse_hosting(reason="", **act),
        lambda: describe_hosting(contribution="", seen="", **act),
    ):
        with pytest.raises(WrongState):
            refused()


def test_the_lead_carrier_stays_and_a_partner_leaves(project, cje):
    row = invite(project, cje)
    by = member(project.carrier)

    with pytest.raises(PartnerRefused):
        remove_partner(project=project, row=project.structures.get(is_lead=True), by=by, now=NOW)
    remove_partner(project=project, row=row, by=by, now=NOW)

    assert [row.structure for row in project.structures.all()] == [project.carrier]


def test_partners_are_closed_unless_the_complements_name_them(cje):
    closed = InformationRequestFactory(fields=["agreement"]).project

    with pytest.raises(FieldClosed):
        invite(closed, cje)
