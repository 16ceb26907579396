"""What became of a person: her situation at the five moments, and what she says of herself."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import links
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ActionLink
from participants.enums import STAY_ENDED, AssessmentMoment, Moment, SituationCategory, Statement
from participants.models import Participation, SelfAssessment, Situation


class TooEarly(DomainError):
    """Nobody can say what became of somebody who has not come back."""


class ObservedInFuture(DomainError):
    """The day has not come."""


@transaction.atomic
def record_situation(
    *,
    participation: Participation,
    moment: Moment,
    category: SituationCategory,
    observed_on: date,
    by: User | None,
    now: datetime,
    by_link: ActionLink | None = None,
) -> Situation:
    """Write where the person stands at `moment`; writing it again corrects it. She tells it herself `by_link`.

    Raises TooEarly if the moment comes after a return that has not happened; ObservedInFuture if the day is to come.
    """
    if by_link:
        links.hold(by_link)
    participation = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    if observed_on > now.astimezone(PARIS).date():
        raise ObservedInFuture(_("La date ne peut pas être à venir."))
    if moment != Moment.ENTRY and participation.state not in STAY_ENDED:
        raise TooEarly(_("La situation après le séjour se note une fois la personne revenue."))
    values = {"category": category, "observed_on": observed_on, "recorded_at": now, "recorded_by": by}
    situation = Situation(participation=participation, moment=moment, **values)
    unique = ["participation", "moment"]
    Situation.objects.bulk_create([situation], update_conflicts=True, unique_fields=unique, update_fields=values)
    record(participation, "participation.situation_recorded", by=by, moment=str(moment), **_trace(by_link))
    return situation


@transaction.atomic
def record_assessment(
    *,
    participation: Participation,
    moment: AssessmentMoment,
    answers: Mapping[Statement, int | None],
    answered_on: date,
    by: User | None,
    now: datetime,
    by_link: ActionLink | None = None,
) -> SelfAssessment:
    """Write what the person says of herself at `moment`, statement by statement; None where she did not answer.

    She writes it herself `by_link`.

    Raises TooEarly if the moment comes after a return that has not happened; ObservedInFuture if the day is to come.
    """
    if by_link:
        links.hold(by_link)
    participation = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    if answered_on > now.astimezone(PARIS).date():
        raise ObservedInFuture(_("La date ne peut pas être à venir."))
    if moment != AssessmentMoment.BEFORE and participation.state not in STAY_ENDED:
        raise TooEarly(_("L’autoévaluation après le séjour se note une fois la personne revenue."))
    values = {statement.value: answers.get(statement) for statement in Statement}
    assessment, _created = SelfAssessment.objects.update_or_create(
        participation=participation,
        moment=moment,
        defaults=values | {"answered_on": answered_on, "recorded_by": by},
    )
    record(participation, "participation.assessed", by=by, moment=str(moment), **_trace(by_link))
    return assessment


def _trace(link: ActionLink | None) -> dict[str, int]:
    return {"by_link": link.pk} if link else {}
