"""The directory: territories, networks, structures, their people and their ententes."""

from partners.models.agreement import Agreement
from partners.models.distinction import Distinction
from partners.models.invitation import Invitation
from partners.models.join_request import JoinRequest
from partners.models.membership import Membership
from partners.models.merge import StructureMerge
from partners.models.network import Network
from partners.models.rule import DirectoryRule, directory_rule
from partners.models.structure import Contact, Structure
from partners.models.territory import Territory

__all__ = [
    "Agreement",
    "Contact",
    "DirectoryRule",
    "Distinction",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Network",
    "Structure",
    "StructureMerge",
    "Territory",
    "directory_rule",
]
