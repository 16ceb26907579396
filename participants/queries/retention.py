"""Whom the portal has kept long enough (R17): two years after the last contact, counted in SQL, never stored."""

from datetime import date
from typing import Any

from django.db.models import Count, DateField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone

from ofqj_portal.core.prepared_rows import PreparedRows
from participants.data_enums import DelayCode
from participants.enums import BEFORE_DEPARTURE, ParticipationState
from participants.models import (
    Delay,
    Participant,
    Participation,
    PersonConsent,
    PersonRequest,
    SelfAssessment,
    Situation,
)

ON_THE_MOVE = (*BEFORE_DEPARTURE, ParticipationState.DEPARTED)


def with_last_contact(rows: QuerySet[Participant]) -> QuerySet[Participant]:
    """Annotate `last_contact`: the latest day on which she was written down, left, came back, answered or asked."""
    stays = Participation.objects.filter(participant=OuterRef("pk"))
    return rows.annotate(
        last_contact=Greatest(
            TruncDate("created_at"),
            "last_contact_on",
            _latest(stays, TruncDate("state_changed_at")),
            _latest(stays, F("returned_on")),
            _latest(PersonConsent.objects.filter(participant=OuterRef("pk")), F("answered_on")),
            _latest(Situation.objects.filter(participation__participant=OuterRef("pk")), TruncDate("recorded_at")),
            _latest(SelfAssessment.objects.filter(participation__participant=OuterRef("pk")), F("answered_on")),
            _latest(PersonRequest.objects.filter(participant=OuterRef("pk")), F("received_on")),
        )
    )


def kept_until(participant: Participant) -> date:
    """Return the day from which she may be rendered anonymous if nobody is in touch with her before, in one query."""
    zone = timezone.get_current_timezone_name()  # in which an instant falls on a day
    [(last_contact, count, unit)] = _CONTACT.of(None, zone, participant=participant.pk).all()
    return Delay(count=count, unit=unit).after(last_contact)


def _contact(_reader: None, _zone: str, *, participant: int) -> QuerySet[Any]:
    delay = Delay.objects.filter(code=DelayCode.RETENTION)
    rows = with_last_contact(Participant.objects.filter(pk=participant))
    rows = rows.annotate(delay_count=Subquery(delay.values("count")), delay_unit=Subquery(delay.values("unit")))
    return rows.values_list("last_contact", "delay_count", "delay_unit")


_CONTACT = PreparedRows(_contact, participant=int)


def kept_too_long(on: date) -> QuerySet[Participant]:
    """List whom nobody was in touch with for the whole delay, and who is in no group that leaves or is away."""
    return _silent_since(Delay.objects.get(code=DelayCode.RETENTION).before(on))


def soon_anonymous(on: date) -> QuerySet[Participant]:
    """List whom the delay of warning reaches: without a contact, they are rendered anonymous when it ends."""
    ahead = Delay.objects.get(code=DelayCode.RETENTION_WARNING).after(on)
    return _silent_since(Delay.objects.get(code=DelayCode.RETENTION).before(ahead))


def to_anonymise(on: date) -> QuerySet[Participant]:
    """List whom the delay has passed for, and whose structure was warned long enough ago, after the last contact."""
    warned_before = Delay.objects.get(code=DelayCode.RETENTION_WARNING).before(on)
    return kept_too_long(on).filter(retention_warned_on__lte=warned_before, retention_warned_on__gt=F("last_contact"))


def to_warn_of(on: date) -> QuerySet[Participant]:
    """List whom their structure was not warned of since the last contact."""
    rows = soon_anonymous(on)
    return rows.exclude(retention_warned_on__gt=F("last_contact"))


def soon_by_structure(on: date) -> list[dict[str, Any]]:
    """Count whom each structure will see rendered anonymous: for the register, which names nobody."""
    rows: Any = soon_anonymous(on).order_by().values("structure", "structure__name").annotate(people=Count("pk"))
    return list(rows.order_by("structure__name", "structure"))


def _silent_since(day: date) -> QuerySet[Participant]:
    moving = Participation.objects.filter(participant=OuterRef("pk"), state__in=ON_THE_MOVE)
    rows = with_last_contact(Participant.objects.filter(~Exists(moving), anonymised_at=None))
    return rows.filter(last_contact__lte=day).order_by("last_contact", "pk")


def _latest(rows: QuerySet[Any], day: Any) -> Subquery:
    ordered = rows.annotate(contact_day=day).order_by(F("contact_day").desc(nulls_last=True))
    return Subquery(ordered.values("contact_day")[:1], output_field=DateField())
