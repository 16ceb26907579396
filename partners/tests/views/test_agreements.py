"""The pages of ententes."""

import uuid

import pytest
from django.urls import reverse

from ofqj_portal.core.models import OutboxMail
from partners.models import Agreement
from partners.tests.factories import AgreementFactory, MembershipFactory, StructureFactory, member

pytestmark = pytest.mark.django_db
NEW = "/structures/ententes/nouvelle/"


@pytest.fixture
def ml():
    return StructureFactory(ml=True)


@pytest.fixture
def adviser(client, ml):
    user = member(ml)
    client.force_login(user)
    return user


def form(**changes):
    fields = {"form_token": str(uuid.uuid4()), "version": "1", "title": "Cap commun", "starts_on": "2026-12-01"}
    return fields | changes


def test_an_adviser_finds_the_partner_records_once_and_the_partner_confirms(client, adviser, ml):
    cje = StructureFactory(cje=True, name="CJE de la Rivière")
    partner = member(cje, "manager")
    assert client.get(NEW).status_code == 200
    assert [row.name for row in client.get(NEW, {"q": "riviere"}).context["rows"]] == ["CJE de la Rivière"]
    once = form()
    addresses = {client.post(f"{NEW}?avec={cje.pk}", once).url for _click in range(2)}
    agreement = Agreement.objects.get()
    assert addresses == {agreement.get_absolute_url()}
    assert (agreement.first_structure, agreement.second_structure) == (ml, cje)
    assert OutboxMail.objects.get().to_email == partner.email
    confirm = reverse("partners:agreement_confirm", args=[agreement.pk])
    assert client.post(confirm).status_code == 403
    client.force_login(partner)
    assert client.get(agreement.get_absolute_url()).context["may_confirm"] is True
    assert client.get(confirm).status_code == 405
    assert client.post(confirm).url == agreement.get_absolute_url()
    agreement.refresh_from_db()
    assert agreement.confirmed_by == partner
    assert client.get(agreement.get_absolute_url()).context["may_confirm"] is False


@pytest.mark.parametrize("partner", ["abc", "0", "99999999999999999999", "\x00", "-1"])
def test_a_partner_that_is_nobody_is_404(client, adviser, partner):
    assert client.get(NEW, {"avec": partner}).status_code == 404


def test_a_structure_outside_the_directory_is_no_partner(client, adviser):
    closed = StructureFactory(cje=True, inactive=True)
    assert client.post(f"{NEW}?avec={closed.pk}", form()).status_code == 404


def test_an_entente_with_oneself_is_refused_in_words(client, adviser, ml):
    response = client.post(f"{NEW}?avec={ml.pk}", form())
    assert response.context["form"].non_field_errors() == ["Une entente lie deux structures différentes."]


@pytest.mark.parametrize(
    "changes", [{"title": ""}, {"starts_on": "x"}, {"ends_on": "2026-11-30"}, {"themes": ["x"]}, {"title": "\x00"}]
)
def test_a_wrong_field_comes_back_with_its_message(client, adviser, changes):
    cje = StructureFactory(cje=True)
    response = client.post(f"{NEW}?avec={cje.pk}", form(**changes))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Agreement.objects.exists()


def test_whoever_has_no_structure_of_her_own_records_nothing(client):
    client.force_login(MembershipFactory(officer_fr=True).user)
    assert client.get(NEW).status_code == 403


def test_an_unconfirmed_entente_is_404_to_strangers_and_a_confirmed_one_read_only(client):
    agreement = AgreementFactory(unconfirmed=True)
    client.force_login(MembershipFactory().user)
    assert client.get(agreement.get_absolute_url()).status_code == 404
    agreement.confirmed_on = agreement.starts_on
    agreement.save()
    assert client.get(agreement.get_absolute_url()).context["may_change"] is False
    acts = [reverse(f"partners:agreement_{act}", args=[agreement.pk]) for act in ("edit", "end", "confirm")]
    assert [client.post(act, form()).status_code for act in acts] == [403, 403, 403]


def test_either_side_changes_and_ends_it(client, adviser, ml):
    agreement = AgreementFactory(first_structure=StructureFactory(cje=True), second_structure=ml)
    edit = reverse("partners:agreement_edit", args=[agreement.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, form(title="Autre titre")).url == agreement.get_absolute_url()
    late = client.post(edit, form(title="Trop tard"))
    assert late.status_code == 409
    assert "Autre titre" in late.content.decode()
    end = reverse("partners:agreement_end", args=[agreement.pk])
    assert client.get(end).status_code == 200
    assert client.post(end, {"last_day": "2026-12-31", "reason": ""}).context["form"].errors["reason"]
    assert client.post(end, {"last_day": "2026-12-31", "reason": "Fusion"}).url == agreement.get_absolute_url()
    assert client.post(end, {"last_day": "2026-12-31", "reason": "Fusion"}).status_code == 409
    agreement.refresh_from_db()
    assert (agreement.title, agreement.ended_reason) == ("Autre titre", "Fusion")


def test_the_list_shows_the_confirmed_ones_and_one_s_own(client, adviser, ml):
    own = AgreementFactory(first_structure=ml, unconfirmed=True, title="La mienne")
    other = AgreementFactory(title="Une autre")
    AgreementFactory(unconfirmed=True, title="Cachée")
    shown = lambda query: {row.agreement for row in client.get("/structures/ententes/", query).context["rows"]}  # noqa: E731
    assert shown({}) == {own, other}
    assert shown({"mine": "on"}) == {own}
    assert shown({"q": "autre"}) == {other}
    assert shown({"q": own.second_structure.name}) >= {own}
    assert shown({"q": "\x00", "page": "-1"}) == {own, other}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(client, adviser, django_assert_num_queries, count):
    for _number in range(count):
        AgreementFactory()
    client.get("/structures/ententes/")
    with django_assert_num_queries(5):
        client.get("/structures/ententes/")
