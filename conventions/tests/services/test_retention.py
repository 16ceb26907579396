"""A JAMO profile ends once the reports of both kinds of year that count its stays are published (R17)."""

from datetime import UTC, date, datetime

import pytest

from conventions.models import AnnualReport, FiguresSnapshot
from conventions.services.retention import forget_profiles_of_published_reports, published_periods
from conventions.tests.factories import ReportFactory, walk
from ofqj_portal.core.models import JournalEntry
from participants.models import OpportunityProfile
from participants.tests.factories import OpportunityProfileFactory, ParticipationFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
BOTH = (("2025", date(2025, 1, 1), date(2025, 12, 31)), ("2025-2026", date(2025, 4, 1), date(2026, 3, 31)))


def published(period, starts_on, ends_on):
    report = ReportFactory(period=period, starts_on=starts_on, ends_on=ends_on)
    snapshot = FiguresSnapshot.objects.create(report=report, figures={}, figures_hash="a" * 64, taken_at=NOW)
    said = {"snapshot": snapshot, "adopted_at": NOW, "published_at": NOW}
    return walk(report, "contributions_in", "drafted", "adopted", "published", **said)


def came_back(departed_on):
    stay = ParticipationFactory(returned=True, departed_on=departed_on, returned_on=departed_on)
    OpportunityProfileFactory(participant=stay.participant)
    return stay.participant


def test_a_profile_outlives_one_report_and_ends_with_the_other():
    person = came_back(date(2025, 5, 4))
    published(*BOTH[0])
    assert forget_profiles_of_published_reports() == 0
    published(*BOTH[1])
    assert forget_profiles_of_published_reports() == 1
    assert forget_profiles_of_published_reports() == 0
    entry = JournalEntry.objects.get(verb="participant.opportunities_forgotten")
    assert (entry.object_id, entry.facts) == (str(person.pk), {})


def test_a_stay_of_another_year_or_still_to_come_keeps_the_profile():
    late, again, waits = came_back(date(2025, 2, 3)), came_back(date(2025, 5, 4)), came_back(date(2025, 5, 4))
    ParticipationFactory(participant=again, returned=True, departed_on=date(2026, 5, 4), returned_on=date(2026, 5, 9))
    ParticipationFactory(participant=waits, waiting=True)
    for each in BOTH:
        published(*each)
    assert forget_profiles_of_published_reports() == 0
    assert OpportunityProfile.objects.filter(participant__in=[late, again, waits]).count() == 3


def test_a_report_under_correction_or_only_adopted_keeps_them():
    came_back(date(2025, 5, 4))
    first = published(*BOTH[0])
    published(*BOTH[1])
    said = {"starts_on": first.starts_on, "ends_on": first.ends_on, "version": 2, "erratum": "Un chiffre."}
    AnnualReport.objects.create(convention=first.convention, period="2025", indicator_set=first.indicator_set, **said)
    assert published_periods()[0] == []
    assert forget_profiles_of_published_reports() == 0
    assert OpportunityProfile.objects.count() == 1
