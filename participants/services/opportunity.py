"""The JAMO profile: what a person said of the eight categories, and who may open it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import Act, record, record_many
from participants.enums import BEFORE_DEPARTURE, Opportunity, ParticipationState
from participants.models import OpportunityProfile, OpportunityRight, Participant, Participation
from partners.models import Membership, Structure

Days = tuple[date, date]


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


@transaction.atomic
def forget_reported_profiles(*, years: Sequence[Days], fiscal_years: Sequence[Days]) -> int:
    """Delete the profiles that no report needs any more (R17); return how many.

    `years` and `fiscal_years` are the periods, both days included, whose report is published and not under correction:
    a profile goes once each departure of its person lies in one of either kind, and she waits for no other stay. What
    the published reports counted stays in them.
    """
    if not years or not fiscal_years:
        return 0
    stays = Participation.objects.filter(participant=OuterRef("participant"))
    left = stays.filter(departed_on__isnull=False)
    to_come = stays.filter(Q(state__in=BEFORE_DEPARTURE) | Q(state=ParticipationState.DEPARTED))
    profiles = OpportunityProfile.objects.filter(
        Exists(left),
        ~Exists(to_come),
        ~Exists(left.exclude(_within(years))),
        ~Exists(left.exclude(_within(fiscal_years))),
    )
    return forget_profiles(Participant.objects.filter(pk__in=profiles.values("participant")))


def forget_profiles(people: QuerySet[Participant]) -> int:
    """Delete what these people said of the categories, in the caller's transaction; return how many profiles.

    That somebody had answered stays known: she is no longer counted as never asked.
    """
    found = list(people.filter(pk__in=OpportunityProfile.objects.values("participant")).order_by("pk"))
    OpportunityProfile.objects.filter(participant__in=found).delete()
    Participant.objects.filter(pk__in=[person.pk for person in found]).update(opportunities_forgotten=True)
    record_many([Act(person, "participant.opportunities_forgotten", {}) for person in found], by=None)
    return len(found)


def _within(periods: Sequence[Days]) -> Q:
    return reduce(or_, (Q(departed_on__range=days) for days in periods))
