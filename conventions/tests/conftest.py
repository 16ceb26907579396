"""A year that really happened, small enough to be counted by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from participants.enums import EducationLevel, Gender
from participants.tests.factories import OpportunityProfileFactory, SituationFactory, group
from partners.enums import Section
from partners.tests.factories import AgreementFactory, StructureFactory
from projects.models import Call, Payment
from projects.tests.factories import CallFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, awarded

MAY, OCTOBER, APRIL_2024 = date(2025, 5, 5), date(2025, 10, 6), date(2024, 4, 8)


def project_of(call: Call, departs_on: date, **traits):
    """A project of `call` filed in January and decided in March of the year it leaves."""
    year = departs_on.year
    return ProjectFactory(
        call=call,
        departs_on=departs_on,
        returns_on=departs_on.replace(day=departs_on.day + 12),
        submitted_at=datetime(year, 1, 20, 9, 0, tzinfo=UTC),
        decided_at=datetime(year, 3, 21, 9, 0, tzinfo=UTC),
        **traits,
    )


@pytest.fixture
def year_2025(db):
    """2025: three groups left (12 and 9 to Québec, 7 to France), one dossier refused, one under review; 2024: 10 left.

    Every person of the first group was looking for work and answered at 6 months: 6 employed, 6 still looking.
    """
    to_quebec = CallFactory(always_open=True, code="sejours-2025")
    to_france = CallFactory(chantier=True, always_open=True, code="chantiers-2025", days_max=60)
    envelope = EnvelopeFactory(call=to_quebec, total_amount=Decimal("20000.00"))
    dollars = EnvelopeFactory(call=to_france, quebec=True)
    first = project_of(to_quebec, MAY, report_due=True)
    second = project_of(to_quebec, OCTOBER, report_due=True)
    third = project_of(to_france, MAY, report_due=True, carrier=StructureFactory(cje=True), currency="CAD")
    refused = project_of(to_quebec, OCTOBER, refused=True)
    waiting = project_of(to_quebec, OCTOBER, under_review=True)
    before = project_of(CallFactory(code="sejours-2024", always_open=True), APRIL_2024, closed=True)
    people = group(first, 12, returned=True)
    for place, person in enumerate(people):
        SituationFactory(participation=person)
        category = "employment" if place < 6 else "job_seeker"
        SituationFactory(participation=person, moment="month_6", category=category, observed_on=date(2025, 11, 20))
    others = group(second, 9, returned=True, participant__gender=Gender.MAN)
    group(third, 7, returned=True, participant__education_level=EducationLevel.QC_NONE)
    group(before, 10, returned=True)
    group(second, 3, withdrawn=True)
    for person in people[:7]:
        OpportunityProfileFactory(participant=person.participant)
    for person in others[:6]:
        OpportunityProfileFactory(participant=person.participant, none=True)
    yes = awarded(first, amount="6000.00", envelope=envelope)
    awarded(second, amount="4500.50", envelope=envelope)
    awarded(third, amount="6300.00", envelope=dollars)
    type(yes).objects.update(decided_at=datetime(2025, 3, 21, 9, 0, tzinfo=UTC))
    Payment.objects.create(
        grant=yes.grant, instalment=yes.grant.instalments.get(kind="advance"), kind="advance",
        amount=Decimal("4200.00"), currency="EUR", paid_on=date(2025, 4, 15),
        payee_ref="6f1f6f3e-9c1b-4a51-9a0e-0b8f4a3f2c11", recorded_by=yes.decided_by,
        recorded_at=datetime(2025, 4, 16, 9, 0, tzinfo=UTC),
    )  # fmt: skip
    AgreementFactory(starts_on=date(2025, 2, 1), signed_on=date(2025, 2, 1), confirmed_on=date(2025, 2, 3))
    return SimpleNamespace(
        first=first, second=second, third=third, refused=refused, waiting=waiting, before=before,
        to_quebec=to_quebec, to_france=to_france, people=people, sections=Section,
    )  # fmt: skip
