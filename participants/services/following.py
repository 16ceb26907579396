"""Who follows a young person, and who leads a group in somebody's place."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.core.journal import Act, record_many
from participants.enums import ProfessionalDuty
from participants.models import Participant, ProfessionalParticipation
from participants.services.professional import AlreadyInTeam, TeamMember, add_professional, withdraw_professional


@transaction.atomic
def pass_people_on(*, people: Iterable[Participant], taker: User, by: User) -> int:
    """Have `taker` follow these people from now on; return how many. Their fiches do not change."""
    keys = [person.pk for person in people]
    rows = list(Participant.objects.select_for_update(of=("self",)).filter(pk__in=keys, anonymised_at=None))
    Participant.objects.filter(pk__in=[row.pk for row in rows]).update(followed_by=taker)
    return record_many([Act(row, "participant.passed_on", {"followed_by": taker.pk}) for row in rows], by=by)


@transaction.atomic
def replace_leader(*, professional: ProfessionalParticipation, taker: User, by: User, now: datetime) -> None:
    """Have `taker` leave with the group instead; somebody already in the team is not added twice.

    Raises WrongState once the group has left.
    """
    withdraw_professional(professional=professional, by=by, now=now)
    member = TeamMember(
        first_name=taker.first_name,
        last_name=taker.last_name,
        duty=ProfessionalDuty(professional.duty),
        starts_on=professional.starts_on,
        ends_on=professional.ends_on,
        user=taker,
    )
    try:
        with transaction.atomic():
            add_professional(
                project=professional.project, structure=professional.structure, member=member, by=by, now=now
            )
    except AlreadyInTeam:
        return
