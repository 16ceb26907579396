"""The messages of the dossiers, one class each."""

from projects.emails.filing import ComplementsAnswered, HostingAnswered, HostInvited, ProjectFiled, ProjectWithdrawn
from projects.emails.hosting_link import HostInvitedByLink

__all__ = [
    "ComplementsAnswered",
    "HostInvited",
    "HostInvitedByLink",
    "HostingAnswered",
    "ProjectFiled",
    "ProjectWithdrawn",
]
