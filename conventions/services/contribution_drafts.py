"""What a body finds written when it opens its part for the first time."""

from django.utils import translation

from conventions.documents.contribution_draft import draft_of
from conventions.enums import Body
from conventions.models import ReportContribution
from conventions.periods import read_period
from conventions.queries.figures.bodies import body_figures


def draft_of_contribution(contribution: ReportContribution) -> str:
    """Write the draft of a body’s part from the base as it stands, in a number of queries that does not grow."""
    body, period = Body(contribution.body), read_period(contribution.report.period)
    with translation.override("fr"):
        return draft_of(body, period, body_figures(body, period))
