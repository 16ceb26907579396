"""What a person was told, and what she said yes or no to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import links
from ofqj_portal.core.calendar import add_months
from ofqj_portal.core.errors import DomainError, EditedMeanwhile
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ActionLink
from participants.data_enums import ConsentSource, Purpose
from participants.models import ConsentText, Participant, PersonConsent

NOTICE_VERSION = "2026-1"


class NoticeInFuture(DomainError):
    """Nobody was told anything tomorrow."""


class NoWords(DomainError):
    """No text was in use on that day: nobody knows what she agreed to."""


class WordsChanged(EditedMeanwhile):
    """The text she read is no longer the one in use."""


@transaction.atomic
def give_notice(*, participant: Participant, given_on: date, today: date, by: User) -> Participant:
    """Note the day the person received the information about her data, in the version now in use.

    Raises NoticeInFuture if that day has not come.
    """
    if given_on > today:
        raise NoticeInFuture(_("La date ne peut pas être à venir."))
    participant = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    participant.notice_given_on = given_on
    participant.notice_version = NOTICE_VERSION
    participant.save(update_fields=["notice_given_on", "notice_version"])
    record(participant, "participant.notice_given", by=by, version=NOTICE_VERSION, day=given_on.isoformat())
    return participant


@transaction.atomic
def answer_consents(
    *,
    participant: Participant,
    answers: Mapping[Purpose, bool],
    answered_on: date,
    by: User | None,
    by_link: ActionLink | None = None,
    shown: Mapping[Purpose, int] | None = None,
) -> list[PersonConsent]:
    """Note a yes or a no to each purpose, on the text of her shore that was in use on that day.

    A different answer, or the same on new words, closes the running one; else nothing changes. She answers by herself
    `by_link`. `shown` are the keys of the texts she had under her eyes. Raises NoWords if no text was in use on that
    day; WordsChanged if one was replaced while she read.
    """
    if by_link:
        links.hold(by_link)
    participant = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    texts = {row.purpose: row for row in ConsentText.objects.in_use(participant.shore, answered_on)}
    if set(answers) - set(texts):
        raise NoWords(_("Aucun texte n’était en usage ce jour-là : choisissez un jour plus récent."))
    if shown and any(texts[purpose].pk != shown.get(purpose) for purpose in answers):
        raise WordsChanged(_("Le texte a changé pendant votre lecture. Lisez-le de nouveau, puis répondez."))
    said = {row.purpose: row for row in participant.consents.running().filter(purpose__in=answers)}
    act = _Act(participant, answered_on, by, by_link)
    return [_answer(act, texts[purpose], is_given, said.get(purpose)) for purpose, is_given in answers.items()]


@dataclass(frozen=True)
class _Act:
    """Who answers for whom, and when."""

    participant: Participant
    on: date
    by: User | None
    by_link: ActionLink | None


def _answer(act: _Act, text: ConsentText, is_given: bool, running: PersonConsent | None) -> PersonConsent:
    if running and running.is_given == is_given and running.text_id == text.pk and not _is_over(running, act.on):
        return running
    if running:
        running.ended_on = max(act.on, running.answered_on)
        running.save(update_fields=["ended_on"])
    answer = PersonConsent.objects.create(
        participant=act.participant,
        purpose=text.purpose,
        is_given=is_given,
        text=text,
        answered_on=act.on,
        expires_on=add_months(act.on, text.lasts_months) if is_given and text.lasts_months else None,
        source=ConsentSource.SPACE if act.by_link else ConsentSource.ADVISER,
        recorded_by=act.by,
    )
    trace = {"by_link": act.by_link.pk} if act.by_link else {}
    facts = {"purpose": str(text.purpose), "given": is_given, "text": text.pk}
    record(act.participant, "participant.consent_answered", by=act.by, **facts, **trace)
    return answer


def _is_over(running: PersonConsent, on: date) -> bool:
    return running.expires_on is not None and running.expires_on <= on
