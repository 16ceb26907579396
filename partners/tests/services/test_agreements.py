"""The life of an entente as a plain record."""

from datetime import date

import pytest

from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.models import JournalEntry, OutboxMail
from partners.models import Agreement
from partners.services import change_agreement, confirm_agreement, end_agreement, record_agreement
from partners.services.agreements import EndsBeforeStart, SameStructure
from partners.tests.factories import AgreementFactory, StructureFactory, member

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
TERMS = {
    "title": "Cap sur l’emploi",
    "aims": "",
    "themes": ["employment"],
    "signed_on": None,
    "starts_on": date(2026, 12, 1),
    "ends_on": None,
}


@pytest.fixture
def sides():
    """An adviser on each side, and their structures."""
    ml, cje = StructureFactory(ml=True), StructureFactory(cje=True)
    return member(ml), ml, member(cje), cje


def test_recording_asks_the_other_side_to_confirm(sides):
    adviser, ml, partner, cje = sides
    agreement = record_agreement(own=ml, partner=cje, terms=TERMS, by=adviser, on=TODAY)
    assert (agreement.first_structure, agreement.second_structure, agreement.confirmed_on) == (ml, cje, None)
    assert list(OutboxMail.objects.values_list("to_email", "shore")) == [(partner.email, "qc")]
    assert JournalEntry.objects.get(verb="agreement.recorded").facts == {"structures": [ml.pk, cje.pk]}


def test_an_entente_with_oneself_is_refused(sides):
    adviser, ml, *_others = sides
    with pytest.raises(SameStructure):
        record_agreement(own=ml, partner=ml, terms=TERMS, by=adviser, on=TODAY)
    assert not Agreement.objects.exists()


def test_dates_the_wrong_way_round_are_refused(sides):
    adviser, ml, _partner, cje = sides
    with pytest.raises(EndsBeforeStart):
        record_agreement(own=ml, partner=cje, terms=TERMS | {"ends_on": date(2026, 11, 30)}, by=adviser, on=TODAY)


def test_once_confirmed_it_counts_and_is_not_confirmed_again(sides):
    _adviser, ml, partner, cje = sides
    agreement = AgreementFactory(first_structure=ml, second_structure=cje, unconfirmed=True)
    assert list(Agreement.objects.active_on(TODAY)) == []
    confirm_agreement(agreement=agreement, by=partner, on=TODAY)
    assert list(Agreement.objects.active_on(TODAY)) == [agreement]
    with pytest.raises(WrongState):
        confirm_agreement(agreement=agreement, by=partner, on=TODAY)


def test_changing_the_terms_tells_the_other_side_only(sides):
    adviser, ml, partner, cje = sides
    agreement = AgreementFactory(first_structure=ml, second_structure=cje)
    changed = change_agreement(agreement=agreement, terms=TERMS, version=1, by=adviser, on=TODAY)
    assert (changed.title, changed.version) == ("Cap sur l’emploi", 2)
    assert list(OutboxMail.objects.values_list("to_email", flat=True)) == [partner.email]
    fields = JournalEntry.objects.get(verb="agreement.changed").facts["fields"]
    assert fields == ["signed_on", "starts_on", "themes", "title"]


def test_saving_the_same_terms_writes_nothing(sides):
    adviser, ml, _partner, cje = sides
    agreement = AgreementFactory(first_structure=ml, second_structure=cje, **TERMS)
    change_agreement(agreement=agreement, terms=TERMS, version=1, by=adviser, on=TODAY)
    assert not JournalEntry.objects.exists()
    assert not OutboxMail.objects.exists()


def test_the_second_of_two_editors_is_told(sides):
    adviser, ml, partner, cje = sides
    agreement = AgreementFactory(first_structure=ml, second_structure=cje)
    change_agreement(agreement=agreement, terms=TERMS, version=1, by=adviser, on=TODAY)
    with pytest.raises(EditedMeanwhile):
        change_agreement(agreement=agreement, terms=TERMS | {"title": "Autre"}, version=1, by=partner, on=TODAY)
    agreement.refresh_from_db()
    assert agreement.title == "Cap sur l’emploi"


def test_an_ended_entente_no_longer_moves(sides):
    adviser, ml, partner, cje = sides
    agreement = AgreementFactory(first_structure=ml, second_structure=cje)
    end_agreement(agreement=agreement, last_day=date(2026, 12, 31), reason="Fusion", by=adviser, on=TODAY)
    agreement.refresh_from_db()
    assert [agreement.is_active(day) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [True, False]
    assert "Fusion" in OutboxMail.objects.get(to_email=partner.email).text
    with pytest.raises(WrongState):
        end_agreement(agreement=agreement, last_day=TODAY, reason="Encore", by=partner, on=TODAY)
    with pytest.raises(WrongState):
        change_agreement(agreement=agreement, terms=TERMS, version=2, by=partner, on=TODAY)


def test_an_entente_does_not_stop_before_it_started(sides):
    adviser, ml, _partner, cje = sides
    agreement = AgreementFactory(first_structure=ml, second_structure=cje)
    with pytest.raises(EndsBeforeStart):
        end_agreement(agreement=agreement, last_day=date(2023, 12, 31), reason="Erreur", by=adviser, on=TODAY)
