from projects.models.accounting import AccountingRecord
from projects.models.advice import AdviceMessage, AdviceRequest
from projects.models.agreement import AgreementSignature, GrantAgreement
from projects.models.bank_details import BankDetails
from projects.models.booking import Booking
from projects.models.budget import AidRequest, BudgetAccount, BudgetLine
from projects.models.call import Call, CallRules
from projects.models.change import ChangeRequest
from projects.models.condition import Condition
from projects.models.conflict import ConflictDeclaration
from projects.models.cut import AwardCut
from projects.models.decision import Decision
from projects.models.envelope import Envelope
from projects.models.external_opinion import ExternalOpinion
from projects.models.extra import AidExtra
from projects.models.filing_proof import FilingProof
from projects.models.grant import Grant
from projects.models.grid import Criterion
from projects.models.information import InformationRequest
from projects.models.instalment import Instalment, InstalmentTerm
from projects.models.ledger import LedgerEntry
from projects.models.letterhead import Letterhead
from projects.models.message import Message, MessageReading
from projects.models.payment import Payment
from projects.models.payment_run import PayerAccount, PaymentRun, PaymentRunLine
from projects.models.phase import Phase
from projects.models.piece import Piece
from projects.models.piece_template import PieceTemplate
from projects.models.project import Project
from projects.models.rate import ExchangeRate, FrozenRate
from projects.models.recovery import Recovery, RecoveryReceipt
from projects.models.repayment_account import RepaymentAccount
from projects.models.report import ProjectReport
from projects.models.review import Review
from projects.models.session import DecisionSession, Trial
from projects.models.sitting import Sitting
from projects.models.structure import ProjectStructure
from projects.models.team import InternalNote, Label, ProjectLabel

__all__ = [
    "AccountingRecord",
    "AdviceMessage",
    "AdviceRequest",
    "AgreementSignature",
    "AidExtra",
    "AidRequest",
    "AwardCut",
    "BankDetails",
    "Booking",
    "BudgetAccount",
    "BudgetLine",
    "Call",
    "CallRules",
    "ChangeRequest",
    "Condition",
    "ConflictDeclaration",
    "Criterion",
    "Decision",
    "DecisionSession",
    "Envelope",
    "ExchangeRate",
    "ExternalOpinion",
    "FilingProof",
    "FrozenRate",
    "Grant",
    "GrantAgreement",
    "InformationRequest",
    "Instalment",
    "InstalmentTerm",
    "InternalNote",
    "Label",
    "LedgerEntry",
    "Letterhead",
    "Message",
    "MessageReading",
    "PayerAccount",
    "Payment",
    "PaymentRun",
    "PaymentRunLine",
    "Phase",
    "Piece",
    "PieceTemplate",
    "Project",
    "ProjectLabel",
    "ProjectReport",
    "ProjectStructure",
    "Recovery",
    "RecoveryReceipt",
    "RepaymentAccount",
    "Review",
    "Sitting",
    "Trial",
]
