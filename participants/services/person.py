"""A person enters the list of a structure, and what is known of her changes."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError, EditedMeanwhile
from ofqj_portal.core.journal import record
from participants.models import Participant
from participants.models.participant import identity_hash_of
from participants.services.space import close_links_elsewhere
from partners.models import Structure, Territory


class AlreadyKnown(DomainError):
    """The structure already follows somebody of this name, born on this day."""


@dataclass(frozen=True)
class Identity:
    """What is written down of a person. Flags are None while nobody said."""

    first_name: str
    last_name: str
    born_on: date
    email: str = ""
    phone: str = ""
    gender: str = "not_said"
    education_level: str = "not_said"
    territory: Territory | None = None
    area_code: str = ""
    area_name: str = ""
    is_rural: bool | None = None
    is_frr: bool | None = None
    is_qpv: bool | None = None


NAMES_OF_IDENTITY = tuple(field.name for field in fields(Identity))


@transaction.atomic
def add_person(*, structure: Structure, identity: Identity, by: User, now: datetime) -> Participant:
    """Write a person into the list of `structure`. Raises AlreadyKnown if she is there."""
    participant = Participant(structure=structure, created_by=by, followed_by=by, created_at=now, **_values(identity))
    _save(participant)
    record(participant, "participant.added", by=by, structure=structure.pk)
    return participant


@transaction.atomic
def edit_person(*, participant: Participant, identity: Identity, version: int, by: User) -> Participant:
    """Replace what is written of a person; `version` is the one the reader had before her.

    Raises EditedMeanwhile if somebody saved in between; AlreadyKnown if she becomes somebody of the same list.
    The journal keeps the names of the changed fields, and the values apart, where an erasure empties them. A link that
    went to a former address opens her space no more.
    """
    participant = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    if participant.version != version:
        raise EditedMeanwhile(_("Quelqu’un a modifié cette fiche pendant votre saisie : relisez-la d’abord."))
    new = _values(identity)
    changed = [name for name in NAMES_OF_IDENTITY if getattr(participant, name) != getattr(identity, name)]
    if not changed:
        return participant
    before_after = {name: [_text(getattr(participant, name)), _text(getattr(identity, name))] for name in changed}
    for name, value in new.items():
        setattr(participant, name, value)
    participant.version += 1
    _save(participant)
    if "email" in changed:
        close_links_elsewhere(participant)
    record(participant, "participant.edited", by=by, personal=before_after, fields=changed)
    return participant


def _values(identity: Identity) -> dict[str, object]:
    values = {name: getattr(identity, name) for name in NAMES_OF_IDENTITY}
    hashed = identity_hash_of(identity.first_name, identity.last_name, identity.born_on)
    return values | {"identity_hash": hashed}


def _save(participant: Participant) -> None:
    """Save, and say in words that the structure already has this person."""
    try:
        participant.save()
    except IntegrityError as refusal:
        if "participant_once_per_structure" in str(refusal):
            raise AlreadyKnown(
                _("Cette personne est déjà dans la liste de votre structure. Choisissez-la dans la liste.")
            ) from refusal
        raise


def _text(value: object) -> str:
    return "" if value is None else str(value)
