"""What other dates would do to a group."""

from datetime import date, timedelta

import pytest

from participants.eligibility import Met, eligibility_of
from participants.models import EligibilityRule
from participants.queries.effects import dates_in_words, eligibility_effects
from participants.rule_book import rule_book
from participants.tests.factories import ParticipantFactory, ParticipationFactory
from partners.enums import Country
from projects.enums import Programme

pytestmark = pytest.mark.django_db
DEPARTS, RETURNS = date(2026, 5, 4), date(2026, 5, 15)


def somebody(project, born_on, **traits):
    person = ParticipantFactory(structure=project.carrier, born_on=born_on)
    return ParticipationFactory(project=project, participant=person, ready=True, **traits)


@pytest.fixture
def project(accepted):
    accepted.departs_on, accepted.returns_on, accepted.age_reason = DEPARTS, RETURNS, "Expliqué"
    accepted.save()
    return accepted


def test_a_stay_moved_by_a_week_stops_whoever_turns_36_meanwhile_and_frees_whoever_turns_18(project):
    too_old, too_young = somebody(project, date(1990, 5, 8)), somebody(project, date(2008, 5, 7))
    somebody(project, date(2003, 1, 1))
    effects = eligibility_effects(project, DEPARTS + timedelta(days=7), RETURNS + timedelta(days=7))

    assert [(one.participation.pk, [v.code for v in one.verdicts]) for one in effects.stopped] == [
        (too_old.pk, ["age"]),
    ]
    assert [one.participation.pk for one in effects.freed] == [too_young.pk]
    assert effects.sentence == (
        "Ces dates empêchent 1\u00a0personne de partir. Elles lèvent un obstacle pour 1\u00a0personne."
    ).replace("1\u00a0", "1 ")
    project.refresh_from_db()
    assert project.departs_on == DEPARTS


def test_dates_that_touch_nobody_are_said_so_and_whoever_left_is_not_judged(project):
    somebody(project, date(2003, 1, 1))
    ParticipationFactory(project=project, participant__born_on=date(1990, 5, 8), withdrawn=True)
    effects = eligibility_effects(project, DEPARTS + timedelta(days=7), RETURNS + timedelta(days=7))

    assert (effects.stopped, effects.freed) == ([], [])
    assert dates_in_words(effects) == "Ces dates ne changent rien pour les personnes du groupe."


@pytest.mark.parametrize("rows", [1, 3])
def test_effects_cost_the_same_for_one_person_and_for_three(project, rows, django_assert_num_queries):
    for _ in range(rows):
        somebody(project, date(1990, 5, 8))
    with django_assert_num_queries(2):
        eligibility_effects(project, DEPARTS + timedelta(days=7), RETURNS + timedelta(days=7))


def rule(**cells):
    return EligibilityRule.objects.create(**{"programme": Programme.GROUP_STAY, "starts_on": date(2026, 1, 1)} | cells)


def verdict_on(row, project, code):
    judged = eligibility_of(row, project, book=rule_book(project))
    return next((verdict for verdict in judged.verdicts if verdict.code == code), None)


def test_the_table_narrows_the_call_and_never_widens_it(project):
    row = somebody(project, date(1995, 1, 1))
    rule(age_min=10, age_max=60)
    assert verdict_on(row, project, "age").until == date(2030, 12, 31)
    rule(country=Country.FR, age_max=29)
    verdict = verdict_on(row, project, "age")
    assert (verdict.met, verdict.until) == (Met.NO, date(2024, 12, 31))


def test_a_line_holds_for_its_side_and_its_days_of_departure_alone(project):
    row = somebody(project, date(1995, 1, 1))
    rule(country=Country.QC, age_max=20)
    rule(country=Country.FR, starts_on=date(2026, 5, 5), age_max=20)
    rule(country=Country.FR, starts_on=date(2025, 1, 1), ends_on=date(2026, 5, 3), age_max=20)
    rule(programme=Programme.CHANTIER, age_max=20)
    assert verdict_on(row, project, "age").met is Met.YES
    project.departs_on = date(2026, 5, 5)
    assert verdict_on(row, project, "age").met is Met.NO


def test_the_months_of_the_passport_and_of_the_attestation_come_from_the_table(project):
    row = somebody(project, date(2003, 1, 1), passport_expires_on=date(2026, 8, 14), attested_on=date(2025, 11, 3))
    assert verdict_on(row, project, "passport").met is Met.NO
    rule(passport_months=0, attestation_months=6, papers="Passeport français, sinon visa.")
    passport, attestation = (verdict_on(row, project, code) for code in ("passport", "attestation"))
    assert (passport.met, passport.reason.endswith("Passeport français, sinon visa.")) == (Met.YES, True)
    assert (attestation.met, attestation.until) == (Met.NO, date(2026, 5, 3))


def test_papers_that_end_before_the_return_keep_somebody_here(project):
    ends = {"insurance_expires_on": RETURNS - timedelta(days=1), "authorisation_expires_on": RETURNS}
    row = somebody(project, date(2003, 1, 1), **ends)
    assert verdict_on(row, project, "insurance").met is Met.NO
    assert verdict_on(row, project, "authorisation").met is Met.YES
