"""Amendments in the browser: who reads, who writes for her party, who answers by her account or by her link."""

import pytest
from django.urls import reverse

from conventions.enums import AmendmentState
from conventions.models import Amendment, PartyAccord, SigningMandate
from conventions.tests.amendment_factories import SEATS, agree, drafted, link_of, proposed, rewrite, signers
from conventions.tests.factories import convention

pytestmark = pytest.mark.django_db
TALK = ("officer_fr", "decider_fr", "finance", "unml", "dpo", "member_unml", "member_qc")
NOT = ("adviser", "manager", "arml", "admin", "former", "nobody")


def address(name, *args):
    return reverse(f"conventions:{name}", args=[convention().slug, *args])


def link_address(token):
    return reverse("conventions:accord_link", args=[token])


def test_an_amendment_is_read_by_those_who_follow_the_talks_and_by_all_once_in_force(people, knock):
    amendment, signer = proposed(), signers()
    url = amendment.get_absolute_url()
    assert {role: knock(getattr(people, role), url).status_code for role in TALK} == dict.fromkeys(TALK, 200)
    assert {role: knock(getattr(people, role), url).status_code for role in NOT} == dict.fromkeys(NOT, 404)
    for name in SEATS:
        agree(amendment, getattr(signer, name))
    assert knock(people.adviser, url).status_code == 200
    text = knock(people.adviser, address("text")).content.decode()
    assert "Avenant n°" in text


def test_an_amendment_is_drafted_written_and_proposed_in_the_browser(people, knock):
    signers()
    answer = knock(people.member_rcjeq, address("amendment_new"), {"title": "Un mot de plus"})
    amendment = Amendment.objects.get()
    assert (answer.status_code, amendment.proposer_label) == (302, "RCJEQ")
    url = address("amendment_article", 1, 7)
    page = knock(people.member_rcjeq, url).content.decode()
    assert "La présente convention peut être modifiée par voie d’avenant" in page
    data = {"seen_version": amendment.version, "texte-1": "Autre chose.", "apres-1": "Et ceci.", "apres-0": ""}
    assert knock(people.member_rcjeq, url, data).status_code == 302
    assert list(amendment.changes.values_list("kind", flat=True)) == ["replace", "add"]
    assert knock(people.member_unml, url, data).status_code == 403
    late = knock(people.member_rcjeq, url, data | {"texte-1": "Un troisième texte."})
    assert late.status_code == 409
    assert "Un troisième texte." in late.content.decode()
    assert "Et ceci." in late.content.decode()
    knock(people.member_rcjeq, address("amendment_propose", 1), {})
    amendment.refresh_from_db()
    assert amendment.state == AmendmentState.PROPOSED


def test_a_change_after_an_accord_is_saved_only_once_its_impact_was_read(people, knock):
    amendment, signer = proposed(), signers()
    agree(amendment, signer.rcjeq)
    amendment.refresh_from_db()
    url = address("amendment_article", amendment.number, 4)
    data = {"seen_version": amendment.version, "apres-1": "Autre chose."}
    data |= {f"texte-{row.number}": row.text for row in convention().articles.get(number=4).paragraphs.all()}
    page = knock(people.member_unml, url, data)
    amendment.refresh_from_db()
    assert (page.status_code, amendment.text_version) == (200, 1)
    assert "François Girouard" in page.content.decode()
    assert "Confirmer et redemander" in page.content.decode()
    assert knock(people.member_unml, url, data | {"confirmed": "1"}).status_code == 302
    amendment.refresh_from_db()
    assert amendment.text_version == 2


def test_a_signatory_answers_by_a_link_that_never_acts_when_it_is_read(people, knock):
    amendment, signer = proposed(), signers()
    link, token = link_of(amendment, signer.unml)
    page = knock(None, link_address(token))
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert PartyAccord.objects.count() == 0
    answer = knock(None, link_address(token), {"answer": "accord", "seen_hash": amendment.text_hash})
    assert (answer.status_code, PartyAccord.objects.get().link_id) == (200, link.pk)
    assert knock(None, link_address(token)).status_code == 404
    assert knock(None, link_address(token), {"answer": "accord", "seen_hash": amendment.text_hash}).status_code == 404


def test_an_old_link_shows_what_changed_since_it_was_last_read_and_refuses_the_old_text(people, knock):
    amendment, signer = proposed(), signers()
    _link, token = link_of(amendment, signer.unml)
    assert "Ce qui a changé depuis" not in knock(None, link_address(token)).content.decode()
    old = amendment.text_hash
    amendment = rewrite(amendment, 4, added={"1": "Un mot tout autre."})
    answer = knock(None, link_address(token), {"answer": "accord", "seen_hash": old})
    text = answer.content.decode()
    assert (answer.status_code, PartyAccord.objects.count()) == (409, 0)
    assert "Ce qui a changé depuis" in text
    assert "Rien n’est enregistré" in text
    answer = knock(None, link_address(token), {"answer": "accord", "seen_hash": amendment.text_hash})
    assert (answer.status_code, PartyAccord.objects.count()) == (200, 1)


def test_a_refusal_without_a_reason_keeps_the_page_and_records_nothing(people, knock):
    amendment, signer = proposed(), signers()
    _link, token = link_of(amendment, signer.unml)
    answer = knock(None, link_address(token), {"answer": "refusal", "seen_hash": amendment.text_hash, "reason": ""})
    assert "Dites pourquoi" in answer.content.decode()
    assert PartyAccord.objects.count() == 0


def test_a_signatory_with_an_account_answers_there_and_nobody_answers_for_her(people, knock):
    signers()
    mandate = SigningMandate.objects.get(party="unml")
    mandate.user = people.member_unml
    mandate.save()
    amendment = proposed()
    url, data = address("accord", amendment.number), {"answer": "accord", "seen_hash": amendment.text_hash}
    assert {role: knock(getattr(people, role), url, data).status_code for role in ("member_qc", "officer_fr")} == {
        "member_qc": 403, "officer_fr": 403,
    }  # fmt: skip
    assert (
        "Votre accord est demandé sur ce texte"
        in knock(people.member_unml, amendment.get_absolute_url()).content.decode()
    )
    assert knock(people.member_unml, url, data).status_code == 302
    assert PartyAccord.objects.get().given_by == people.member_unml
    assert knock(people.member_unml, url, data).status_code == 409


def test_a_party_says_who_signs_for_it_and_for_no_other(people, knock):
    signers()
    unml = SigningMandate.objects.get(party="unml")
    change = address("signing_change", unml.pk)
    assert knock(people.member_rcjeq, change).status_code == 403
    data = {"email": "nouvelle@exemple.test", "delegated_by": "Acte du 1er mai", "ends_on": ""}
    assert knock(people.member_unml, change, data).status_code == 302
    new = {"seat": "rcjeq/", "name": "Une personne", "capacity": "Présidente", "email": "p@exemple.test",
           "starts_on": "2026-01-01"}  # fmt: skip
    assert knock(people.member_unml, address("signing_new"), new).status_code == 200  # not hers to give
    assert knock(people.member_unml, address("signing_new"), new | {"seat": "unml/"}).status_code == 302
    page = knock(people.officer_fr, address("signing")).content.decode()
    assert "Une personne" in page
    assert "nouvelle@exemple.test" not in page


def test_nonsense_in_the_address_of_a_text_or_an_amendment_is_answered_kindly(people, knock):
    for day in ("2026-02-30", "x", "0001-01-01", "9999-12-31", ""):
        assert knock(people.adviser, f"{address('text')}?le={day}").status_code == 200
    assert knock(people.member_unml, address("amendment", 99)).status_code == 404
    drafted()
    assert knock(people.member_unml, address("amendment_article", 1, 99)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_amendments_take_the_same_queries_whatever_there_is(
    people, client, count, django_assert_num_queries
):
    amendment, signer = proposed(), signers()
    for number in range(2, 2 + count):
        rewrite(amendment, number, texts={"1": f"Texte {number}."})
    for name in ("rcjeq", "ofqj_fr", "ofqj_qc")[:count]:
        agree(amendment, getattr(signer, name))
    client.force_login(people.member_unml)  # whose party proposes it: she sees the most
    client.get(amendment.get_absolute_url())
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(amendment.get_absolute_url())
    for name in ("rcjeq", "ofqj_fr", "ofqj_qc", "unml")[count:]:
        agree(amendment, getattr(signer, name))
    with django_assert_num_queries(TEXT_QUERIES):
        client.get(address("text"))


PAGE_QUERIES = 10
TEXT_QUERIES = 10
