"""The JAMO profile: what a person said of the eight categories, and who may open it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record
from participants.enums import Opportunity
from participants.models import OpportunityProfile, OpportunityRight, Participant
from partners.models import Membership, Structure


class ContradictoryAnswer(DomainError):
    """She would rather not answer, and yet a category is ticked."""


class NotAMember(DomainError):
    """The right is only for people of the structure."""


@transaction.atomic
def set_opportunities(
    *, participant: Participant, codes: Iterable[str], is_declined: bool, by: User, now: datetime
) -> OpportunityProfile:
    """Write what the person answered: some categories, none (no code), or « ne souhaite pas répondre ».

    The journal says that the profile changed, never what it holds. Raises ContradictoryAnswer if codes come with a
    refusal to answer.
    """
    chosen = sorted({Opportunity(code).value for code in codes})
    if is_declined and chosen:
        raise ContradictoryAnswer(_("Choisissez des catégories, ou « ne souhaite pas répondre », pas les deux."))
    values = {"codes": chosen, "is_declined": is_declined, "recorded_at": now, "recorded_by": by}
    profile = OpportunityProfile(participant=participant, **values)
    unique = ["participant"]
    OpportunityProfile.objects.bulk_create([profile], update_conflicts=True, unique_fields=unique, update_fields=values)
    record(participant, "participant.opportunities_set", by=by)
    return profile


@transaction.atomic
def grant_opportunity_right(*, structure: Structure, user: User, by: User, now: datetime) -> OpportunityRight:
    """Let a member of `structure` open its people's profiles; giving it twice changes nothing.

    Raises NotAMember if she does not belong to the structure today.
    """
    if not Membership.objects.current(now.astimezone(PARIS).date()).filter(structure=structure, user=user).exists():
        raise NotAMember(_("Cette personne ne fait pas partie de votre structure."))
    right, created = OpportunityRight.objects.get_or_create(
        structure=structure, user=user, revoked_at=None, defaults={"granted_at": now, "granted_by": by}
    )
    if created:
        record(structure, "opportunity_right.granted", by=by, user=user.pk)
    return right


@transaction.atomic
def revoke_opportunity_right(*, right: OpportunityRight, by: User, now: datetime) -> OpportunityRight:
    """Take the right back; taking it back twice changes nothing."""
    right = OpportunityRight.objects.select_for_update(of=("self",)).get(pk=right.pk)
    if right.revoked_at is None:
        right.revoked_at = now
        right.save(update_fields=["revoked_at"])
        record(right.structure, "opportunity_right.revoked", by=by, user=right.user_id)
    return right
