"""What holds for every dossier and every euro, whatever the code did, by aggregate."""

from projects.invariants import agreement, dossier, payment

__all__ = ["agreement", "dossier", "payment"]
