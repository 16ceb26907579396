"""Situations and self-assessments of a period, always with their number of answers."""

from datetime import date

import pytest

from participants.enums import Moment, SituationCategory
from participants.queries.results import assessments, situations
from participants.tests.factories import ParticipationFactory, SelfAssessmentFactory, SituationFactory
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def back():
    """Three people who came back on 15 May 2026, and one who is still away."""
    project = ProjectFactory(report_due=True)
    people = ParticipationFactory.create_batch(3, project=project, returned=True)
    return [*people, ParticipationFactory(project=project, departed=True)]


def at(moment, as_of=None):
    return next(row for row in situations(*YEAR, as_of=as_of) if row.moment == moment)


def test_a_known_situation_is_an_answer_and_silence_is_not(back):
    for person, category in zip(
        back, (SituationCategory.EMPLOYMENT, SituationCategory.NONE, SituationCategory.NO_ANSWER), strict=False
    ):
        SituationFactory(participation=person, moment=Moment.RETURN, category=category)
    row = at("return")
    assert (row.due, row.answers, row.no_answer, row.positive) == (3, 2, 1, 1)
    assert {code: stays for code, _label, stays in row.categories if stays} == {"employment": 1, "none": 1}


def test_everybody_who_left_has_an_entry(back):
    SituationFactory(participation=back[3])
    row = at("entry")
    assert (row.due, row.answers, row.positive) == (4, 1, 0)


@pytest.mark.parametrize(("as_of", "due"), [(date(2026, 8, 14), 0), (date(2026, 8, 15), 3), (date(2027, 8, 15), 3)])
def test_a_stay_is_due_at_3_months_three_months_after_the_return(back, as_of, due):
    assert at("month_3", as_of).due == due


@pytest.mark.parametrize("category", ["employment", "apprenticeship", "training", "school"])
def test_work_training_and_school_are_positive(back, category):
    SituationFactory(participation=back[0], moment=Moment.MONTH_6, category=category)
    assert at("month_6").positive == 1


def test_statements_are_told_as_distributions(back):
    SelfAssessmentFactory(participation=back[0], moment="before", autonomy=1)
    SelfAssessmentFactory(participation=back[1], moment="before", autonomy=4)
    SelfAssessmentFactory(participation=back[2], moment="before", autonomy=None)
    row = next(row for row in assessments(*YEAR) if (row.statement, row.moment) == ("autonomy", "before"))
    assert (row.due, row.answers) == (4, 2)
    assert [(value, count) for value, _label, count in row.counts] == [(1, 1), (2, 0), (3, 0), (4, 1)]
    assert len(assessments(*YEAR)) == 15


def test_both_tables_take_two_queries(back, django_assert_num_queries):
    SituationFactory(participation=back[0])
    SelfAssessmentFactory(participation=back[0])
    with django_assert_num_queries(2):
        situations(*YEAR)
    with django_assert_num_queries(2):
        assessments(*YEAR)
