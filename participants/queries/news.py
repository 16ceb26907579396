"""What a person may tell in her own space: the moments that have come and that nobody noted yet."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from ofqj_portal.core.calendar import add_months
from participants.data_enums import Purpose
from participants.enums import (
    MONTHS_AFTER_RETURN,
    STAY_ENDED,
    AssessmentMoment,
    Moment,
    ParticipationState,
    SituationCategory,
)
from participants.models import Participant, Participation, SelfAssessment, Situation
from participants.queries.consents import agrees
from participants.queries.follow_up import ASKED_AFTER_RETURN, STILL_WORTH_ASKING

ASSESSED_AFTER = {AssessmentMoment.RETURN: 0, AssessmentMoment.MONTH_6: 6}
ASKED_AHEAD = timedelta(days=30)
NOT_LEAVING = (ParticipationState.WITHDRAWN, ParticipationState.WAITING)


@dataclass(frozen=True)
class Asked:
    """One questionnaire that waits for her: about a stay, at a moment."""

    participation: Participation
    moment: Moment | AssessmentMoment

    @property
    def label(self) -> str:
        """Say which moment it is."""
        return str(self.moment.label)


def news_to_give(participant: Participant, on: date) -> list[Asked]:
    """List the situations she may tell: the moment that has come, without an answer; none once she said no."""
    if _refused(participant, Purpose.CONTACT_AFTER):
        return []
    return [
        Asked(row, moment)
        for row in _stays(participant)
        for moment in Moment
        if _is_now(row, MONTHS_AFTER_RETURN.get(moment), on) and moment not in _told(row)
    ]


def assessments_to_give(participant: Participant, on: date) -> list[Asked]:
    """List the self-assessments she may fill in, the same way."""
    if _refused(participant, Purpose.QUESTIONNAIRE):
        return []
    return [
        Asked(row, moment)
        for row in _stays(participant)
        for moment in AssessmentMoment
        if _is_now(row, ASSESSED_AFTER.get(moment), on) and moment not in {one.moment for one in row.assessments.all()}
    ]


def people_to_ask(on: date) -> list[tuple[Moment, Participation]]:
    """List who agreed to be asked what she becomes, has an address, and reached a moment that nobody noted.

    Like the structures, nobody is pressed about a moment long past.
    """
    return [(moment, row) for moment in ASKED_AFTER_RETURN for row in _reached(moment, on) if row.participant.email]


def people_to_assess(on: date) -> list[tuple[AssessmentMoment, Participation]]:
    """List who agreed to the questionnaire, has an address, and reached one of its moments that nobody noted.

    Before: from a month ahead of the departure, once confirmed. After: at the return and six months on, not long past.
    """
    found = [(AssessmentMoment.BEFORE, row) for row in _leaving_soon(on)]
    for moment, months in ASSESSED_AFTER.items():
        latest = add_months(on, -months)
        back = {"state__in": STAY_ENDED, "returned_on__range": (latest - STILL_WORTH_ASKING, latest)}
        found += [(moment, row) for row in _to_assess(moment, on).filter(**back)]
    return [(moment, row) for moment, row in found if row.participant.email]


def _leaving_soon(on: date) -> QuerySet[Participation]:
    days = (on, on + ASKED_AHEAD)
    rows = _to_assess(AssessmentMoment.BEFORE, on)
    return rows.filter(state=ParticipationState.CONFIRMED, project__departs_on__range=days)


def _to_assess(moment: AssessmentMoment, on: date) -> QuerySet[Participation]:
    told = SelfAssessment.objects.filter(participation=OuterRef("pk"), moment=moment)
    rows = Participation.objects.filter(
        ~Exists(told),
        agrees(Purpose.QUESTIONNAIRE, on=on, person="participant"),
        participant__anonymised_at=None,
    )
    return rows.select_related("participant__structure", "participant__territory", "project").order_by("pk")


def _reached(moment: Moment, on: date) -> QuerySet[Participation]:
    latest = add_months(on, -MONTHS_AFTER_RETURN[moment])
    told = Situation.objects.filter(participation=OuterRef("pk"), moment=moment)
    rows = Participation.objects.filter(
        ~Exists(told),
        agrees(Purpose.CONTACT_AFTER, on=on, person="participant"),
        state__in=STAY_ENDED,
        returned_on__range=(latest - STILL_WORTH_ASKING, latest),
        participant__anonymised_at=None,
    )
    return rows.select_related("participant__structure", "participant__territory", "project").order_by("pk")


def _stays(participant: Participant) -> list[Participation]:
    rows = participant.participations.exclude(state__in=NOT_LEAVING).select_related("project")
    return list(rows.prefetch_related("situations", "assessments").order_by("pk"))


def _is_now(row: Participation, months: int | None, on: date) -> bool:
    """Say whether a moment is now: before the departure without `months`, else so long after the return, and not later.

    The question is about today: asked a year late, its answer would be kept under the wrong moment.
    """
    if months is None:
        return row.departed_on is None
    if row.state not in STAY_ENDED:
        return False
    come_on = add_months(row.returned_on, months)
    return come_on <= on <= come_on + STILL_WORTH_ASKING


def _told(row: Participation) -> set[str]:
    return {one.moment for one in row.situations.all() if one.category != SituationCategory.NO_ANSWER}


def _assessed(row: Participation) -> set[str]:
    return {one.moment for one in row.assessments.all()}


def _refused(participant: Participant, purpose: Purpose) -> bool:
    return participant.consents.running().filter(purpose=purpose, is_given=False).exists()
