"""The convention, its plans, its committee, its indicators and its annual reports."""

from conventions.models.committee import Committee, Mandate, Meeting, PartyBallot, Vote
from conventions.models.convention import Article, Convention, Disagreement, Objective, Signatory
from conventions.models.indicator import Indicator, IndicatorSet
from conventions.models.plan import Action, ActionDeed, ActionFunding, ActionPlan
from conventions.models.report import AnnualReport, FiguresSnapshot, ReportContribution, ReportDownload

__all__ = [
    "Action",
    "ActionDeed",
    "ActionFunding",
    "ActionPlan",
    "AnnualReport",
    "Article",
    "Committee",
    "Convention",
    "Disagreement",
    "FiguresSnapshot",
    "Indicator",
    "IndicatorSet",
    "Mandate",
    "Meeting",
    "Objective",
    "PartyBallot",
    "ReportContribution",
    "ReportDownload",
    "Signatory",
    "Vote",
]
