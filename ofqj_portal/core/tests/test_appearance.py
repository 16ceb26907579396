"""The reader's choice of a light or a dark page."""

import pytest
from django.urls import reverse

ADDRESS = "/apparence/"


@pytest.mark.django_db
@pytest.mark.parametrize("choice", ["clair", "sombre"])
def test_a_choice_is_kept_and_leads_back_to_the_page(client, choice):
    response = client.post(ADDRESS, {"apparence": choice, "next": "/accessibilite/"})
    assert (response.status_code, response.url) == (302, "/accessibilite/")
    assert client.cookies["apparence"].value == choice
    assert f'data-theme="{choice}"' in client.get("/accessibilite/").content.decode()


@pytest.mark.parametrize("other", ["auto", "", "<script>"])
def test_any_other_value_forgets_the_choice(client, other):
    client.cookies["apparence"] = "sombre"
    client.post(ADDRESS, {"apparence": other})
    assert client.cookies["apparence"].value == ""


@pytest.mark.parametrize("away", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)", "\0"])
def test_it_never_leads_away_from_the_portal(client, away):
    assert client.post(ADDRESS, {"apparence": "clair", "next": away}).url == "/"


def test_reading_the_address_changes_nothing(client):
    assert client.get(reverse("core:appearance")).status_code == 405
