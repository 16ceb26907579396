"""The requests of people about their data: who answers which, and how long is left."""

from datetime import date

from django.db.models import QuerySet

from ofqj_portal.core.outbox import Recipient
from ofqj_portal.core.roles import Role
from participants.data_enums import RequestKind
from participants.models import Participant, PersonRequest
from partners.models import Membership, Structure
from partners.queries import recipients_of


def desk_rows(state: str = "") -> QuerySet[PersonRequest]:
    """List the requests for the desk: what waits first, the nearest deadline first; `state` narrows to open or late."""
    rows = PersonRequest.objects.select_related("participant__structure", "handled_by")
    return rows.order_by("answered_on", "due_on", "pk") if state != "open" else rows.open().order_by("due_on", "pk")


def same_person_elsewhere(participant: Participant) -> list[Structure]:
    """List the structures that keep a fiche of this person, her own included: an erasure is for all of them."""
    same = Participant.objects.filter(identity_hash=participant.identity_hash, anonymised_at=None)
    return list(Structure.objects.filter(pk__in=same.values("structure")).order_by("name"))


def requests_of(participant: Participant) -> QuerySet[PersonRequest]:
    """List what a person asked, the latest first."""
    return participant.requests.select_related("handled_by").order_by("-received_on", "-pk")


def who_answers(request: PersonRequest, on: date) -> list[Recipient]:
    """List who must hear of a request: the protection officers, and for a correction her structure too."""
    officers = Membership.objects.current(on).filter(role=Role.DPO, user__is_active=True)
    structures = {row.structure_id: row.structure for row in officers.select_related("structure").order_by("pk")}
    found = [one for structure in structures.values() for one in recipients_of(structure, Role.DPO, on=on)]
    if request.kind == RequestKind.CORRECTION:
        found += recipients_of(request.participant.structure, Role.ADVISER, Role.MANAGER, on=on)
    return list({one.email: one for one in found}.values())
