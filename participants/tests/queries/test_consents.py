"""Who agrees to what on a day: a yes taken back stops counting on that very day."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from participants.data_enums import Purpose
from participants.models import ConsentText, Participant, Participation
from participants.queries.consents import agrees, all_agree, choices_of, consents_alive
from participants.services.consent import NoWords, answer_consents
from participants.tests.factories import ParticipantFactory, ParticipationFactory, PersonConsentFactory

pytestmark = pytest.mark.django_db
GIVEN, LATER = date(2026, 2, 10), date(2026, 6, 1)


def test_a_yes_holds_until_it_is_taken_back_or_too_old():
    row = ParticipationFactory()
    yes = PersonConsentFactory(participant=row.participant, purpose=Purpose.IMAGE, expires_on=date(2027, 1, 1))
    assert [consents_alive(row, Purpose.IMAGE, on=day) for day in (date(2026, 2, 9), GIVEN, LATER)] == [
        False,
        True,
        True,
    ]
    assert consents_alive(row.participant, Purpose.IMAGE, on=LATER)
    assert not consents_alive(row, Purpose.TESTIMONY, on=LATER)
    assert not consents_alive(row, Purpose.IMAGE, on=date(2027, 1, 1))
    yes.ended_on = LATER
    yes.save()
    assert not consents_alive(row, Purpose.IMAGE, on=LATER)


def test_a_no_and_silence_are_no_yes():
    no = PersonConsentFactory(purpose=Purpose.IMAGE, is_given=False).participant
    silent = ParticipantFactory(structure=no.structure)
    assert not Participant.objects.filter(agrees(Purpose.IMAGE, on=LATER)).exists()
    assert not consents_alive(silent, Purpose.IMAGE, on=LATER)


def test_a_gallery_keeps_who_agrees_and_shows_a_group_only_if_all_do():
    yes, no = ParticipationFactory.create_batch(2)
    PersonConsentFactory(participant=yes.participant, purpose=Purpose.IMAGE)
    rows = Participation.objects.filter(agrees(Purpose.IMAGE, on=LATER, person="participant"))
    assert list(rows) == [yes]
    assert all_agree(Participation.objects.filter(pk=yes.pk), Purpose.IMAGE, on=LATER)
    assert not all_agree(Participation.objects.filter(pk__in=[yes.pk, no.pk]), Purpose.IMAGE, on=LATER)


def test_an_answer_is_bound_to_the_words_of_its_day_and_shore(adviser):
    person = ParticipantFactory(qc=True)
    say = {"participant": person, "answers": {Purpose.IMAGE: True}, "by": adviser}
    (yes,) = answer_consents(answered_on=LATER, **say)
    assert (yes.text.shore, yes.text.version) == ("qc", "2026-1")
    newer = ConsentText.objects.create(
        purpose="image", shore="qc", version="2026-2", body="D’autres mots.", published_on=LATER
    )
    assert next(choice for choice in choices_of(person, LATER) if choice.text == newer).has_new_words
    (again,) = answer_consents(answered_on=LATER, **say)
    assert again.text == newer
    with pytest.raises(NoWords):
        answer_consents(answered_on=date(2000, 1, 1), **say)


def test_the_image_is_asked_last_and_apart():
    assert choices_of(ParticipantFactory(), LATER)[-1].purpose == Purpose.IMAGE


def test_words_that_people_were_shown_never_change():
    words = ConsentText.objects.first()
    for act in (
        lambda: ConsentText.objects.filter(pk=words.pk).update(body="Autre chose."),
        lambda: ConsentText.objects.filter(pk=words.pk).delete(),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            act()


def test_only_a_yes_comes_to_its_end():
    with pytest.raises(IntegrityError, match="consent_only_a_yes_expires"):
        PersonConsentFactory(is_given=False, expires_on=date(2030, 1, 1))
