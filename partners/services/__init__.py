"""The acts of the directory."""

from partners.services.agreements import change_agreement, confirm_agreement, end_agreement, record_agreement
from partners.services.distinctions import compare_again, tell_apart
from partners.services.invitations import (
    accept_invitation,
    decline_invitation,
    invite_member,
    resend_invitation,
    revoke_invitation,
)
from partners.services.joining import accept_join_request, ask_to_join, refuse_join_request
from partners.services.leaving import end_membership
from partners.services.managers import propose_manager
from partners.services.members import add_member
from partners.services.merging import merge_structures, undo_merge
from partners.services.structures import check_structure, create_structure, update_structure

__all__ = [
    "accept_invitation",
    "accept_join_request",
    "add_member",
    "ask_to_join",
    "change_agreement",
    "check_structure",
    "compare_again",
    "confirm_agreement",
    "create_structure",
    "decline_invitation",
    "end_agreement",
    "end_membership",
    "invite_member",
    "merge_structures",
    "propose_manager",
    "record_agreement",
    "refuse_join_request",
    "resend_invitation",
    "revoke_invitation",
    "tell_apart",
    "undo_merge",
    "update_structure",
]
