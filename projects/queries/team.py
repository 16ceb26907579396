"""What the team of a section wrote about a dossier for itself."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, QuerySet, Subquery

from projects.models import InternalNote, Label, Project, ProjectLabel
from projects.models.told import at_hand


@dataclass(frozen=True)
class TeamNotes:
    """What the desk shows of a team's own: its notes, the latest first, and its labels."""

    notes: list[InternalNote]
    labels: list[str]


def team_notes(project: Project, sections: Collection[str]) -> TeamNotes:
    """Gather what the teams of `sections`, and no other, wrote about the dossier."""
    brought, worn = at_hand(project, "internal_notes"), at_hand(project, "labels")
    notes = project.internal_notes.select_related("author") if brought is None else brought
    labels = labels_of(project, sections) if worn is None else [row.label for row in worn]
    return TeamNotes(
        [note for note in notes if note.section in sections],
        [str(label) for label in labels if label.section in sections],
    )


def labels_of(project: Project, sections: Collection[str]) -> "QuerySet[Label]":
    """Return the labels that the dossier bears for these sections."""
    return Label.objects.of_sections(sections).filter(uses__project=project)


def label_names(sections: Collection[str]) -> Any:
    """Build the list of the names of the labels of a dossier, for lists of dossiers."""
    worn = ProjectLabel.objects.filter(project=OuterRef("pk"), label__section__in=sections).order_by()
    names = worn.values("project").annotate(names=ArrayAgg("label__name", order_by=["label__name"]))
    return Subquery(names.values("names"))
