"""What the database keeps true of the funding agreements, whatever the code does."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from projects.enums import AgreementState, SigningMandate
from projects.models import AgreementSignature, GrantAgreement, Instalment, InstalmentTerm
from projects.tests.factories import DECIDED_AT, ProjectFactory
from projects.tests.money_factories import awarded

pytestmark = pytest.mark.django_db


def agreement_in(state):
    return awarded(ProjectFactory(accepted=True), agreed=state).agreements.get()


def signature(agreement, side="carrier", **fields):
    row = {
        "agreement": agreement, "side": side, "signed_by": agreement.decision.decided_by, "signed_at": DECIDED_AT,
        "name": "Nom", "capacity": "direction", "mandate": SigningMandate.OWN, "text_sha256": agreement.text_sha256,
    }  # fmt: skip
    return AgreementSignature.objects.create(**(row | fields))


@pytest.mark.parametrize("changes", [{"text": "{}"}, {"amount": 1}, {"text_sha256": "0" * 64}, {"currency": "CAD"}])
def test_a_text_never_changes(changes):
    agreement = agreement_in("waiting_carrier")
    with pytest.raises(IntegrityError, match="a text never changes"), transaction.atomic():
        GrantAgreement.objects.filter(pk=agreement.pk).update(**changes)


def test_a_digest_is_that_of_its_text():
    agreement = agreement_in("waiting_carrier")
    agreement.state, agreement.voided_at, agreement.void_reason = "void", DECIDED_AT, "Essai."
    agreement.save()
    agreement.pk, agreement.number, agreement.text = None, 2, "{}"
    with pytest.raises(IntegrityError, match="the digest is not that of the text"), transaction.atomic():
        agreement.save(force_insert=True)


@pytest.mark.parametrize(("state", "after"), [("waiting_carrier", "waiting_ofqj"), ("waiting_ofqj", "signed")])
def test_it_moves_with_a_signature(state, after):
    agreement = agreement_in(state)
    with pytest.raises(IntegrityError, match="it moves with a signature"), transaction.atomic():
        GrantAgreement.objects.filter(pk=agreement.pk).update(state=after)


@pytest.mark.parametrize(("state", "after"), [("waiting_carrier", "signed"), ("signed", "waiting_carrier")])
def test_it_moves_along_its_table(state, after):
    agreement = agreement_in(state)
    with pytest.raises(IntegrityError, match="illegal move"), transaction.atomic():
        GrantAgreement.objects.filter(pk=agreement.pk).update(state=after)


def test_one_text_stands_for_a_grant():
    agreement = agreement_in("signed")
    agreement.pk, agreement.number = None, 2
    with pytest.raises(IntegrityError, match="one_standing"), transaction.atomic():
        agreement.save(force_insert=True)


@pytest.mark.parametrize(
    "changes",
    [{"state": "void"}, {"voided_at": DECIDED_AT}, {"state": "refused"}, {"rate": "1.5"}],
    ids=["void-without-reason", "void-instant-alone", "refused-by-nobody", "rate-without-date"],
)
def test_what_happened_to_a_text_is_said_whole(changes):
    agreement = agreement_in("waiting_carrier")
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantAgreement.objects.filter(pk=agreement.pk).update(**changes)


def test_no_text_is_deleted():
    agreement = agreement_in("waiting_carrier")
    with pytest.raises(DatabaseError), transaction.atomic():
        agreement.delete()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"text_sha256": "0" * 64}, "for another text"),
        ({"side": "ofqj"}, "the structure signs first"),
        ({"capacity": ""}, "says_who"),
        ({"mandate": "delegated"}, "delegation_named"),
    ],
)
def test_a_signature_is_whole_and_in_order(fields, why):
    agreement = agreement_in("waiting_carrier")
    with pytest.raises(IntegrityError, match=why), transaction.atomic():
        signature(agreement, **fields)


def test_a_text_without_effect_is_not_signed():
    agreement = agreement_in("waiting_carrier")
    agreement.state, agreement.voided_at, agreement.void_reason = AgreementState.VOID, DECIDED_AT, "Essai."
    agreement.save()
    with pytest.raises(IntegrityError, match="no longer stands"), transaction.atomic():
        signature(agreement)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_signature_is_kept(act):
    rows = AgreementSignature.objects.filter(agreement=agreement_in("signed"))
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(name="Une autre") if act == "update" else rows.delete()


def test_a_side_signs_once():
    agreement = agreement_in("waiting_ofqj")
    with pytest.raises(IntegrityError, match="one_a_side"), transaction.atomic():
        signature(agreement)


def test_a_grant_has_one_balance():
    grant = awarded(ProjectFactory(accepted=True)).grant
    with pytest.raises(IntegrityError, match="instalment_one_balance"), transaction.atomic():
        Instalment.objects.create(grant=grant, position=9, kind="balance", planned_amount=1, currency="EUR")


@pytest.mark.parametrize(("kind", "share"), [("advance", None), ("advance", 101), ("balance", 20)])
def test_a_term_is_a_share_or_the_rest(kind, share):
    with pytest.raises(IntegrityError, match="instalment_term_share"), transaction.atomic():
        InstalmentTerm.objects.create(section="fr", position=9, kind=kind, share_pct=share)


def test_a_call_with_its_own_terms_forgets_the_usual_ones():
    call = ProjectFactory().call
    assert [term.share_pct for term in InstalmentTerm.objects.for_grant_of(call.pk, "fr")] == [80, None]
    InstalmentTerm.objects.create(section="fr", call=call, position=1, kind="balance")
    assert [term.kind for term in InstalmentTerm.objects.for_grant_of(call.pk, "fr")] == ["balance"]
