"""May she leave? The bounds of each rule, and the words that explain them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ofqj_portal.core.calendar import add_months
from participants.eligibility import Met, Stay, birthday, eligibility_of, judge, stay_of
from participants.enums import PassportVerdict
from participants.models import Participant, Participation
from participants.rule_book import AgeBounds, Papers, RuleBook
from participants.tests.factories import ParticipationFactory
from partners.tests.factories import StructureFactory
from projects.tests.factories import CallFactory, ProjectFactory

STAY = Stay(date(2026, 5, 4), date(2026, 5, 15))
BOUNDS = AgeBounds(youngest=18, oldest=35)
PAPERS = Papers(passport_months=3)
DAYS = st.dates(date(1980, 1, 1), date(2015, 12, 31))


def somebody(born_on: date = date(2004, 11, 20), **checks: object) -> Participation:
    everything = {
        "attested_on": date(2026, 4, 1),
        "passport_verdict": PassportVerdict.SEEN,
        "passport_expires_on": date(2031, 1, 1),
        "authorisation_checked_on": date(2026, 4, 1),
        "insurance_checked_on": date(2026, 4, 1),
    }
    return Participation(participant=Participant(born_on=born_on), **(everything | checks))


def age_verdict(born_on: date, departs_on: date, bounds: AgeBounds = BOUNDS):
    return judge(somebody(born_on), Stay(departs_on, departs_on + timedelta(days=10)), bounds).verdicts[0]


@given(DAYS)
def test_the_36th_birthday_has_to_fall_after_the_departure(born_on):
    day = birthday(born_on, 36)
    assert age_verdict(born_on, day - timedelta(days=1)).met is Met.YES
    assert age_verdict(born_on, day).met is Met.NO


@given(DAYS)
def test_one_leaves_from_the_18th_birthday_on(born_on):
    day = birthday(born_on, 18)
    assert age_verdict(born_on, day - timedelta(days=1)).met is Met.NO
    assert age_verdict(born_on, day).met is Met.YES


@given(DAYS, st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_the_age_rule_holds_exactly_between_the_two_days_it_names(born_on, departs_on):
    verdict = age_verdict(born_on, departs_on)
    assert (verdict.met is Met.YES) == (verdict.since <= departs_on <= verdict.until)


@given(DAYS, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(-30, 30))
def test_a_stay_moved_is_judged_on_its_new_day(born_on, departs_on, days):
    moved = departs_on + timedelta(days=days)
    before, after = age_verdict(born_on, departs_on), age_verdict(born_on, moved)
    assert (before.since, before.until) == (after.since, after.until)
    assert (after.met is Met.YES) == (before.since <= moved <= before.until)


@pytest.mark.parametrize(
    ("departs_on", "met"), [(date(2027, 2, 28), Met.NO), (date(2027, 3, 1), Met.YES), (date(2028, 2, 29), Met.YES)]
)
def test_somebody_born_on_29_february_turns_19_on_1_march_of_a_common_year(departs_on, met):
    assert age_verdict(date(2008, 2, 29), departs_on, AgeBounds(19, 35)).met is met


def test_the_age_is_said_in_words_with_the_day_until_which_it_holds():
    verdict = age_verdict(date(1990, 5, 4), date(2026, 5, 4))
    assert verdict.reason == "36 ans le jour du départ, le 4\xa0mai 2026 : l’âge limite est de 35 ans."
    assert verdict.fix == "Pouvait partir jusqu’au 3\xa0mai 2026, veille de ses 36 ans."
    verdict = age_verdict(date(2009, 1, 10), date(2026, 5, 4))
    assert verdict.reason == "17 ans le jour du départ, le 4\xa0mai 2026 : il faut avoir 18 ans."
    assert verdict.fix == "Peut partir à partir du 10\xa0janvier 2027, jour de ses 18 ans."


def test_without_dates_nobody_may_leave_yet():
    verdict = judge(somebody(), Stay(None, None), BOUNDS)
    assert [blocking.code for blocking in verdict.blocking] == ["age", "passport"]
    assert verdict.blocking[0].reason == "Le séjour n’a pas encore de date de départ."


def test_a_programme_without_bounds_asks_no_age():
    assert age_verdict(date(1950, 1, 1), date(2026, 5, 4), AgeBounds()).met is Met.YES


def test_a_mission_locale_past_25_explains_itself_and_is_not_stopped():
    bounds = AgeBounds(18, 35, alert_above=25)
    too_old, just_right = somebody(date(2000, 5, 4)), somebody(date(2000, 5, 5))
    verdict = judge(too_old, STAY, bounds)
    assert (verdict.may_leave, [alert.code for alert in verdict.alerts]) == (True, ["age_of_ml"])
    assert judge(just_right, STAY, bounds).alerts == ()
    assert judge(somebody(date(1990, 5, 4)), STAY, bounds).alerts == ()
    assert judge(too_old, STAY, AgeBounds(18, 35, 25, is_explained=True)).alerts == ()


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_the_passport_holds_three_months_after_the_return(returns_on):
    stay, needed = Stay(returns_on - timedelta(days=10), returns_on), add_months(returns_on, 3)
    adult = {"born_on": date(2000, 1, 1), "attested_on": date(2025, 1, 1)}
    short = judge(
        somebody(passport_expires_on=needed - timedelta(days=1), **adult), stay, BOUNDS, Papers(passport_months=3)
    )
    enough = judge(somebody(passport_expires_on=needed, **adult), stay, BOUNDS, PAPERS)
    assert ([verdict.code for verdict in short.blocking], enough.may_leave) == (["passport"], True)


@pytest.mark.parametrize(
    ("missing", "code", "reason"),
    [
        ({"attested_on": None}, "attestation", "Le suivi n’est pas attesté."),
        ({"attested_on": date(2026, 5, 5)}, "attestation", "L’attestation est datée d’après le départ."),
        ({"passport_verdict": PassportVerdict.NOT_SEEN}, "passport", "Le passeport n’a pas été vu."),
        ({"passport_verdict": PassportVerdict.REQUESTED}, "passport", "La demande de passeport est en cours."),
        ({"authorisation_checked_on": None}, "authorisation", "Autorisation de voyage pas encore vérifiée."),
        ({"insurance_checked_on": None}, "insurance", "Assurance pas encore vérifiée."),
    ],
)
def test_each_missing_check_is_named_alone(missing, code, reason):
    blocking = judge(somebody(**missing), STAY, BOUNDS).blocking
    assert [(verdict.code, verdict.reason) for verdict in blocking] == [(code, reason)]


@pytest.mark.django_db
def test_the_bounds_are_those_frozen_in_the_dossier_not_the_calls_of_today():
    project = ProjectFactory(accepted=True, call=CallFactory(always_open=True, age_max=30))
    project.call.age_max = 35
    project.call.save()
    assert RuleBook().bounds_for(project, project.carrier, None) == AgeBounds(18, 30, 25)
    project.age_reason = "Trois jeunes reprennent un parcours commencé avant leurs 25 ans."
    assert RuleBook().bounds_for(project, StructureFactory(cje=True), None) == AgeBounds(
        18, 30, None, is_explained=True
    )


@pytest.mark.django_db
def test_a_group_that_left_is_judged_on_the_day_it_really_left():
    project = ProjectFactory(ongoing=True, departed_on=date(2026, 5, 6))
    assert stay_of(project) == Stay(date(2026, 5, 6), date(2026, 5, 15))


@pytest.mark.django_db
def test_eligibility_is_never_stored_and_follows_the_dates():
    participation = ParticipationFactory(ready=True, participant__born_on=date(1990, 5, 5))
    project = participation.project
    assert eligibility_of(participation, project).may_leave
    project.departs_on = date(2026, 5, 5)
    assert [verdict.code for verdict in eligibility_of(participation, project).blocking] == ["age"]
