"""The messages of the dossiers, one class each."""

from projects.emails.filing import ComplementsAnswered, HostingAnswered, HostInvited, ProjectFiled, ProjectWithdrawn

__all__ = ["ComplementsAnswered", "HostInvited", "HostingAnswered", "ProjectFiled", "ProjectWithdrawn"]
