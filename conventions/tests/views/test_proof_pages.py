"""A proof recognised by its bytes, an act of delegation joined to a power to sign, letters that wait."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conventions.jobs import make_accord_proof
from conventions.queries.obligations import obligations_of
from conventions.services.agenda import remind_of_obligations
from conventions.services.notices import draft_notice, note_delivery
from conventions.tests.amendment_factories import agree, proposed, signers
from conventions.tests.factories import convention
from ofqj_portal.core import files
from ofqj_portal.core.models import Job, OutboxMail, StoredFile

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)


def address(name, *args):
    return reverse(f"conventions:{name}", args=[convention().slug, *args])


def pdf():
    with pikepdf.new() as paper:
        paper.add_blank_page()
        out = BytesIO()
        paper.save(out)
    return out.getvalue()


def test_the_proof_of_an_accord_is_recognised_and_a_changed_one_is_not(people, knock):
    accord = agree(proposed(), signers().unml)
    make_accord_proof(Job.objects.get(unique_key=f"accord:{accord.pk}"), lambda *_said: None)
    accord.refresh_from_db()
    content, count = files.read(accord.paper), StoredFile.objects.count()
    url = address("proof_check")

    def check(**data):
        return knock(people.officer_fr, url, data).content.decode()

    assert "Claude Fournet" in check(file=SimpleUploadedFile("preuve.pdf", content))
    assert "empreinte du texte exact" in check(digest=accord.text_hash)
    digest = hashlib.sha256(content).hexdigest().upper()
    spaced = f"{digest[:32]} {digest[32:]}"
    assert "empreinte du fichier de preuve" in check(digest=spaced)
    changed = check(file=SimpleUploadedFile("preuve.pdf", content + b"\n"))
    assert "Aucune preuve du portail" in changed
    assert "Claude Fournet" not in changed
    for nonsense in ({}, {"digest": "xyz"}, {"digest": "a" * 63}):
        assert "collez une empreinte" in check(**nonsense)
    assert StoredFile.objects.count() == count
    assert [knock(getattr(people, role), url).status_code for role in ("dpo", "adviser", "admin")] == [200, 404, 404]


def test_the_act_of_a_delegation_is_joined_by_its_party_and_read_by_those_who_follow(people, knock):
    signer = signers()
    url = address("delegation_act", signer.unml.pk)
    upload = {"file": SimpleUploadedFile("acte.pdf", pdf())}
    assert knock(people.member_rcjeq, url, upload).status_code == 403
    wrong = {"file": SimpleUploadedFile("acte.pdf", b"rien")}
    assert knock(people.member_unml, url, wrong).status_code == 200
    for _again in range(2):
        assert knock(people.member_unml, url, {"file": SimpleUploadedFile("acte.pdf", pdf())}).status_code == 302
    signer.unml.refresh_from_db()
    act = signer.unml.delegation_act
    assert StoredFile.objects.filter(kind="conventions.delegation_act").get() == act
    assert (files.may_read(people.dpo, act), files.may_read(people.adviser, act)) == (True, False)
    assert "acte.pdf" in knock(people.officer_fr, address("signing")).content.decode()
    own_name = address("delegation_act", signer.ofqj_fr.pk)
    own = knock(people.member_fr, own_name, {"file": SimpleUploadedFile("a.pdf", pdf())})
    assert "signe en son nom propre" in own.content.decode()


def test_a_letter_that_left_waits_for_its_reception_until_the_last_day_of_the_post(people):
    said = {"by": people.member_unml, "now": NOW}
    notice = draft_notice(convention=convention(), kind="denunciation", party="unml", grounds="Essai.", **said)
    first, second = notice.deliveries.order_by("party")
    left = date(2026, 5, 4)
    note_delivery(delivery=first, registered_number="1A", sent_on=left, received_on=date(2026, 5, 7), **said)
    note_delivery(delivery=second, registered_number="1B", sent_on=left, received_on=None, **said)
    rows = [row for row in obligations_of(convention(), left) if row.code.startswith("reception-")]
    assert [(row.due_on, row.seat, row.is_met) for row in rows] == [(left + timedelta(days=15), ("unml", ""), False)]
    OutboxMail.objects.all().delete()
    remind_of_obligations(convention=convention(), now=datetime(2026, 5, 12, 9, tzinfo=UTC))
    told = OutboxMail.objects.filter(kind="conventions.obligation_due", subject__contains="réception")
    assert {mail.to_user_id for mail in told} == {people.member_unml.pk}
    note_delivery(delivery=second, registered_number="1B", sent_on=left, received_on=date(2026, 5, 13), **said)
    assert not [row for row in obligations_of(convention(), left) if row.code.startswith("reception-")]
