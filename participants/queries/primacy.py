"""The principle of primacy: where places are short, young people with fewer opportunities come first (S3).

The order says it; no page says of whom, nor why: that stays behind the right to open profiles.
"""

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When

from participants.enums import ParticipationState
from participants.models import OpportunityProfile, Participation
from projects.models import Project


def in_order_of_places(rows: QuerySet[Participation]) -> QuerySet[Participation]:
    """Order participations first come first, but the waiting list by primacy, then first come first."""
    named = OpportunityProfile.objects.filter(participant=OuterRef("participant"), codes__len__gt=0)
    rank = Case(
        When(Exists(named), state=ParticipationState.WAITING, then=Value(0)),
        When(state=ParticipationState.WAITING, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return rows.order_by(rank, "registered_at", "pk")


def next_in_line(project: Project) -> Participation | None:
    """Return who is next for a place that comes free."""
    waiting = Participation.objects.filter(project=project, state=ParticipationState.WAITING)
    return in_order_of_places(waiting).first()
