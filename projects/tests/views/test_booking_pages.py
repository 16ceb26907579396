"""What is booked for a stay, what is left to book, and who may note it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import JournalEntry
from partners.tests.factories import MembershipFactory, member
from projects.models import Booking
from projects.queries.bookings import booking_plan
from projects.services.bookings import save_booking
from projects.tests.factories import ProjectFactory
from projects.views.frame import next_section_url

pytestmark = pytest.mark.django_db
BED = {"kind": "lodging", "state": "booked", "provider": "Auberge", "currency": "CAD"}


@pytest.fixture
def dossier():
    return ProjectFactory(departs_on=date(2026, 5, 4), returns_on=date(2026, 5, 15))


def url(name, project, *more):
    return reverse(f"projects:{name}", args=[project.number, *more])


def text_of(response):
    return response.content.decode().replace("\u00a0", " ")


def add(project, **values):
    return Booking.objects.create(project=project, **({"currency": "EUR"} | values))


def test_the_plan_says_what_is_still_to_book(dossier):
    assert [line.replace("\u00a0", " ") for line in booking_plan(dossier).to_do] == [
        "Hébergement : rien n’est encore noté",
        "Voyage : rien n’est encore noté",
    ]
    add(dossier, **BED, starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 10))
    add(dossier, kind="travel", state="option", provider="Air Atlantique")

    assert [line.replace("\u00a0", " ") for line in booking_plan(dossier).to_do] == [
        "Voyage · Air Atlantique : en option",
        "Hébergement : la nuit du 10 mai 2026 n’est pas réservée",
    ]


def test_a_stay_with_every_night_and_its_travel_is_ready(dossier):
    add(dossier, **BED, starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 15))
    add(dossier, kind="travel", state="booked", provider="Air Atlantique", starts_on=date(2026, 5, 4))

    assert booking_plan(dossier).is_ready


def test_a_booking_posted_twice_is_noted_once_with_its_amount_as_typed(client, dossier):
    client.force_login(member(dossier.carrier))
    token = client.get(url("booking_new", dossier)).context["form"]["form_token"].value()
    posted = BED | {"starts_on": "2026-05-04", "ends_on": "2026-05-15", "amount": "1 234,50", "form_token": token}

    assert [client.post(url("booking_new", dossier), posted).status_code for _ in range(2)] == [302, 302]

    booking = Booking.objects.get()
    assert (booking.amount, booking.reference) == (Decimal("1234.50"), "")
    assert JournalEntry.objects.filter(verb="project.booking_saved").count() == 1
    edited = posted | {"state": "option", "form_token": ""}
    client.post(url("booking_edit", dossier, booking.pk), edited)
    booking.refresh_from_db()
    assert booking.state == "option"
    client.post(url("booking_remove", dossier, booking.pk))
    assert not Booking.objects.exists()


@pytest.mark.parametrize("amount", ["NaN", "1e9", "-0,01", "0,005", "1,000.50", "１２"])
def test_an_amount_that_cannot_be_read_is_refused_and_stays_as_typed(client, dossier, amount):
    client.force_login(member(dossier.carrier))

    page = client.post(url("booking_new", dossier), BED | {"starts_on": "2026-05-04", "amount": amount})

    assert page.context["form"].errors["amount"]
    assert page.context["form"]["amount"].value() == amount
    assert not Booking.objects.exists()


def test_what_is_booked_names_its_provider_and_its_date(client, dossier):
    client.force_login(member(dossier.carrier))
    page = client.post(url("booking_new", dossier), BED | {"provider": "", "starts_on": ""})
    assert "chez quelqu’un" in text_of(page)
    with pytest.raises(IntegrityError), transaction.atomic():
        add(dossier, kind="lodging", state="booked")


def test_it_is_a_numbered_step_of_the_draft_then_a_page_of_its_own(client, dossier):
    client.force_login(member(dossier.carrier))
    page = client.get(url("bookings", dossier))
    steps = [(step.label, step.current, step.missing) for step in page.context["steps"]]
    assert (steps[3], len(steps)) == (("Hébergement et voyage", True, "à commencer"), 9)
    assert "Étape 4 sur 9" in text_of(page)
    after = reverse("projects:section", args=[dossier.number, "groupe-prevu"])
    assert (next_section_url(dossier, "stay"), page.context["next_url"]) == (url("bookings", dossier), after)
    assert "5. Groupe prévu" in text_of(client.get(after))
    add(dossier, **BED, starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 15))
    assert client.get(url("bookings", dossier)).context["steps"][3].missing == "1 à réserver"
    filed = ProjectFactory(under_review=True)
    client.force_login(member(filed.carrier))
    assert "Étape 4" not in text_of(client.get(url("bookings", filed)))


def test_readers_read_the_plan_and_write_nothing(client):
    project = ProjectFactory(accepted=True)
    booking = add(project, kind="travel", provider="Air Atlantique")
    client.force_login(MembershipFactory(officer_fr=True).user)

    assert "Air Atlantique" in text_of(client.get(url("bookings", project)))
    assert "Noter une réservation" not in text_of(client.get(url("bookings", project)))
    assert client.post(url("booking_remove", project, booking.pk)).status_code == 403


def test_once_the_group_has_left_the_plan_stays_as_it_is():
    project = ProjectFactory(ongoing=True)

    with pytest.raises(WrongState):
        save_booking(project=project, booking=None, values=BED, by=member(project.carrier), now=project.created_at)

    assert not Booking.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_plan_costs_the_same(client, dossier, count, django_assert_max_num_queries):
    for _ in range(count):
        add(dossier, kind="other")
    client.force_login(member(dossier.carrier))
    with django_assert_max_num_queries(13):  # what each step of plain fields costs
        client.get(url("bookings", dossier))
