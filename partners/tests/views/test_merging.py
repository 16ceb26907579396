"""Sheets that look alike, from the page of whoever keeps the directory."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import JournalEntry
from partners.models import Distinction, Structure, StructureMerge
from partners.queries.duplicates import Resemblances, like_pairs, mergeable_structures
from partners.services import merge_structures, tell_apart, undo_merge
from partners.tests.factories import AgreementFactory, MembershipFactory, StructureFactory, member

pytestmark = pytest.mark.django_db
PAGE = "/structures/doublons/"
PASSWORD = "demonstration-ofqj"


def sign_in(client, **trait):
    """Sign somebody in as people do, so that her proof is fresh."""
    user = MembershipFactory(**trait).user
    user.set_password(PASSWORD)
    user.save()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return user


def ml(name, **fields):
    return StructureFactory(**({"ml": True, "name": name, "email": ""} | fields))


def reasons(one: Structure, other: Structure) -> list[str]:
    return [reason for like in Resemblances([one]).of(other) for reason in like.reasons]


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ({"phone": "01 99 00 00 01"}, {"phone": "+33199000001", "commune": "Ailleurs"}, ["même téléphone"]),
        ({"email": "a@b.test"}, {"email": "A@b.test", "commune": "Ailleurs"}, ["même adresse e-mail"]),
        ({"website": "https://www.a.test/"}, {"website": "http://a.test", "commune": "Ailleurs"}, ["même site web"]),
        ({"siret": "91234567400017"}, {"siret": "91234567400025"}, ["même SIREN, même commune"]),
    ],
)
def test_what_is_one_structure_s_own_brings_two_sheets_together(one, other, said):
    first, second = ml("Mission Locale de Sète", **one), ml("Mission Locale du Pont-Neuf", **other)
    assert reasons(first, second) == said


def test_a_close_name_counts_in_one_place_and_what_all_are_called_does_not():
    known = ml("Mission Locale du Val d’Essai", commune="Essai")
    assert reasons(known, ml("MISSION LOCALE VAL D'ESAI", commune="essai")) == ["nom proche, même commune"]
    assert reasons(known, ml("Mission Locale du Val d’Essai", commune="Autre")) == ["nom proche, même territoire"]
    assert reasons(known, ml("Mission Locale de Montfictif", commune="Essai")) == []
    abroad = StructureFactory(abroad=True, name=known.name, commune="Essai", email="")
    assert reasons(known, abroad) == []


def test_an_address_that_many_share_says_nothing():
    many = [ml(f"Mission Locale {word}", email="reseau@b.test", commune=word) for word in ("A", "B", "C", "D", "E")]
    assert like_pairs(many) == []


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_costs_the_same_whatever_it_shows(client, django_assert_num_queries, count):
    client.force_login(MembershipFactory(admin=True).user)
    for number in range(count):
        ml("Mission Locale du Val", commune=f"Essai {number}", phone=f"01990000{number:02d}")
        ml("Mission Locale du Vall", commune=f"Essai {number}", phone=f"01990000{number:02d}")
    client.get(PAGE)
    with django_assert_num_queries(6):
        assert client.get(PAGE).context["page"].paginator.count >= count


def test_a_network_reads_and_merges_its_own_members_only(client):
    rcjeq = sign_in(client, rcjeq=True)
    own = [StructureFactory(cje=True, phone="5145550001", commune=f"Val {n}") for n in range(2)]
    foreign = [ml("Mission Locale du Val", phone="0199000001", commune="Val") for n in range(2)]
    assert {pair.older for pair in client.get(PAGE).context["page"]} == {own[0]}
    assert set(mergeable_structures(rcjeq)) == set(own)
    address = reverse("partners:merge")
    assert client.get(f"{address}?garder={foreign[0].pk}&reunir={foreign[1].pk}").status_code == 404
    assert client.get(f"{address}?garder={own[0].pk}&reunir={own[1].pk}").status_code == 200


def test_choosing_merging_finding_the_new_address_then_undoing(client):
    kept, merged = ml("Mission Locale du Val", phone="1"), ml("ML du Val", phone="2", website="https://val.test")
    entente = AgreementFactory(first_structure=merged)
    sign_in(client, admin=True)
    address = f"{reverse('partners:merge')}?garder={kept.pk}&reunir={merged.pk}"
    form = client.get(address).context["form"]
    assert {"name", "phone", "siret"} <= form.fields.keys()
    assert "website" not in form.fields  # only one sheet says it
    sent = {"seen": form["seen"].value(), "name": "merged", "phone": "kept", "siret": "kept"}
    sent |= {name: "kept" for name in form.fields if name not in (*sent, "form_token")}
    assert client.post(address, sent).url == kept.get_absolute_url()
    kept.refresh_from_db()
    entente.refresh_from_db()
    assert (kept.name, kept.phone, kept.website, entente.first_structure) == (
        "ML du Val",
        "1",
        "https://val.test",
        kept,
    )
    assert client.get(merged.get_absolute_url()).url == kept.get_absolute_url()
    assert client.post(address, sent).status_code == 404  # the other sheet is no longer in the directory
    undo = reverse("partners:merge_undo", args=[StructureMerge.objects.get().pk])
    assert undo in client.get(PAGE).content.decode()
    assert client.post(undo).url == PAGE
    assert client.get(merged.get_absolute_url()).status_code == 200
    kept.refresh_from_db()
    assert (kept.name, kept.website) == ("Mission Locale du Val", "")


def test_two_sheets_said_to_be_two_are_proposed_no_more_until_it_is_taken_back(client):
    one, other = ml("Mission Locale du Val", phone="0199000001"), ml("Mission Locale du Vall", phone="0199000001")
    pair = [reverse("partners:apart", args=keys) for keys in ([one.pk, other.pk], [other.pk, one.pk])]
    client.force_login(MembershipFactory(rcjeq=True).user)
    assert [client.post(address).status_code for address in pair] == [404, 404]
    client.force_login(MembershipFactory(admin=True).user)
    assert pair[0] in client.get(PAGE).content.decode()
    for address in pair:  # said twice, in both orders
        assert client.post(address).url == PAGE
    page = client.get(PAGE)
    assert (list(page.context["page"]), Distinction.objects.count()) == ([], 1)
    take_back = reverse("partners:again", args=[Distinction.objects.get().pk])
    assert take_back in page.content.decode()
    assert client.post(take_back).url == PAGE
    assert [like.newer for like in client.get(PAGE).context["page"]] == [other]
    verbs = JournalEntry.objects.values_list("verb", flat=True)
    assert sorted(verbs) == ["structure.compared_again"] * 2 + ["structure.told_apart"] * 2


def test_what_was_said_of_two_sheets_follows_a_merge_and_comes_back():
    kept, merged, third = (ml(name, siret="") for name in "ABC")
    said = tell_apart(one=merged, other=third, by=UserFactory(), now=calendar.now())
    by = UserFactory()
    done = merge_structures(kept=kept, merged=merged, take=[], seen=(1, 1), by=by, now=calendar.now())
    said.refresh_from_db()
    assert {said.one, said.other} == {kept, third}
    with pytest.raises(WrongState):
        tell_apart(one=merged, other=third, by=by, now=calendar.now())
    undo_merge(merge=done, by=by, now=calendar.now())
    said.refresh_from_db()
    assert {said.one, said.other} == {merged, third}
    with pytest.raises(IntegrityError, match="distinction_once"), transaction.atomic():
        Distinction.objects.create(one=third, other=merged, said_at=calendar.now(), said_by=by)
    with pytest.raises(IntegrityError, match="distinction_of_two"), transaction.atomic():
        Distinction.objects.create(one=third, other=third, said_at=calendar.now(), said_by=by)


def test_a_sheet_changed_since_the_page_was_read_is_compared_again(client):
    kept, merged = ml("A", siret=""), ml("A")
    sign_in(client, admin=True)
    address = f"{reverse('partners:merge')}?garder={kept.pk}&reunir={merged.pk}"
    seen = client.get(address).context["form"]["seen"].value()
    Structure.objects.filter(pk=merged.pk).update(version=7)
    assert client.post(address, {"seen": seen}).status_code == 409
    for odd in ("de:tra:vers", f"{kept.pk}:²:{merged.pk}:1", f"{kept.pk}:1:{merged.pk}:{'9' * 5000}"):
        assert client.post(address, {"seen": odd}).status_code == 409
    assert not StructureMerge.objects.exists()


@pytest.mark.parametrize("trait", ["manager", "officer_fr", "dpo"])
def test_whoever_keeps_no_directory_merges_nothing(client, trait):
    sign_in(client, **{trait: True})
    assert [client.get(PAGE).status_code, client.get(reverse("partners:merge")).status_code] == [403, 403]


def test_the_old_address_of_a_merged_sheet_leads_to_the_other_for_visitors_too(client):
    last = ml("C")
    middle = ml("B", is_active=False, merged_into=last)
    first = ml("A", is_active=False, merged_into=middle)
    assert client.get(first.get_absolute_url()).url == last.get_absolute_url()
    assert client.get(StructureFactory(inactive=True).get_absolute_url()).status_code == 404
    client.force_login(member(last))
    assert client.get(first.get_absolute_url(), follow=True).context["structure"] == last
