"""What a party answers to a written consultation: by its own members, until the deadline, one voice a question."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from conventions.enums import ConsultationState
from conventions.models import Consultation, ConsultationVoice, Mandate
from conventions.services.consultations import ConsultationRefused
from conventions.services.moves import lock
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from partners.enums import Party

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


@dataclass(frozen=True)
class Answer:
    """What a party says to one question, with a written reserve if it has one."""

    choice: str
    reserve: str = ""


@transaction.atomic
def cast_voices(
    *, consultation: Consultation, party: str, answers: Mapping[int, Answer], seen_version: int, by: "User",
    now: datetime,
) -> list[ConsultationVoice]:  # fmt: skip
    """Write down what a party answers, by question (item id); an answer that changes is agreed to again by the OFQJ.

    `seen_version` adds up the versions of the voices that the writer had before her. Raises WrongState once it is not
    open, EditedMeanwhile if a colleague answered since, ConsultationRefused without a seat or for another question.
    """
    consultation = lock_open(consultation, now)
    seat = _seat(consultation, by, now, party=party)
    known = {item.pk: item for item in consultation.items.all()}
    voices = _voices_of(consultation, party)
    if sum(voice.version for voice in voices.values()) != seen_version:
        raise EditedMeanwhile(
            _("Votre partie a répondu pendant que vous écriviez : voyez sa réponse, puis gardez ou changez la vôtre.")
        )
    if set(answers) - set(known):
        raise ConsultationRefused(_("Une de ces questions n’est pas dans cette consultation."))
    written = [
        _write(voices.get(item) or ConsultationVoice(item=known[item], party=party, version=0), answer, seat, now)
        for item, answer in answers.items()
        if item not in voices or (voices[item].choice, voices[item].reserve) != (answer.choice, answer.reserve)
    ]
    if written:
        record(consultation, "consultation.voice_cast", by=by, party=party, items=[voice.item_id for voice in written])
    return written


@transaction.atomic
def agree_with_voices(
    *, consultation: Consultation, seen_version: int, by: "User", now: datetime
) -> list[ConsultationVoice]:
    """Record that the other section of the OFQJ agrees with every voice that waits for it (R25b).

    Raises WrongState once it is not open, EditedMeanwhile if a voice changed since it was read, ConsultationRefused if
    nothing waits for this section.
    """
    consultation = lock_open(consultation, now)
    seat = _seat(consultation, by, now, party=Party.OFQJ)
    voices = _voices_of(consultation, Party.OFQJ)
    if sum(voice.version for voice in voices.values()) != seen_version:
        raise EditedMeanwhile(_("La voix de l’OFQJ a changé depuis que vous l’avez lue : relisez-la, puis dites oui."))
    waiting = [
        voice for voice in voices.values() if voice.agreed_by_id is None and voice.cast_by.section != seat.section
    ]
    if not waiting:
        raise ConsultationRefused(_("Aucune voix n’attend l’accord de votre section."))
    for voice in waiting:
        voice.agreed_by, voice.agreed_at = seat, now
        voice.save(update_fields=["agreed_by", "agreed_at"])
    record(consultation, "consultation.voice_agreed", by=by, items=[voice.item_id for voice in waiting])
    return waiting


def lock_open(consultation: Consultation, now: datetime) -> Consultation:
    """Take a consultation for this transaction. Raises WrongState unless it may still be answered."""
    consultation = lock(consultation)
    if consultation.state != ConsultationState.OPEN or consultation.closes_at <= now:
        raise WrongState(_("Cette consultation n’est pas ouverte : on n’y répond plus, ou pas encore."))
    return consultation


def _write(voice: ConsultationVoice, answer: Answer, seat: Mandate, now: datetime) -> ConsultationVoice:
    voice.choice, voice.reserve, voice.cast_by, voice.cast_at = answer.choice, answer.reserve, seat, now
    voice.agreed_by = voice.agreed_at = None
    voice.version += 1
    voice.save()
    return voice


def _voices_of(consultation: Consultation, party: str) -> dict[int, ConsultationVoice]:
    rows = ConsultationVoice.objects.filter(item__consultation=consultation, party=party).select_related("cast_by")
    return {voice.item_id: voice for voice in rows.order_by("item")}


def _seat(consultation: Consultation, by: "User", now: datetime, *, party: str) -> Mandate:
    today = now.astimezone(PARIS).date()
    seats = Mandate.objects.filter(committee=consultation.committee_id, user=by, party=party).current(today)
    seat = seats.order_by("is_alternate", "pk").first()
    if seat is None:
        raise ConsultationRefused(_("Vous ne siégez pas pour cette partie aujourd’hui : sa voix n’est pas la vôtre."))
    return seat
