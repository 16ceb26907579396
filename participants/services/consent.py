"""What a person was told, and what she said yes or no to."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record
from participants.enums import Purpose
from participants.models import Participant, PersonConsent

NOTICE_VERSION = "2026-1"


class NoticeInFuture(DomainError):
    """Nobody was told anything tomorrow."""


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
    *, participant: Participant, answers: Mapping[Purpose, bool], answered_on: date, by: User
) -> list[PersonConsent]:
    """Note a yes or a no to each purpose. A different answer closes the running one; the same changes nothing."""
    participant = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    said = {row.purpose: row for row in participant.consents.filter(purpose__in=answers, ended_on__isnull=True)}
    return [
        _answer(participant, purpose, is_given, said.get(purpose), answered_on=answered_on, by=by)
        for purpose, is_given in answers.items()
    ]


def _answer(
    participant: Participant,
    purpose: Purpose,
    is_given: bool,
    running: PersonConsent | None,
    *,
    answered_on: date,
    by: User,
) -> PersonConsent:
    if running and running.is_given == is_given and running.text_version == NOTICE_VERSION:
        return running
    if running:
        running.ended_on = max(answered_on, running.answered_on)
        running.save(update_fields=["ended_on"])
    answer = PersonConsent.objects.create(
        participant=participant,
        purpose=purpose,
        is_given=is_given,
        text_version=NOTICE_VERSION,
        answered_on=answered_on,
        recorded_by=by,
    )
    record(participant, "participant.consent_answered", by=by, purpose=str(purpose), given=is_given)
    return answer
