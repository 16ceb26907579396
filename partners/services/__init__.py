"""The acts of the directory."""

from partners.services.agreements import change_agreement, confirm_agreement, end_agreement, record_agreement
from partners.services.members import add_member, end_membership
from partners.services.structures import create_structure, update_structure

__all__ = [
    "add_member",
    "change_agreement",
    "confirm_agreement",
    "create_structure",
    "end_agreement",
    "end_membership",
    "record_agreement",
    "update_structure",
]
