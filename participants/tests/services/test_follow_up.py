"""Structures are asked once for each moment what became of their people."""

from datetime import UTC, datetime

import pytest

from ofqj_portal.core import business_export, invariants
from ofqj_portal.core.models import OutboxMail
from participants.services.follow_up import remind_follow_ups
from participants.tests.factories import (
    OpportunityProfileFactory,
    ParticipationFactory,
    PersonConsentFactory,
    ProfessionalFactory,
    SelfAssessmentFactory,
    SituationFactory,
    group,
)
from partners.tests.factories import member
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
REFERENCE_DATA = ("consenttext", "delay", "eligibilityrule", "planningstep", "silencerule")


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T05:00:00+00:00").astimezone(UTC)


@pytest.fixture
def back():
    """Three people who came back on 15 May 2026, and their two advisers."""
    project = ProjectFactory(report_due=True)
    member(project.carrier)
    member(project.carrier, "manager")
    return group(project, 3, returned=True)


@pytest.mark.parametrize(
    ("day", "sent"),
    [("2026-08-14", 0), ("2026-08-15", 2), ("2026-09-29", 2), ("2026-10-01", 0), ("2026-11-15", 2), ("2027-05-15", 2)],
)
def test_each_member_is_asked_once_the_moment_has_come_and_not_long_after(back, day, sent):
    assert remind_follow_ups(now=on(day)) == sent


def test_the_same_moment_is_asked_once(back):
    assert [remind_follow_ups(now=on(day)) for day in ("2026-08-15", "2026-08-16")] == [2, 0]


def test_nobody_is_asked_about_what_is_noted(back):
    for row in back:
        SituationFactory(participation=row, moment="month_3")
    assert remind_follow_ups(now=on("2026-08-15")) == 0


def test_the_mail_counts_and_names_nobody(back):
    remind_follow_ups(now=on("2026-08-15"))
    mail = OutboxMail.objects.first()
    content = mail.subject + mail.text
    assert "3 personnes" in content
    assert [row for row in back if row.participant.last_name in content] == []


def test_every_truth_holds_for_groups_in_every_state(back):
    project = ProjectFactory(accepted=True)
    for state in ("confirmed", "waiting", "withdrawn"):
        ParticipationFactory(project=project, **{state: True})
    broken = {label for label, holds, _count in invariants.check() if not holds}
    assert broken <= {"Tout dossier déposé garde une version de ce qui a été envoyé."}  # the factory files no version


def test_a_truth_that_is_broken_is_found():
    ParticipationFactory(project=ProjectFactory(accepted=True, places=1), departed=True)
    ParticipationFactory(project=ProjectFactory(cancelled=True), confirmed=True)
    broken = {label for label, holds, _count in invariants.check() if not holds}
    assert "Personne n’est parti avec un projet qui n’est pas parti." in broken


def test_the_business_export_names_nobody():
    row = ParticipationFactory(
        participant__first_name="Canari-Prénom",
        participant__last_name="Canari-Nom",
        participant__email="canari@exemple.test",
        participant__area_name="Canari-Commune",
    )
    OpportunityProfileFactory(participant=row.participant, codes=["discrimination"])
    PersonConsentFactory(participant=row.participant)
    SituationFactory(participation=row)
    SelfAssessmentFactory(participation=row)
    ProfessionalFactory(project=row.project, last_name="Canari-Accompagne")
    lines = list(business_export.export_lines())
    people = [
        line
        for line in lines
        if '"participants.' in line and not any(f"participants.{name}" in line for name in REFERENCE_DATA)
    ]
    leaks = ("anari", "2004-11-20", "discrimination")
    assert len(people) == 7
    assert [leak for leak in leaks if any(leak in line for line in lines)] == []
    assert business_export.unregistered_models() == []
