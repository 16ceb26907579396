"""The page of the dates, its filters, and the secret address of a calendar."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from conventions.models import AgendaFeed
from conventions.periods import read_period
from conventions.services.amendments import propose_amendment
from conventions.services.reports import open_report
from conventions.tests.amendment_factories import NOW, drafted, proposed
from conventions.tests.factories import MeetingFactory, ReportFactory, convention

pytestmark = pytest.mark.django_db


def page(**filters):
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return reverse("conventions:obligations", args=[convention().slug]) + f"?{query}"


def test_the_register_is_read_by_those_who_follow_the_talks_and_filtered(people, knock):
    roles = ("officer_fr", "finance", "unml", "member_qc", "dpo", "adviser", "arml", "admin")
    assert [knock(getattr(people, role), page()).status_code for role in roles] == [200] * 5 + [404] * 3
    text = knock(people.member_qc, page()).content.decode()
    assert "Plan d’action validé pour 2026" in text
    assert "Si rien n’est fait" in text
    assert "Plan d’action validé pour 2029" not in knock(people.member_qc, page(annee=2026)).content.decode()
    assert "Aucune échéance ici" in knock(people.member_qc, page(etat="met")).content.decode()
    for nonsense in ({"etat": "x"}, {"annee": "abc"}, {"partie": "'"}):
        assert knock(people.member_qc, page(**nonsense)).status_code == 200


@pytest.mark.parametrize("role", ["officer_fr", "finance", "unml", "member_qc", "dpo"])
def test_every_date_that_offers_a_link_opens_for_its_reader(people, knock, role):
    open_report(convention=convention(), period=read_period("2025"), by=None, now=NOW)
    MeetingFactory(meets_at=NOW + timedelta(days=40))
    proposed()
    person = getattr(people, role)
    titles = re.findall(r'<td data-label="Ce qui est dû">(?:<a href="([^"]+)")?', knock(person, page(etat="all")).text)
    offered = {url for url in titles if url}
    assert offered
    assert {url: knock(person, unescape(url)).status_code for url in offered} == dict.fromkeys(offered, 200)
    assert "" in titles  # what another party owes stays in sight, without a link that would be refused


def test_a_secret_address_feeds_a_calendar_until_it_is_renewed_or_the_role_ends(people, knock):
    renew = reverse("conventions:agenda_renew", args=[convention().slug])
    assert knock(people.member_unml, renew).status_code == 405
    found = re.search(r"/lien/agenda/[^<\s]+", knock(people.member_unml, renew, {}).content.decode())[0]
    answer = knock(None, found)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert b"BEGIN:VCALENDAR" in answer.content
    knock(people.member_unml, renew, {})
    assert knock(None, found).status_code == 404
    found = re.search(r"/lien/agenda/[^<\s]+", knock(people.member_unml, renew, {}).content.decode())[0]
    people.seats.unml.ends_on = people.seats.unml.starts_on
    people.seats.unml.save()
    assert knock(None, found).status_code == 404
    assert AgendaFeed.objects.count() == 1


def test_the_register_leads_to_a_renewal_already_filled_in(people, knock):
    report = ReportFactory()
    url = reverse("conventions:amendment_new", args=[convention().slug])
    page = knock(people.member_unml, f"{url}?renouvellement=1")
    assert page.context["form"].initial["renews_until"].isoformat() == "2034-09-30"
    assert report.period not in str(page.context["form"].initial["report"])


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_takes_the_same_queries_whatever_is_due(people, client, count, django_assert_num_queries):
    proposed()
    for _time in range(1, count):
        propose_amendment(amendment=drafted(article=5), by=None, now=NOW)
    ReportFactory()
    client.force_login(people.officer_fr)
    address = page()
    client.get(address)
    with django_assert_num_queries(REGISTER_QUERIES):
        client.get(address)


REGISTER_QUERIES = 12
