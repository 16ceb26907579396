"""The group of a project: who is where in it."""

from django.db.models import Count, Q, QuerySet

from participants.enums import (
    HAS_LEFT,
    HOLDS_A_PLACE,
    PROFESSIONAL_HAS_LEFT,
    ParticipationState,
    ProfessionalDuty,
    ProfessionalState,
)
from participants.models import Participation, ProfessionalParticipation
from participants.queries.primacy import in_order_of_places
from projects.enums import FOR_PROFESSIONALS
from projects.models import Project
from projects.ports import GroupFacts


def group_rows(project: Project) -> QuerySet[Participation]:
    """List everybody ever in the group, first come first; who waits by primacy. Person and structure are at hand."""
    rows = Participation.objects.filter(project=project)
    return in_order_of_places(rows.select_related("participant__structure", "replaced_by__participant"))


def leader_rows(project: Project) -> QuerySet[ProfessionalParticipation]:
    """List the professionals of the project, by name, with their structure at hand."""
    return ProfessionalParticipation.objects.filter(project=project).select_related("structure", "user")


def places_taken(project: Project) -> int:
    """Count the people who hold a place: registered or confirmed."""
    return Participation.objects.filter(project=project, state__in=HOLDS_A_PLACE).count()


def group_facts(project: Project) -> GroupFacts:
    """Count who is where, as a project is told through its port.

    `departed` counts everybody who left, whatever came after; for a mission, whose travellers are professionals, it
    counts those who left on it.
    """
    states = ParticipationState
    people = Participation.objects.filter(project=project).aggregate(
        registered=Count("pk", filter=Q(state=states.REGISTERED)),
        confirmed=Count("pk", filter=Q(state=states.CONFIRMED)),
        departed=Count("pk", filter=Q(state__in=HAS_LEFT)),
        returned=Count("pk", filter=Q(state=states.RETURNED)),
        interrupted=Count("pk", filter=Q(state=states.INTERRUPTED)),
        withdrawn=Count("pk", filter=Q(state=states.WITHDRAWN)),
    )
    team = ProfessionalParticipation.objects.filter(project=project).aggregate(
        leaders=Count("pk", filter=Q(duty=ProfessionalDuty.LEADER) & ~Q(state=ProfessionalState.WITHDRAWN)),
        departed=Count("pk", filter=Q(duty=ProfessionalDuty.MISSION, state__in=PROFESSIONAL_HAS_LEFT)),
        returned=Count("pk", filter=Q(duty=ProfessionalDuty.MISSION, state=ProfessionalState.RETURNED)),
    )
    if project.call.programme in FOR_PROFESSIONALS:
        people["departed"], people["returned"] = team["departed"], team["returned"]
    return GroupFacts(**people, leaders=team["leaders"])
