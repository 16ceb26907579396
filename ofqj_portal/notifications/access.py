"""Who reaches what she was told, her settings, and the outbox."""

from typing import Any

from ofqj_portal.core.access import SIGNED_IN, Actor, declare
from ofqj_portal.core.roles import Role, has_role


def can_see_outbox(user: Any) -> bool:
    """The administrator looks after the mails that leave: to whom, when, with what end; never what they say."""
    return has_role(user, Role.ADMIN)


OTHERS = SIGNED_IN - {Actor.ADMIN}
declare("notifications:centre", reach=SIGNED_IN, methods=("GET", "POST"))
declare("notifications:read", subject="notification", reach=(), methods=("POST",))  # one's own only
declare("notifications:preferences", reach=SIGNED_IN, methods=("GET", "POST"))
declare("notifications:outbox", reach={Actor.ADMIN}, refused=OTHERS)
declare("notifications:outbox_mail", subject="queued_mail", reach={Actor.ADMIN}, refused=OTHERS)
declare("notifications:resend", subject="queued_mail", reach={Actor.ADMIN}, refused=OTHERS, methods=("POST",))
declare("notifications:bounce", reach={Actor.ADMIN}, refused=OTHERS, methods=("GET", "POST"))
