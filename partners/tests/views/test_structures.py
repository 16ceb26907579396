"""The directory's pages: who reaches them, what they cost, what nonsense gets."""

import pytest
from django.urls import reverse

from ofqj_portal.core import calendar
from ofqj_portal.core.models import JournalEntry
from partners.models import Structure
from partners.queries import sheet_of
from partners.tests.factories import (
    AgreementFactory,
    ContactFactory,
    MembershipFactory,
    NetworkFactory,
    StructureFactory,
    member,
    territory,
)

pytestmark = pytest.mark.django_db
LIST = "/structures/"


def names(response):
    return [structure.name for structure in response.context["page"]]


def test_everybody_reads_the_directory_and_closed_structures_stay_out(client):
    StructureFactory(name="Ouverte")
    StructureFactory(name="Fermée", inactive=True)
    assert names(client.get(LIST)) == ["Ouverte"]


def test_the_filters_narrow_the_list(client):
    arml = NetworkFactory(arml_aura=True)
    ml = StructureFactory(ml=True, name="Mission Locale des Étangs", commune="Sète", network=arml)
    StructureFactory(cje=True, name="CJE de l’Île")
    searches = {
        "q=etangs": [ml.name],
        "q=SETE+mission": [ml.name],
        "q=mision+locale+etangs": [ml.name],
        "kind=cje": ["CJE de l’Île"],
        "country=fr": [ml.name],
        f"territory={territory('fr', '69').parent_id}": [ml.name],
        f"network={arml.parent_id}": [ml.name],
        "q=zzzzzz": [],
    }
    assert {query: names(client.get(f"{LIST}?{query}")) for query in searches} == searches


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "x" * 5000,
        "kind=%00",
        "kind=inconnu",
        "country=' OR 1=1",
        "territory=abc",
        "territory=99999999999999999999",
        "network=-1",
        "page=-1",
        "page=abc",
        "page=99999999999999999999",
        "page=%00",
        "q=%ED%A0%80",
        "q=%25_%5C",
        "kind=ml&kind=cje&page=1&page=2",
    ],
)
def test_nonsense_in_the_address_shows_the_list(client, query):
    StructureFactory(name="Seule")
    assert client.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(client, django_assert_num_queries, count):
    for _number in range(count):
        StructureFactory(ml=True)
    client.force_login(MembershipFactory(structure=StructureFactory(ml=True)).user)
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST + "?q=mission&kind=ml")


@pytest.mark.parametrize("count", [1, 3])
def test_the_sheet_costs_four_queries_whatever_it_holds(django_assert_num_queries, count):
    structure = StructureFactory(ml=True)
    for _number in range(count):
        ContactFactory(structure=structure)
        AgreementFactory(first_structure=structure)
    manager = member(structure, "manager")
    structure = Structure.objects.select_related("territory__parent", "network").get(pk=structure.pk)
    manager.is_authenticated  # noqa: B018
    sheet_of(manager, structure, on=calendar.today())
    with django_assert_num_queries(4):
        sheet = sheet_of(manager, structure, on=calendar.today())
        assert sheet.facts[0].value == "Mission Locale"


def test_the_sheet_shows_members_to_the_manager_and_people_to_the_signed_in_only():
    from django.contrib.auth.models import AnonymousUser

    structure = StructureFactory(ml=True)
    ContactFactory(structure=structure)
    readers = [AnonymousUser(), member(structure), member(structure, "manager"), MembershipFactory(admin=True).user]
    sheets = [sheet_of(reader, structure, on=calendar.today()) for reader in readers]
    assert [(len(sheet.contacts), sheet.members is None, sheet.may_edit) for sheet in sheets] == [
        (0, True, False),
        (1, True, False),
        (1, False, True),
        (1, False, True),
    ]


def sheet_form(structure, **changes):
    fields = {
        "version": structure.version,
        "email": "neuf@exemple.test",
        "phone": "",
        "website": "exemple.test",
        "street": "1 rue d’Essai",
        "postal_code": "69001",
        "commune": "Lyon",
        "time_zone": "Europe/Paris",
        "hosting_capacity": "12",
        "themes": ["culture", "sport"],
        "contacts-TOTAL_FORMS": "1",
        "contacts-INITIAL_FORMS": "0",
        "contacts-0-name": "Ana Essai",
    }
    return fields | changes


def test_the_manager_keeps_the_sheet_and_nothing_that_identifies_it(client):
    structure = StructureFactory(ml=True, name="Avant")
    client.force_login(member(structure, "manager"))
    address = reverse("partners:edit", args=[structure.pk])
    assert client.get(address).status_code == 200
    form = sheet_form(structure, name="Pirate", kind="ofqj", is_active="")
    assert client.post(address, form).status_code == 302
    structure.refresh_from_db()
    assert (structure.name, structure.kind, structure.is_active) == ("Avant", "ml", True)
    assert (structure.website, structure.themes, structure.checked_on) == (
        "https://exemple.test",
        ["culture", "sport"],
        calendar.today(),
    )
    assert structure.contacts.get().name == "Ana Essai"


def test_the_sheet_of_others_is_404_and_an_adviser_s_own_403(client):
    structure = StructureFactory(ml=True)
    address = reverse("partners:edit", args=[structure.pk])
    assert client.get(address).status_code == 302
    for user, status in ((MembershipFactory(manager=True).user, 404), (member(structure), 403)):
        client.force_login(user)
        assert [client.get(address).status_code, client.post(address).status_code] == [status, status]


def test_the_second_of_two_editors_sees_both_and_may_go_on(client):
    structure = StructureFactory(ml=True)
    client.force_login(member(structure, "manager"))
    address = reverse("partners:edit", args=[structure.pk])
    client.post(address, sheet_form(structure, phone="111"))
    late = client.post(address, sheet_form(structure, phone="222"))
    page = late.content.decode()
    assert late.status_code == 409
    assert "111" in page
    assert 'value="222"' in page
    again = sheet_form(structure, phone="222", version=late.context["form"]["version"].value())
    assert client.post(address, again).status_code == 302
    structure.refresh_from_db()
    assert structure.phone == "222"


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "x"},
        {"hosting_capacity": "-3"},
        {"hosting_capacity": "99999999"},
        {"time_zone": "Mars/Base"},
        {"themes": ["inconnu"]},
        {"email": "pas une adresse"},
        {"contacts-TOTAL_FORMS": "x"},
        {"contacts-0-name": "\x00"},
        {"street": "\x00"},
    ],
)
def test_a_wrong_field_comes_back_with_its_message(client, changes):
    structure = StructureFactory(ml=True)
    client.force_login(member(structure, "manager"))
    response = client.post(reverse("partners:edit", args=[structure.pk]), sheet_form(structure, **changes))
    assert response.status_code == 200
    assert not JournalEntry.objects.exists()


def test_the_administrator_adds_a_structure_and_her_typing_is_forgiven(client):
    client.force_login(MembershipFactory(admin=True).user)
    address = reverse("partners:new")
    assert client.get(address).status_code == 200
    form = {
        "version": "1",
        "name": "Mission Locale neuve",
        "kind": "ml",
        "country": "fr",
        "siret": "732 829 320 00074",
        "territory": territory("fr", "69").pk,
        "time_zone": "Europe/Paris",
        "is_active": "on",
    }
    structure_page = client.post(address, form)
    structure = Structure.objects.get(name="Mission Locale neuve")
    assert structure.siret == "73282932000074"
    assert structure_page.url == reverse("partners:members", args=[structure.pk])
    again = client.post(address, form)
    assert again.context["form"].errors["__all__"] == ["Une structure porte déjà ce SIRET."]


def test_nobody_else_adds_a_structure(client):
    client.force_login(MembershipFactory(unml=True).user)
    assert client.get(reverse("partners:new")).status_code == 403
