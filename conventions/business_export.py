"""What conventions, plans, votes and reports give to the business export."""

from conventions import models
from ofqj_portal.core.business_export import register_export

register_export(models.Convention, key=["slug"])
register_export(models.Article, key=["convention", "number"])
register_export(models.Objective, key=["convention", "number"])
register_export(models.Signatory, key=["convention", "position"])
register_export(models.Disagreement, key=["convention", "code"])
register_export(models.Paragraph, key=["article", "number"])
register_export(models.Amendment, key=["convention", "number"])
register_export(models.AmendmentChange, key=["amendment", "article", "position"])
register_export(models.AmendmentPart, key=["amendment", "code"])
register_export(
    models.SigningMandate, key=["convention", "party", "section", "name", "starts_on"], hashed=["email", "delegated_by"]
)
register_export(models.AccordRequest, key=["amendment", "mandate"], skip=["seen_versions"])
register_export(models.PartyAccord, key=["amendment", "mandate", "text_version"], skip=["link"], hashed=["reason"])
register_export(models.AccordPart, key=["accord", "code"])
register_export(models.ActionPlan, key=["convention", "year"])
register_export(models.Action, key=["plan", "number"])
register_export(models.ActionFunding, key=["action", "funder", "currency"])
register_export(models.ActionDeed, key=["action", "done_on", "title"])
register_export(models.Committee, key=["convention"])
register_export(models.Mandate, key=["committee", "user", "starts_on"])
register_export(models.Meeting, key=["committee", "meets_at", "title"])
register_export(models.Vote, key=["meeting", "recorded_at"])
register_export(models.PartyBallot, key=["vote", "party"], hashed=["reserve"])
register_export(models.IndicatorSet, key=["convention", "version"])
register_export(models.Indicator, key=["indicator_set", "code"])
register_export(models.AnnualReport, key=["convention", "period", "version"])
register_export(models.FiguresSnapshot, key=["report", "figures_hash", "taken_at"])
register_export(models.ReportContribution, key=["report", "body"])
register_export(models.ReportDownload, key=["report", "at", "user"])
