"""Ask the structures what became of their people, once for each moment."""

from datetime import datetime

from ofqj_portal.accounts.models import User
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.reminders import remind
from participants.emails import SituationsDue
from participants.queries.follow_up import DueFollowUp, due_follow_ups
from partners.models import Structure
from partners.queries import recipients_of
from projects.models import Project


def remind_follow_ups(*, now: datetime) -> int:
    """Write to the members of each structure that has people to ask; return how many mails left."""
    due = due_follow_ups(now.astimezone(PARIS).date())
    projects = Project.objects.in_bulk({one.project_id for one in due})
    structures = Structure.objects.in_bulk({one.structure_id for one in due})
    return sum(_remind(one, projects[one.project_id], structures[one.structure_id], now) for one in due)


def _remind(due: DueFollowUp, project: Project, structure: Structure, now: datetime) -> int:
    recipients = recipients_of(structure, "adviser", "manager", on=now.astimezone(PARIS).date())
    users = User.objects.in_bulk([recipient.user_id for recipient in recipients])
    return sum(
        remind(
            "participants.situations",
            project,
            to_user=users[recipient.user_id],
            step=f"{due.moment.value}:{structure.pk}",
            now=now,
            mail=SituationsDue(project, due.moment, due.count, recipient),
        )
        for recipient in recipients
    )
