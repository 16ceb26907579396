"""What has to be seen before somebody is confirmed: followed, passport, authorisation, insurance; and prepared."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from participants.eligibility import Eligibility, eligibility_of
from participants.enums import BEFORE_DEPARTURE, ParticipationState, PassportVerdict
from participants.models import Participation
from participants.services.moves import lock_participation, lock_project, move
from projects.enums import DECIDED_YES


class CannotLeave(DomainError):
    """A rule stands in the way; the message names every one of them."""


class CheckUndone(DomainError):
    """A confirmed person keeps what she was confirmed on."""


@dataclass(frozen=True)
class Checks:
    """What the adviser saw. Dates are those on which she saw it; None while she has not."""

    attested_on: date | None = None
    passport_verdict: PassportVerdict = PassportVerdict.NOT_SEEN
    passport_expires_on: date | None = None
    authorisation_checked_on: date | None = None
    authorisation_expires_on: date | None = None
    insurance_checked_on: date | None = None
    insurance_expires_on: date | None = None
    prepared_on: date | None = None
    first_time_abroad: bool | None = None


FIELDS = (
    "attested_on",
    "passport_verdict",
    "passport_expires_on",
    "authorisation_checked_on",
    "authorisation_expires_on",
    "insurance_checked_on",
    "insurance_expires_on",
    "prepared_on",
    "first_time_abroad",
)


@transaction.atomic
def record_checks(*, participation: Participation, checks: Checks, by: User) -> Participation:
    """Write what was seen of a person who has not left yet.

    Raises WrongState once she has left or withdrawn; CheckUndone if she is confirmed and something is missing now.
    """
    participation = lock_participation(participation)
    if participation.state not in BEFORE_DEPARTURE:
        raise WrongState(_("Cette personne n’attend plus de départ : rien à vérifier."))
    changed = [name for name in FIELDS if getattr(participation, name) != getattr(checks, name)]
    for name in changed:
        setattr(participation, name, getattr(checks, name))
    if participation.state == ParticipationState.CONFIRMED and _is_unfinished(participation):
        raise CheckUndone(_("Cette personne est confirmée : chaque vérification doit rester faite."))
    if "attested_on" in changed:
        participation.attested_by = by if participation.attested_on else None
    if changed:
        participation.save(update_fields=[*changed, "attested_by"])
        record(participation, "participation.checked", by=by, fields=changed)
    return participation


@transaction.atomic
def confirm_participation(*, participation: Participation, by: User, now: datetime) -> Participation:
    """Confirm that a registered person leaves.

    Raises WrongState unless she is registered and the project is accepted; CannotLeave with every reason otherwise.
    """
    project = lock_project(participation.project)
    participation = lock_participation(participation)
    if project.state not in DECIDED_YES:
        raise WrongState(_("On confirme les personnes une fois le projet accepté, avant le départ."))
    verdict = eligibility_of(participation, project)
    if participation.state == ParticipationState.REGISTERED and not verdict.may_leave:
        raise CannotLeave(reasons_in_words(participation, verdict))
    move(participation, ParticipationState.CONFIRMED, by=by, now=now, confirmed_at=now)
    record(participation, "participation.confirmed", by=by, project=project.pk)
    return participation


def reasons_in_words(participation: Participation, verdict: Eligibility) -> str:
    """Say in one sentence why somebody may not leave."""
    reasons = " ".join(blocking.reason for blocking in verdict.blocking)
    return _("%(name)s ne peut pas partir. %(reasons)s") % {"name": participation.participant, "reasons": reasons}


def _is_unfinished(participation: Participation) -> bool:
    return (
        participation.attested_on is None
        or participation.passport_verdict != PassportVerdict.SEEN
        or participation.authorisation_checked_on is None
        or participation.insurance_checked_on is None
    )
