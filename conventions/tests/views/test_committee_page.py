"""The seats of the committee: read by whoever reads the convention, given and ended by each party."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from conventions.models import Mandate
from conventions.services.mandates import MandateRefused, end_seat, give_seat
from conventions.tests.factories import MandateFactory, MeetingFactory, convention
from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD, UserFactory
from ofqj_portal.core import calendar
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.models import OutboxMail
from ofqj_portal.core.roles import Role, forget_grants, has_role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
UNML, FRANCE = ("unml", ""), ("ofqj", "fr")


def address(name="committee", *args):
    return reverse(f"conventions:{name}", args=[convention().slug, *args])


def give(by, email, seat=UNML, **changes):
    said = {"is_alternate": False, "starts_on": NOW.date(), "by": by, "now": NOW} | changes
    return give_seat(committee=convention().committee, seat=seat, email=email, **said)


def test_a_seat_is_given_by_address_and_opens_the_role_from_its_day_on(people):
    MeetingFactory(meets_at=NOW + timedelta(days=20), title="Comité de juin")
    person = UserFactory(email="Presidente@exemple.test")
    mandate = give(people.member_unml, " presidente@EXEMPLE.test", is_alternate=True)
    assert (mandate.user, mandate.party, mandate.section, mandate.is_alternate) == (person, "unml", "", True)
    with calendar.reading_at(NOW):
        assert has_role(person, Role.COMMITTEE)
    [mail] = OutboxMail.objects.filter(kind="conventions.seat_given")
    assert (mail.to_user, "Comité de juin" in mail.text) == (person, True)
    assert history_of(mandate.committee)[0].verb == "committee.seat_given"
    later = UserFactory()
    give(people.member_unml, later.email, starts_on=NOW.date() + timedelta(days=30))
    with calendar.reading_at(NOW):
        assert not has_role(later, Role.COMMITTEE)


def test_nobody_without_an_account_is_seated_and_nobody_twice(people):
    closed = UserFactory(is_active=False)
    for email in ("inconnue@exemple.test", closed.email, people.member_rcjeq.email, people.member_unml.email):
        with pytest.raises(MandateRefused):
            give(people.member_unml, email)
    give(people.member_unml, people.former.email)  # her mandate was over
    assert Mandate.objects.filter(user=people.former).count() == 2


def test_a_seat_ends_on_a_day_to_come_and_the_role_with_it(people):
    seat, said = people.seats.unml, {"by": people.member_unml, "now": NOW}
    with pytest.raises(MandateRefused):
        end_seat(mandate=seat, ends_on=NOW.date() - timedelta(days=1), **said)
    end_seat(mandate=seat, ends_on=NOW.date(), **said)
    with calendar.reading_at(NOW + timedelta(days=1)):
        forget_grants(seat.user)
        assert not has_role(seat.user, Role.COMMITTEE)
    with pytest.raises(MandateRefused):
        end_seat(mandate=seat, ends_on=NOW.date() + timedelta(days=9), by=people.unml, now=NOW + timedelta(days=2))
    coming = MandateFactory(unml=True, starts_on=NOW.date() + timedelta(days=9))
    with pytest.raises(MandateRefused):
        end_seat(mandate=coming, ends_on=NOW.date() + timedelta(days=2), **said)


def test_each_party_gives_its_own_seats_and_all_who_read_the_convention_see_them(people, knock):
    seat = people.seats.ofqj_fr
    end = address("mandate_end", seat.pk)
    roles = ("member_fr", "decider_fr", "member_qc", "member_unml", "unml", "officer_fr", "adviser", "admin")
    pages = (address(), address("mandate_new"), end)
    statuses = {role: [knock(getattr(people, role), url).status_code for url in pages] for role in roles}
    assert statuses == {
        "member_fr": [200, 302, 302], "decider_fr": [200, 302, 302], "member_qc": [200, 302, 403],
        "member_unml": [200, 302, 403], "unml": [200, 302, 403], "officer_fr": [200, 403, 403],
        "adviser": [200, 403, 403], "admin": [404, 404, 404],
    }  # fmt: skip  # 302: she proves again who she is
    seat.ends_on = seat.starts_on
    seat.save()
    text = knock(people.adviser, address()).text
    assert ("Aucun siège aujourd’hui" in text, "Donner un siège" in text) == (True, False)
    assert people.member_unml.email not in text


def test_a_seat_is_given_and_ended_in_the_browser_after_a_proof(people, client):
    people.unml.set_password(DEMO_PASSWORD)
    people.unml.save()
    client.post(reverse("account_login"), {"login": people.unml.email, "password": DEMO_PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})
    form = client.get(address("mandate_new")).context["form"]
    assert [label for _value, label in form.fields["seat"].choices] == ["UNML"]
    person, day = UserFactory(), calendar.today().isoformat()
    other = client.post(address("mandate_new"), {"seat": "rcjeq/", "email": person.email, "starts_on": day})
    assert (other.status_code, bool(other.context["form"].errors)) == (200, True)
    said = {"seat": "unml/", "email": person.email, "starts_on": day}
    assert client.post(address("mandate_new"), said).status_code == 302
    mandate = Mandate.objects.get(user=person)
    assert client.post(address("mandate_end", mandate.pk), {"ends_on": day}).status_code == 302
    mandate.refresh_from_db()
    assert mandate.ends_on == calendar.today()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_the_committee_takes_the_same_queries_whatever_there_is(
    people, client, count, django_assert_num_queries
):
    MandateFactory.create_batch(count, unml=True)
    client.force_login(people.officer_fr)
    client.get(address())
    with django_assert_num_queries(COMMITTEE_QUERIES):
        client.get(address())


COMMITTEE_QUERIES = 10
