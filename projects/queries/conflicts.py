"""Who takes no part in a dossier: the ties declared, as colleagues may know them."""

from typing import Any

from django.db.models import QuerySet

from projects import access
from projects.models import ConflictDeclaration, Project
from projects.models.told import at_hand


def conflicts_on(project: Project) -> "QuerySet[ConflictDeclaration]":
    """Return the ties that stand, without their reasons."""
    return project.conflicts.standing().select_related("person").defer("reason", "lift_reason")


def conflicts_for(project: Project, user: Any) -> list[dict[str, Any]]:
    """List who declared a tie, and whether `user` may lift it."""
    brought = at_hand(project, "conflicts")
    rows = conflicts_on(project) if brought is None else [row for row in brought if row.lifted_at is None]
    return [{"declared": row, "may_lift": access.can_lift(user, row)} for row in rows]


def declared_conflicts() -> "QuerySet[ConflictDeclaration]":
    """Return every declaration with its reason, the latest first: the register of the data protection officer."""
    rows = ConflictDeclaration.objects.select_related("project", "person", "lifted_by")
    return rows.order_by("-declared_at", "-pk")
