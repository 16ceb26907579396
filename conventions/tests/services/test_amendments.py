"""Amendments: what each changes, the accords it needs, what a later change voids, and the text of any day (R22)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from conventions.enums import AmendmentState
from conventions.models import AccordPart, Amendment, AmendmentChange, Convention, PartyAccord
from conventions.queries.accords import changes_since, missing_parts
from conventions.queries.text import Wanted, article_text, consolidated_text
from conventions.services.accord_requests import LinkNotSent, send_again
from conventions.services.accords import AnswerRefused, TextChanged, answer_amendment
from conventions.services.amendments import (
    AmendmentRefused,
    draft_amendment,
    impact_of_article,
    propose_amendment,
    withdraw_amendment,
    write_article,
    write_dates,
)
from conventions.services.signing import SigningRefused, change_signing_mandate, note_signing_mandate
from conventions.tests.amendment_factories import NOW, SEATS, agree, drafted, link_of, proposed, rewrite, signers
from conventions.tests.factories import MandateFactory, ReportFactory, convention
from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.invariants import check
from ofqj_portal.core.models import OutboxMail

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


def says(number: int, on: date) -> list[str]:
    return [line.text for line in article_text(convention().articles.get(number=number), on).living]


def settle(amendment: Amendment) -> Amendment:
    people = signers()
    for name in SEATS:
        agree(amendment, getattr(people, name))
    amendment.refresh_from_db()
    return amendment


def test_an_amendment_keeps_only_what_it_changes_and_never_a_copy_of_the_text():
    signers()
    amendment = rewrite(drafted(), 9, texts={"1": "Toute voie amiable, d’abord la médiation."})
    rows = amendment.changes.order_by("article__number").values_list("article__number", "kind", "target")
    assert list(rows) == [(4, "add", "1"), (9, "replace", "1")]


def test_an_emptied_paragraph_is_deleted_and_writing_back_the_text_changes_nothing():
    amendment = drafted()
    rewrite(amendment, 4, texts={"4": " "})
    assert list(amendment.changes.values_list("kind", "target")) == [("delete", "4")]
    rewrite(amendment, 4, texts={line.key: line.text for line in _article(4).living})
    assert not amendment.changes.exists()


def _article(number: int):
    return article_text(convention().articles.get(number=number), NOW.date())


def test_the_accord_of_each_signature_block_puts_it_in_force():
    amendment, people = proposed(), signers()
    for name in ("ofqj_fr", "ofqj_qc", "unml"):
        agree(amendment, getattr(people, name))
        amendment.refresh_from_db()
        assert amendment.state == AmendmentState.PROPOSED
    agree(amendment, people.rcjeq)
    amendment.refresh_from_db()
    assert (amendment.state, amendment.in_force_on) == (AmendmentState.IN_FORCE, NOW.date())
    assert OutboxMail.objects.filter(kind="conventions.amendment_settled").count() == 4


def test_three_signatories_of_four_leave_it_without_force_whatever_the_code_does():
    amendment, people = proposed(), signers()
    for name in ("ofqj_fr", "unml", "rcjeq"):
        agree(amendment, getattr(people, name))
    assert missing_parts(amendment)[SEATS["ofqj_qc"]] == ["article-4", "effet"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).update(state="in_force", in_force_on=NOW.date())
    assert says(4, NOW.date()) == says(4, date(2024, 10, 1))


def test_one_refusal_voids_it_and_says_why():
    amendment, people = proposed(), signers()
    agree(amendment, people.unml)
    agree(amendment, people.rcjeq, refusing="Le calendrier ne nous convient pas.")
    amendment.refresh_from_db()
    assert (amendment.state, amendment.void_reason) == (AmendmentState.VOID, "Le calendrier ne nous convient pas.")
    with pytest.raises(WrongState):
        agree(amendment, people.ofqj_fr)
    assert "Le calendrier" in OutboxMail.objects.filter(kind="conventions.amendment_settled").first().text


def test_silence_is_never_accord():
    amendment, people = proposed(), signers()
    agree(amendment, people.unml, now=NOW + timedelta(days=300))
    amendment.refresh_from_db()
    assert amendment.state == AmendmentState.PROPOSED


def test_a_refusal_without_a_reason_and_an_answer_outside_the_mandate_do_not_count():
    amendment, people = proposed(), signers()
    request = amendment.requests.get(mandate=people.unml)
    link, _token = link_of(amendment, people.unml)
    answer = {"request": request, "seen_hash": amendment.text_hash, "link": link, "now": NOW}
    with pytest.raises(AnswerRefused):
        answer_amendment(answer="refusal", reason="  ", **answer)
    people.unml.ends_on = date(2026, 1, 1)
    people.unml.save()
    with pytest.raises(AnswerRefused):
        answer_amendment(answer="accord", **answer)
    assert not PartyAccord.objects.exists()


def test_an_answer_to_a_text_that_changed_meanwhile_is_not_recorded():
    amendment, people = proposed(), signers()
    old = amendment.text_hash
    rewrite(amendment, 4, added={"1": "Autre chose."}, now=LATER)
    request = amendment.requests.get(mandate=people.unml)
    link, _token = link_of(amendment, people.unml)
    with pytest.raises(TextChanged):
        answer_amendment(request=request, answer="accord", seen_hash=old, link=link, now=LATER)
    link.refresh_from_db()
    assert (link.used_at, PartyAccord.objects.count()) == (None, 0)


def test_a_change_of_one_article_voids_the_accords_on_it_alone_and_asks_only_those_again():
    amendment, people = proposed(), signers()
    rewrite(amendment, 9, texts={"1": "D’abord la médiation."})
    agree(amendment, people.unml)
    OutboxMail.objects.all().delete()
    wanted = Wanted({}, {"1": "Deux fois par an, un mot nouveau."})
    article = convention().articles.get(number=4)
    foreseen = impact_of_article(amendment=amendment, article=article, wanted=wanted, on=LATER.date())
    assert [(row.voided, row.kept) for row in foreseen] == [(("article-4",), ("article-9", "effet"))]
    rewrite(amendment, 4, added=dict(wanted.added), now=LATER)
    assert missing_parts(amendment)[SEATS["unml"]] == ["article-4"]
    assert missing_parts(amendment)[SEATS["rcjeq"]] == ["article-4", "article-9", "effet"]
    again = OutboxMail.objects.get(to_email=people.unml.email)
    assert "redemandé seulement pour : article 4" in again.text.replace("\u00a0", " ")
    second = agree(amendment, people.unml, now=LATER)
    assert list(second.parts.values_list("code", flat=True)) == ["article-4"]
    assert missing_parts(amendment)[SEATS["unml"]] == []


def test_a_new_purpose_voids_nothing_a_new_date_voids_the_dates_alone():
    amendment, people = proposed(), signers()
    agree(amendment, people.unml)
    amendment.refresh_from_db()
    said = {"amendment": amendment, "title": "Autre objet", "by": None, "now": LATER}
    assert write_dates(seen_version=amendment.version, **said) == []
    amendment.refresh_from_db()
    impacts = write_dates(seen_version=amendment.version, takes_effect_on=date(2026, 9, 1), **said)
    assert [row.voided for row in impacts] == [("effet",)]
    assert missing_parts(amendment)[SEATS["unml"]] == ["effet"]


def test_writing_the_old_text_back_does_not_bring_a_fallen_accord_back():
    amendment, people = proposed(), signers()
    agree(amendment, people.unml)
    rewrite(amendment, 4, added={"1": "Autre chose."}, now=LATER)
    rewrite(amendment, 4, added={"1": "Chaque année, un mot nouveau."}, now=LATER)
    assert missing_parts(amendment)[SEATS["unml"]] == ["article-4"]


def test_the_changes_since_a_version_are_said_in_its_own_words():
    amendment = proposed()
    first = amendment.text_version
    rewrite(amendment, 4, added={"1": "Autre chose."}, now=LATER)
    changes = changes_since(amendment, first)
    assert [(row.before, row.after) for row in changes] == [("Chaque année, un mot nouveau.", "Autre chose.")]


def test_the_text_of_any_day_names_the_amendment_of_each_paragraph():
    amendment = settle(proposed(takes_effect_on=date(2026, 9, 1)))
    assert says(4, date(2026, 8, 31)) == says(4, date(2024, 10, 1))
    lines = article_text(convention().articles.get(number=4), date(2026, 9, 1)).living
    assert [(line.key, line.source) for line in lines] == [
        ("1", None), ("1+1", amendment), ("2", None), ("3", None), ("4", None),
    ]  # fmt: skip


def test_a_second_amendment_builds_on_the_first_and_waits_if_its_ground_moved():
    first = settle(proposed())
    second = rewrite(drafted(article=9), 4, texts={"1+1": "Le mot nouveau est choisi à trois."})
    third = rewrite(drafted(article=9), 4, texts={"1+1": ""})
    settle(propose_amendment(amendment=second, by=None, now=NOW))
    assert "Le mot nouveau est choisi à trois." in says(4, NOW.date())
    with pytest.raises(AmendmentRefused):
        propose_amendment(amendment=third, by=None, now=NOW)
    assert [text.article.number for text in consolidated_text(first.convention, NOW.date())] == list(range(1, 10))


def test_a_renewal_changes_article_3_comes_with_a_report_and_moves_the_term():
    until = date(2034, 9, 30)
    with pytest.raises(AmendmentRefused):
        drafted(renews_until=until)
    report = ReportFactory()
    with pytest.raises(AmendmentRefused):
        proposed(renews_until=until, report=report)
    amendment = drafted(article=3, text="Les actions de 2029 à 2034.", renews_until=until, report=report)
    settle(propose_amendment(amendment=amendment, by=None, now=NOW))
    found = Convention.objects.get()
    assert (found.first_term_on, found.ends_on) == (date(2029, 9, 30), until)


@pytest.mark.parametrize("dates", [{"takes_effect_on": date(2031, 1, 1)}, {"renews_until": date(2027, 1, 1)}])
def test_dates_outside_the_convention_are_refused(dates):
    with pytest.raises(AmendmentRefused):
        draft_amendment(
            convention=convention(), seat=SEATS["unml"], title="Essai", by=None, now=NOW,
            report=ReportFactory() if "renews_until" in dates else None, **dates,
        )  # fmt: skip


def test_nothing_is_proposed_that_changes_nothing_or_that_nobody_may_sign():
    people = signers()
    empty = draft_amendment(convention=convention(), seat=SEATS["unml"], title="Vide", by=None, now=NOW)
    with pytest.raises(AmendmentRefused):
        propose_amendment(amendment=empty, by=None, now=NOW)
    people.rcjeq.ends_on = date(2026, 1, 1)
    people.rcjeq.save()
    with pytest.raises(AmendmentRefused, match="RCJEQ"):
        propose_amendment(amendment=drafted(), by=None, now=NOW)


def test_two_people_writing_one_amendment_do_not_overwrite_each_other():
    amendment = drafted()
    seen, article = amendment.version, convention().articles.get(number=4)
    rewrite(amendment, 4, added={"1": "Le premier."})
    with pytest.raises(EditedMeanwhile):
        write_article(amendment=amendment, article=article, wanted=Wanted({}, {"1": "Le second."}), seen_version=seen,
                      by=None, now=NOW)  # fmt: skip
    assert amendment.changes.get().text == "Le premier."


def test_a_withdrawn_amendment_has_no_effect_and_its_links_open_nothing():
    amendment, people = proposed(), signers()
    link, _token = link_of(amendment, people.unml)
    withdraw_amendment(amendment=amendment, reason="À revoir.", by=None, now=NOW)
    link.refresh_from_db()
    assert link.revoked_at is not None
    with pytest.raises(WrongState):
        agree(amendment, people.unml)


def test_a_signatory_is_asked_again_with_a_new_link_and_not_too_often():
    amendment, people = proposed(), signers()
    by, request = MandateFactory(unml=True).user, amendment.requests.get(mandate=people.unml)
    link, _token = link_of(amendment, people.unml)
    send_again(request=request, by=by, now=NOW)
    link.refresh_from_db()
    assert link.revoked_at is not None
    for _time in range(2):
        send_again(request=request, by=by, now=NOW)
    with pytest.raises(LinkNotSent):
        send_again(request=request, by=by, now=NOW)


def test_a_new_signatory_is_asked_for_what_waits_and_the_one_who_left_no_longer_is():
    amendment, people = proposed(), signers()
    by = MandateFactory(unml=True).user
    link, _token = link_of(amendment, people.unml)
    change_signing_mandate(mandate=people.unml, email=people.unml.email, delegated_by="", ends_on=date(2026, 5, 4),
                           by=by, now=NOW)  # fmt: skip
    link.refresh_from_db()
    assert link.revoked_at is not None
    said = {"convention": convention(), "seat": SEATS["unml"], "name": "Une autre", "capacity": "Présidente"}
    new = note_signing_mandate(**said, email="autre@exemple.test", starts_on=date(2026, 5, 5), by=by, now=NOW)
    assert amendment.requests.filter(mandate=new).exists()
    with pytest.raises(SigningRefused):
        note_signing_mandate(**said, starts_on=date(2026, 5, 5), by=by, now=NOW)


def test_accords_and_settled_texts_never_change():
    amendment = settle(proposed())
    for act in (
        lambda: PartyAccord.objects.filter(amendment=amendment).update(name="Autre"),
        lambda: PartyAccord.objects.filter(amendment=amendment)[0].delete(),
        lambda: AccordPart.objects.filter(accord__amendment=amendment).update(text_hash="0"),
        lambda: AmendmentChange.objects.filter(amendment=amendment).update(text="Autre"),
        lambda: AmendmentChange.objects.filter(amendment=amendment).delete(),
        lambda: Amendment.objects.filter(pk=amendment.pk).update(state="draft"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_invariants_hold_after_an_amendment():
    amendment = settle(proposed())
    refused = propose_amendment(amendment=drafted(article=9), by=None, now=NOW)
    agree(refused, signers().unml, refusing="Non.")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert [label for label, holds, _count in check() if not holds] == []
    assert amendment.parts.count() == 2
