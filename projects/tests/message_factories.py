"""Messages for tests: `written_by(user, project, "Bonjour")` writes one in the name she speaks for."""

from datetime import datetime
from typing import Any

from ofqj_portal.core import calendar
from projects.access import voice_of
from projects.enums import Speaker
from projects.models import Message, Project


def written_by(user: Any, project: Project, body: str = "Bonjour.", *, at: datetime | None = None) -> Message:
    """Write a message, without mail nor journal; somebody who has no voice writes for the carrier."""
    side, structure = voice_of(user, project) or (Speaker.STRUCTURE, project.carrier_id)
    return Message.objects.create(
        project=project, author=user, side=side, structure_id=structure, body=body, sent_at=at or calendar.now()
    )
