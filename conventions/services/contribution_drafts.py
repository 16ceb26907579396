"""What a body finds written when it opens its part for the first time."""

from datetime import date

from django.utils import translation

from conventions.documents.contribution_draft import Quote, draft_of
from conventions.enums import Body
from conventions.models import ReportContribution
from conventions.periods import read_period
from conventions.queries.figures.bodies import body_figures, projects_of
from participants.queries.album import usable_quotes

QUOTES = 4


def draft_of_contribution(contribution: ReportContribution, *, on: date) -> str:
    """Write the draft of a body’s part from the base as it stands, in a number of queries that does not grow.

    The words quoted are those that may be on that day; they come with their project, and without any name.
    """
    body, period = Body(contribution.body), read_period(contribution.report.period)
    said = usable_quotes(projects_of(body, period), on=on)[:QUOTES]
    with translation.override("fr"):
        quotes = [Quote(quote.words, quote.project.title) for quote in said]
        return draft_of(body, period, body_figures(body, period), quotes)
