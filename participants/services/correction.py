"""Correct what is written of a person on her own request, from the desk."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.core.journal import record
from participants.models import Participant, PersonRequest
from participants.services.person import NAMES_OF_IDENTITY, Identity, edit_person


@transaction.atomic
def correct_person(*, request: PersonRequest, changes: Mapping[str, Any], version: int, by: User) -> Participant:
    """Write `changes` (names of Identity) into the fiche of whoever asked; `version` is the one that was read.

    Raises what edit_person does: EditedMeanwhile, AlreadyKnown.
    """
    participant = Participant.objects.select_related("territory").get(pk=request.participant_id)
    known = Identity(**{name: getattr(participant, name) for name in NAMES_OF_IDENTITY})
    participant = edit_person(participant=participant, identity=replace(known, **changes), version=version, by=by)
    record(participant, "participant.corrected", by=by, request=request.pk, fields=sorted(changes))
    return participant
