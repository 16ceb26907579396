"""Ask people themselves what they become: one mail a moment, with the link to their space, if they agreed to it."""

from datetime import date, datetime, timedelta

from django.db import transaction

from ofqj_portal.core import links, outbox
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ActionLink, OutboxMail
from ofqj_portal.core.reminders import is_paused, pause, pause_of
from participants.emails import AssessmentAsked, NewsAsked
from participants.enums import AssessmentMoment, Moment
from participants.models import Participation
from participants.queries.news import people_to_ask, people_to_assess
from participants.services.space import add_space_link

REMINDER = "participants.news"
LATER = timedelta(days=30)


def ask_people(*, now: datetime) -> int:
    """Write to whoever agreed to be asked and reached a moment that nobody noted; return how many mails left."""
    today = now.astimezone(PARIS).date()
    return sum(_ask(row, moment, today) for moment, row in people_to_ask(today))


def ask_for_assessments(*, now: datetime) -> int:
    """Write to whoever agreed to the questionnaire: before, at the return, six months on; return how many mails left.

    Who is asked for news of that same moment finds the questionnaire by the same link, and gets no second mail.
    """
    today = now.astimezone(PARIS).date()
    return sum(_ask_to_assess(row, moment, today) for moment, row in people_to_assess(today))


@transaction.atomic
def put_off(*, participation: Participation, on: date, by_link: ActionLink) -> date:
    """Hold the mails about this stay back for a month, because she asked; return the last day of the pause."""
    links.hold(by_link)
    until = on + LATER
    held = pause_of(REMINDER, participation, on)
    if held is not None and held.until >= until:  # asked today already
        return held.until
    pause(REMINDER, participation, until, "", None)
    record(participation, "participation.news_put_off", by=None, by_link=by_link.pk, until=until)
    return until


@transaction.atomic
def _ask(row: Participation, moment: Moment, today: date) -> bool:
    """Send one mail, once for this moment; a paused stay is left alone and asked once the pause is over."""
    key = f"{REMINDER}:{row.pk}:{moment.value}"
    if is_paused(REMINDER, row, today) or OutboxMail.objects.filter(key=key).exists():
        return False
    link, token = add_space_link(row.participant, by=None)
    outbox.queue(NewsAsked(row, moment, link, token), key=key)
    record(row, "participation.news_asked", by=None, moment=moment.value, link=link.pk)
    return True


@transaction.atomic
def _ask_to_assess(row: Participation, moment: AssessmentMoment, today: date) -> bool:
    key = f"participants.assessment:{row.pk}:{moment.value}"
    keys = (key, f"{REMINDER}:{row.pk}:{moment.value}")
    if is_paused(REMINDER, row, today) or OutboxMail.objects.filter(key__in=keys).exists():
        return False
    link, token = add_space_link(row.participant, by=None)
    outbox.queue(AssessmentAsked(row, moment, link, token), key=key)
    record(row, "participation.assessment_asked", by=None, moment=moment.value, link=link.pk)
    return True
