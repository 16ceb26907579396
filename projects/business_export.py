"""What dossiers and their money give to the business export."""

from ofqj_portal.core.business_export import leave_out, register_export
from projects import models

register_export(models.Call, key=["code"])
register_export(models.Envelope, key=["call", "section"])
register_export(models.BudgetAccount, key=["country", "side", "code"])
register_export(models.ExchangeRate, key=["base", "quote", "on"])
register_export(models.FrozenRate, key=["decision", "moment", "payment_ref", "frozen_at"])
register_export(models.Letterhead, key=["section"])

register_export(models.Project, key=["number"], skip=["search_text"])
register_export(models.ProjectStructure, key=["project", "structure"])
register_export(models.Phase, key=["project", "kind"])
register_export(models.BudgetLine, key=["project", "side", "account", "label", "amount"])
register_export(models.AidRequest, key=["project", "section"])
register_export(models.Booking, key=["project", "kind", "provider", "starts_on", "reference"])
register_export(models.AidExtra, key=["project", "category", "obstacle"])
register_export(models.Piece, key=["project", "category", "file"])
register_export(models.PieceTemplate, key=["call", "category"])
register_export(models.FilingProof, key=["project", "version"])
register_export(models.AdviceRequest, key=["structure", "asked_at"])
register_export(models.AdviceMessage, key=["request", "sent_at"], hashed=["body"])
register_export(models.ChangeRequest, key=["project", "asked_at"], skip=["proposed", "before"])  # ids of this database
register_export(models.InformationRequest, key=["project", "asked_at"])

register_export(models.Message, key=["project", "author", "sent_at"], hashed=["body"])
register_export(models.MessageReading, key=["message", "reader"])

register_export(models.InternalNote, key=["project", "author", "written_at"], hashed=["body"])
register_export(models.Label, key=["section", "name"])
register_export(models.ProjectLabel, key=["project", "label"])

register_export(models.Review, key=["project", "reviewer"])
register_export(models.ExternalOpinion, key=["project", "asked_at"], hashed=["name", "email", "question", "comment"])
register_export(models.ConflictDeclaration, key=["project", "person", "declared_at"])
register_export(models.DecisionSession, key=["call", "section", "opened_at"])
register_export(models.Trial, key=["session", "project"], skip=["cuts"])  # ids of this database
register_export(models.Decision, key=["project", "section"])
register_export(models.AwardCut, key=["decision", "position"])
register_export(models.Condition, key=["decision", "position", "due_at", "dropped_at"])
register_export(models.Grant, key=["decision"])
register_export(models.LedgerEntry, key=["envelope", "decision", "kind", "at"])
register_export(models.GrantAgreement, key=["decision", "number"], hashed=["refusal"])
register_export(models.AgreementSignature, key=["agreement", "side"], hashed=["name", "capacity", "delegated_by"])
register_export(models.InstalmentTerm, key=["section", "call", "position"])
register_export(models.Instalment, key=["grant", "position"])
register_export(models.Payment, key=["grant", "kind", "recorded_at"])
register_export(models.Recovery, key=["grant", "drafted_at"])
register_export(models.RecoveryReceipt, key=["recovery", "recorded_at"])
register_export(models.PayerAccount, key=["section"])
register_export(models.RepaymentAccount, key=["section"])
register_export(models.PaymentRun, key=["section", "prepared_at"], skip=["file"])
register_export(models.PaymentRunLine, key=["reference"], hashed=["reason"])
register_export(models.BankDetails, key=["grant", "payee"])
register_export(models.AccountingRecord, key=["payee_ref"])
register_export(models.ProjectReport, key=["project"])
leave_out(models.Sitting, "who is writing at this instant; what was written is in the dossier and the journal")
