"""Who agrees to what, today: asked wherever an image, a testimony or an answer is about to be shown or used.

A yes taken back no longer counts on that very day: galleries, testimonies and reports to come ask again each time.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from participants.data_enums import Purpose
from participants.models import ConsentText, Participant, Participation, PersonConsent


def consents_alive(of: Participant | Participation, purpose: Purpose, *, on: date) -> bool:
    """Say whether this person agrees to `purpose` on that day."""
    key = of.pk if isinstance(of, Participant) else of.participant_id
    return PersonConsent.objects.alive(on).filter(participant=key, purpose=purpose).exists()


def agrees(purpose: Purpose, *, on: date, person: str = "pk") -> Exists:
    """Build the condition that a row's person agrees: `Testimony.objects.filter(agrees(..., person="participant"))`.

    `person` is the path from the row to the person's key; "pk" on people themselves.
    """
    return Exists(PersonConsent.objects.alive(on).filter(participant=OuterRef(person), purpose=purpose))


def all_agree(rows: QuerySet[Participation], purpose: Purpose, *, on: date) -> bool:
    """Say whether everybody in these participations agrees: a photo shows nobody who does not."""
    return not rows.filter(~agrees(purpose, on=on, person="participant")).exists()


@dataclass(frozen=True)
class Choice:
    """One purpose as a person reads it: the text in use, her running answer if any, and whether its words are older."""

    text: ConsentText
    answer: PersonConsent | None

    @property
    def purpose(self) -> Purpose:
        """Name the purpose."""
        return Purpose(self.text.purpose)

    @property
    def label(self) -> str:
        """Say it in words."""
        return str(self.purpose.label)

    @property
    def has_new_words(self) -> bool:
        """Say whether the words changed since she answered."""
        return self.answer is not None and self.answer.text_id != self.text.pk


def choices_of(participant: Participant, on: date) -> list[Choice]:
    """List every purpose with the words of her shore and her answer, the image last: it is a right of its own."""
    texts = {row.purpose: row for row in ConsentText.objects.in_use(participant.shore, on)}
    said = {row.purpose: row for row in participant.consents.running().select_related("text")}
    ordered = sorted(Purpose, key=lambda purpose: (purpose == Purpose.IMAGE, list(Purpose).index(purpose)))
    return [Choice(texts[purpose], said.get(purpose)) for purpose in ordered if purpose in texts]
