"""What reports share with the others: on the sheet of their structures, once closed, for people who signed in."""

import pytest

from ofqj_portal.core import calendar
from partners.tests.factories import MembershipFactory
from projects.enums import HostingState
from projects.models import ProjectReport
from projects.queries.practices import practices_of
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


def report_of(project, practices):
    return ProjectReport.objects.create(project=project, practices=practices, started_at=calendar.now())


def test_only_a_report_that_was_accepted_is_shared_by_its_carrier_and_its_host():
    done = ProjectFactory(closed=True)
    report_of(done, "Un carnet à deux.")
    report_of(ProjectFactory(report_submitted=True, carrier=done.carrier), "Pas encore relu.")
    report_of(ProjectFactory(closed=True, carrier=done.carrier), "")
    host = done.structures.get(side="host")
    said = [(one.shared, one.carrier, one.year) for one in practices_of(done.carrier)]
    assert said == [("Un carnet à deux.", done.carrier, done.closed_at.year)]
    assert [one.shared for one in practices_of(host.structure)] == ["Un carnet à deux."]
    host.state, host.confirmed_on = HostingState.REFUSED, None
    host.save()
    assert practices_of(host.structure) == []


def test_people_who_signed_in_read_them_on_the_sheet_and_visitors_do_not(client, django_assert_num_queries):
    done = ProjectFactory(closed=True)
    report_of(done, "Un carnet à deux.")
    sheet = done.carrier.get_absolute_url()
    assert "Un carnet à deux." not in client.get(sheet).content.decode()
    client.force_login(MembershipFactory().user)
    page = client.get(sheet).content.decode()
    assert "Un carnet à deux." in page
    assert done.number not in page
    report_of(ProjectFactory(closed=True, carrier=done.carrier), "Un autre.")
    with django_assert_num_queries(1):
        assert len([one.carrier.name for one in practices_of(done.carrier)]) == 2
