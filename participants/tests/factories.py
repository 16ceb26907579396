"""People in projects for tests; traits are named after situations.

ParticipationFactory(project=project)                  somebody of 21 of the lead carrier, registered, unchecked
ParticipationFactory(ready=True)                       everything checked, still to be confirmed
ParticipationFactory(confirmed=True) departed, returned, interrupted, withdrawn, waiting      each state
group(project, 8, departed=True)                       eight people at once
ProfessionalFactory(project=project, user=account)     a leader with an account
OpportunityProfileFactory(codes=["social"]), (none=True), (declined=True)
"""

from datetime import UTC, date, datetime
from typing import Any

import factory

from participants.data_enums import Purpose, RequestKind, RequestSource
from participants.enums import (
    EducationLevel,
    Gender,
    InterruptionReason,
    Moment,
    ParticipationState,
    PassportVerdict,
    ProfessionalDuty,
    ProfessionalState,
    SituationCategory,
    WithdrawalReason,
)
from participants.models import (
    ConsentText,
    OpportunityProfile,
    OpportunityRight,
    Participant,
    Participation,
    PersonConsent,
    PersonRequest,
    ProfessionalParticipation,
    SelfAssessment,
    Situation,
)
from participants.models.participant import identity_hash_of
from partners.tests.factories import StructureFactory
from projects.tests.factories import ProjectFactory

ADDED_AT = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
CONFIRMED_AT = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
CHECKED_ON = date(2026, 4, 1)


class ParticipantFactory(factory.django.DjangoModelFactory):
    """A young woman of 21 in May 2026, whom a Mission Locale follows."""

    class Meta:
        model = Participant

    structure = factory.SubFactory(StructureFactory, ml=True)
    first_name = "Lila"
    last_name = factory.Sequence(lambda n: f"Essai-{n}")
    born_on = date(2004, 11, 20)
    identity_hash = factory.LazyAttribute(lambda p: identity_hash_of(p.first_name, p.last_name, p.born_on))
    gender = Gender.WOMAN
    education_level = EducationLevel.FR_3
    territory = factory.SelfAttribute("structure.territory")
    created_at = ADDED_AT

    class Params:
        qc = factory.Trait(
            structure=factory.SubFactory(StructureFactory, cje=True), education_level=EducationLevel.QC_DES
        )
        informed = factory.Trait(notice_given_on=date(2026, 2, 10), notice_version="2026-1")


class ParticipationFactory(factory.django.DjangoModelFactory):
    """Registered in an accepted project that her structure carries; nothing is checked yet."""

    class Meta:
        model = Participation

    project = factory.SubFactory(ProjectFactory, accepted=True)
    participant = factory.SubFactory(ParticipantFactory, structure=factory.SelfAttribute("..project.carrier"))
    state = ParticipationState.REGISTERED
    registered_at = ADDED_AT
    state_changed_at = ADDED_AT

    class Params:
        checked = factory.Trait(
            attested_on=CHECKED_ON,
            passport_verdict=PassportVerdict.SEEN,
            passport_expires_on=date(2031, 1, 1),
            authorisation_checked_on=CHECKED_ON,
            insurance_checked_on=CHECKED_ON,
        )
        ready = factory.Trait(checked=True)
        waiting = factory.Trait(state=ParticipationState.WAITING)
        confirmed = factory.Trait(checked=True, state=ParticipationState.CONFIRMED, confirmed_at=CONFIRMED_AT)
        departed = factory.Trait(
            checked=True,
            state=ParticipationState.DEPARTED,
            confirmed_at=CONFIRMED_AT,
            departed_on=factory.LazyAttribute(lambda p: p.project.departed_on or p.project.departs_on),
        )
        returned = factory.Trait(
            departed=True,
            state=ParticipationState.RETURNED,
            returned_on=factory.LazyAttribute(lambda p: p.project.returned_on or p.project.returns_on),
        )
        interrupted = factory.Trait(
            departed=True,
            state=ParticipationState.INTERRUPTED,
            returned_on=factory.LazyAttribute(lambda p: p.departed_on),
            interruption_reason=InterruptionReason.PERSONAL,
        )
        withdrawn = factory.Trait(
            state=ParticipationState.WITHDRAWN,
            withdrawn_at=CONFIRMED_AT,
            withdrawal_reason=WithdrawalReason.PERSONAL,
        )


class ProfessionalFactory(factory.django.DjangoModelFactory):
    """A leader of the group, from the lead carrier, without an account."""

    class Meta:
        model = ProfessionalParticipation

    project = factory.SubFactory(ProjectFactory, accepted=True)
    structure = factory.SelfAttribute("project.carrier")
    first_name = "Inès"
    last_name = factory.Sequence(lambda n: f"Accompagne-{n}")
    added_at = ADDED_AT

    class Params:
        mission = factory.Trait(duty=ProfessionalDuty.MISSION)
        departed = factory.Trait(
            state=ProfessionalState.DEPARTED,
            departed_on=factory.LazyAttribute(lambda p: p.project.departed_on or p.project.departs_on),
        )
        returned = factory.Trait(
            departed=True,
            state=ProfessionalState.RETURNED,
            returned_on=factory.LazyAttribute(lambda p: p.project.returned_on or p.project.returns_on),
        )


class OpportunityProfileFactory(factory.django.DjangoModelFactory):
    """Somebody who named two of the eight categories."""

    class Meta:
        model = OpportunityProfile

    participant = factory.SubFactory(ParticipantFactory)
    codes = factory.LazyFunction(lambda: ["economique", "social"])
    recorded_at = ADDED_AT

    class Params:
        none = factory.Trait(codes=factory.LazyFunction(list))
        declined = factory.Trait(codes=factory.LazyFunction(list), is_declined=True)


class OpportunityRightFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OpportunityRight

    structure = factory.SubFactory(StructureFactory, ml=True)
    granted_at = ADDED_AT


class PersonConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PersonConsent

    participant = factory.SubFactory(ParticipantFactory)
    purpose = Purpose.CONTACT_AFTER
    is_given = True
    text = factory.LazyAttribute(
        lambda c: ConsentText.objects.in_use(c.participant.shore, c.answered_on).get(purpose=c.purpose)
    )
    answered_on = date(2026, 2, 10)


class PersonRequestFactory(factory.django.DjangoModelFactory):
    """An erasure asked by the person in her space, under French law."""

    class Meta:
        model = PersonRequest

    participant = factory.SubFactory(ParticipantFactory)
    kind = RequestKind.ERASURE
    source = RequestSource.SPACE
    shore = factory.LazyAttribute(lambda r: r.participant.shore)
    received_on = date(2026, 5, 1)
    due_on = date(2026, 6, 1)
    created_at = ADDED_AT

    class Params:
        correction = factory.Trait(kind=RequestKind.CORRECTION, words="Mon nom s’écrit autrement.")


class SituationFactory(factory.django.DjangoModelFactory):
    """Looking for work when she entered the group."""

    class Meta:
        model = Situation

    participation = factory.SubFactory(ParticipationFactory)
    moment = Moment.ENTRY
    category = SituationCategory.JOB_SEEKER
    observed_on = date(2026, 2, 10)
    recorded_at = ADDED_AT


class SelfAssessmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SelfAssessment

    participation = factory.SubFactory(ParticipationFactory)
    autonomy, confidence, openness, skills, future = 2, 2, 3, 1, 2
    moment = "before"
    answered_on = date(2026, 2, 10)


def group(project: Any, count: int, **traits: Any) -> list[Participation]:
    """Put `count` people of the lead carrier in the group of `project`."""
    return ParticipationFactory.create_batch(count, project=project, **traits)
