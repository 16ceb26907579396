"""The page of exchange rates: one by hand, a table with its preview and its refusals by line."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ofqj_portal.core import calendar
from partners.tests.factories import MembershipFactory
from projects.models import ExchangeRate

pytestmark = pytest.mark.django_db
TABLE = """date;de;vers;taux;source
02/02/2026;EUR;CAD;1,6215;Banque de France
2026-02-03;EUR;CAD;1.6300;Banque de France
2026-02-04;EUR;EUR;1,2;Banque de France
2026-02-05;EUR;CAD;1,12345678;Banque de France
2026-02-06;EUR;CAD;1 000,5;Banque de France
2026-02-03;EUR;CAD;1,64;Banque de France
2126-02-03;EUR;CAD;1,64;Banque de France
"""


@pytest.fixture
def finance(client):
    client.force_login(MembershipFactory(finance=True).user)
    ExchangeRate.objects.all().delete()
    return client


def text_of(response):
    return response.content.decode().replace("\u00a0", " ")


def upload(client, text=TABLE):
    return client.post(reverse("projects:import_rates"), {"file": SimpleUploadedFile("taux.csv", text.encode())})


def test_finance_notes_a_rate_once_however_often_it_is_sent(finance):
    page = reverse("projects:note_rate")
    token = finance.get(page).context["form"]["form_token"].value()
    posted = {"direction": "EUR-CAD", "rate": "1,6215", "on": "2026-02-02", "source": "BdF", "form_token": token}

    assert [finance.post(page, posted).status_code for _ in range(2)] == [302, 302]

    assert sorted(ExchangeRate.objects.values_list("base", "rate")) == [
        ("CAD", Decimal("0.616713")),
        ("EUR", Decimal("1.621500")),
    ]
    assert "1 EUR = 1,6215 CAD" in text_of(finance.get(reverse("projects:rates")))


@pytest.mark.parametrize("typed", ["NaN", "1e1", "-1,6", "1,62155555", "1,000.5", "１,6", ""])
def test_a_rate_that_cannot_be_read_is_refused_and_stays_as_typed(finance, typed):
    posted = {"direction": "EUR-CAD", "rate": typed, "on": "2026-02-02", "source": "BdF"}

    response = finance.post(reverse("projects:note_rate"), posted)

    assert response.status_code == 200
    assert response.context["form"].errors["rate"]
    assert response.context["form"]["rate"].value() == typed
    assert not ExchangeRate.objects.exists()


def test_a_table_is_read_line_by_line_before_anything_is_noted(finance):
    response = upload(finance)

    assert [line.line for line in response.context["new"]] == [2, 3]
    assert [line.line for line in response.context["refused"]] == [4, 5, 6, 7, 8]
    page = text_of(response)
    assert "Ligne 5 : taux : Écrivez le taux en chiffres, avec six décimales au plus" in page
    assert "Ce jour est déjà à la ligne 3." in page
    assert not ExchangeRate.objects.exists()


def test_what_is_refused_is_left_aside_only_when_she_says_so(finance):
    form = upload(finance).context["form"]
    posted = {"table": form["table"].value(), "form_token": form["form_token"].value()}

    again = finance.post(reverse("projects:import_rates"), posted)
    assert "cochez cette case" in text_of(again)
    assert not ExchangeRate.objects.exists()
    posted["form_token"] = again.context["form"]["form_token"].value()
    assert finance.post(reverse("projects:import_rates"), posted | {"leave": "on"}).status_code == 302

    assert ExchangeRate.objects.filter(base="EUR").count() == 2
    assert [line.line for line in upload(finance).context["new"]] == []


@pytest.mark.parametrize("text", ["", "rien;du;tout\n1;2;3\n", "\x00\x01"])
def test_a_file_that_is_no_such_table_is_refused_in_words(finance, text):
    response = upload(finance, text)

    assert response.status_code == 200
    assert response.context["form"].errors["file"]


def test_an_officer_reads_the_rates_and_notes_none(client):
    client.force_login(MembershipFactory(officer_fr=True).user)
    assert "Noter un taux" not in text_of(client.get(reverse("projects:rates")))
    posted = {"direction": "EUR-CAD", "rate": "2", "on": calendar.today().isoformat(), "source": "Moi"}

    assert client.post(reverse("projects:note_rate"), posted).status_code == 403
    assert upload(client).status_code == 403
    assert not ExchangeRate.objects.filter(source="Moi").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(finance, count, django_assert_num_queries):
    for day in range(count):
        ExchangeRate.objects.create(
            base="EUR", quote="CAD", rate=Decimal("1.5"), on=f"2026-01-0{day + 1}", source="BdF"
        )
    with django_assert_num_queries(5):
        finance.get(reverse("projects:rates"))
