from projects.models.budget import AidRequest, BudgetAccount, BudgetLine, ExchangeRate
from projects.models.call import Call, CallRules
from projects.models.information import InformationRequest
from projects.models.phase import Phase
from projects.models.piece import Piece
from projects.models.project import Project
from projects.models.structure import ProjectStructure

__all__ = [
    "AidRequest",
    "BudgetAccount",
    "BudgetLine",
    "Call",
    "CallRules",
    "ExchangeRate",
    "InformationRequest",
    "Phase",
    "Piece",
    "Project",
    "ProjectStructure",
]
