"""The convention, its plans, its committee, its indicators and its annual reports."""

from conventions.models.accord import AccordPart, AccordRequest, PartyAccord, SigningMandate
from conventions.models.agenda import ActionItem, AgendaDocument, AgendaItem, Minutes, Resolution
from conventions.models.amendment import EFFECT, Amendment, AmendmentChange, AmendmentPart
from conventions.models.committee import Committee, Mandate, Meeting, PartyBallot, Vote
from conventions.models.consultation import (
    Consultation,
    ConsultationDocument,
    ConsultationItem,
    ConsultationVoice,
)
from conventions.models.convention import Article, Convention, Disagreement, Objective, Paragraph, Signatory
from conventions.models.data_request import DataRequest
from conventions.models.edition import ReportEdition
from conventions.models.indicator import Indicator, IndicatorSet, IndicatorTarget
from conventions.models.notice import Dispute, DisputeEntry, FormalNotice, NoticeDelivery
from conventions.models.obligation import AgendaFeed, ObligationRule
from conventions.models.past import PastFigure
from conventions.models.picture import ContributionPicture
from conventions.models.plan import Action, ActionDeed, ActionFunding, ActionPlan, ActionTarget
from conventions.models.report import AnnualReport, FiguresSnapshot, ReportContribution, ReportDownload

__all__ = [
    "EFFECT",
    "AccordPart",
    "AccordRequest",
    "Action",
    "ActionDeed",
    "ActionFunding",
    "ActionItem",
    "ActionPlan",
    "ActionTarget",
    "AgendaDocument",
    "AgendaFeed",
    "AgendaItem",
    "Amendment",
    "AmendmentChange",
    "AmendmentPart",
    "AnnualReport",
    "Article",
    "Committee",
    "Consultation",
    "ConsultationDocument",
    "ConsultationItem",
    "ConsultationVoice",
    "ContributionPicture",
    "Convention",
    "DataRequest",
    "Disagreement",
    "Dispute",
    "DisputeEntry",
    "FiguresSnapshot",
    "FormalNotice",
    "Indicator",
    "IndicatorSet",
    "IndicatorTarget",
    "Mandate",
    "Meeting",
    "Minutes",
    "NoticeDelivery",
    "Objective",
    "ObligationRule",
    "Paragraph",
    "PartyAccord",
    "PartyBallot",
    "PastFigure",
    "ReportContribution",
    "ReportDownload",
    "ReportEdition",
    "Resolution",
    "Signatory",
    "SigningMandate",
    "Vote",
]
