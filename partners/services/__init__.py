"""The acts of the directory."""

from partners.services.agreements import change_agreement, confirm_agreement, end_agreement, record_agreement
from partners.services.invitations import (
    accept_invitation,
    decline_invitation,
    invite_member,
    resend_invitation,
    revoke_invitation,
)
from partners.services.leaving import end_membership
from partners.services.members import add_member
from partners.services.structures import create_structure, update_structure

__all__ = [
    "accept_invitation",
    "add_member",
    "change_agreement",
    "confirm_agreement",
    "create_structure",
    "decline_invitation",
    "end_agreement",
    "end_membership",
    "invite_member",
    "record_agreement",
    "resend_invitation",
    "revoke_invitation",
    "update_structure",
]
