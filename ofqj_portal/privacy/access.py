"""Who reaches the notices: everybody; the registers and the desk are the data protection officer's."""

from collections.abc import Collection
from typing import Any

from ofqj_portal.core.access import EVERYBODY, Actor, declare, exists_for, open_door
from ofqj_portal.core.roles import Role, has_role
from participants.models import PersonRequest


def get_request(user: Any, pk: int, states: Collection[str] | None = None) -> PersonRequest:
    """Return a request of a person for the officer who answers it: the only way she reaches a person."""
    exists_for(has_role(user, Role.DPO))
    rows = PersonRequest.objects.select_related("participant__structure", "participant__territory__parent")
    return open_door(rows, user, states=states, pk=pk)


for _page in ("accessibility", "privacy_notice", "legal_notice", "service_status"):
    declare(f"privacy:{_page}", reach=EVERYBODY)
for _page in ("conflicts", "requests", "retention"):
    declare(f"privacy:{_page}", reach={Actor.DPO})
declare("privacy:request_record", reach={Actor.DPO}, methods=("GET", "POST"))
declare("privacy:request", subject="request", reach={Actor.DPO})
for _page in ("request_answer", "request_correct"):
    declare(f"privacy:{_page}", subject="request", reach={Actor.DPO}, methods=("GET", "POST"))
declare("privacy:request_erase", subject="erasure_asked", reach={Actor.DPO}, methods=("GET", "POST"))
for _page in ("request_take", "request_files"):
    declare(f"privacy:{_page}", subject="request", reach={Actor.DPO}, methods=("POST",))
