"""Every pair of states, as the database judges it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from projects.enums import DecisionState, ProjectState
from projects.models import Project
from projects.tests.factories import ProjectFactory
from projects.workflow import DECISION, NEXT_STATES, PROJECT, can_move

pytestmark = pytest.mark.django_db

#: Columns that some states ask for, so that only the move itself is judged.
ALL_INSTANTS = {
    "withdrawn_at": "2026-02-04T10:00Z",
    "decided_at": "2026-03-25T10:00Z",
    "departed_on": "2026-05-04",
    "returned_on": "2026-05-15",
    "report_due_on": "2026-07-14",
    "closed_at": "2026-08-01T10:00Z",
    "cancel_reason": "Motif",
}


def test_the_tables_name_every_state_and_no_other():
    assert set(NEXT_STATES[PROJECT]) == set(ProjectState.values)
    assert set(NEXT_STATES[DECISION]) == set(DecisionState.values)


@pytest.mark.parametrize("old", ProjectState.values)
def test_the_database_lets_a_dossier_move_only_along_the_table(old: str):
    project = ProjectFactory(state=old, host=False, with_budget=False)

    allowed = {new for new in ProjectState.values if new != old and database_allows(project, new)}

    assert allowed == NEXT_STATES[PROJECT][old]


def database_allows(project: Project, new: str) -> bool:
    filed: dict[str, Any] = {"submitted_at": "2026-02-01T10:00Z", "rules": project.rules or {}}
    if new == ProjectState.DRAFT:
        filed = {"submitted_at": None, "rules": None}
    try:
        with transaction.atomic():
            Project.objects.filter(pk=project.pk).update(state=new, **filed, **ALL_INSTANTS)
            transaction.set_rollback(True)
    except IntegrityError as refusal:
        if "project_state_moves" not in str(refusal):
            raise
        return False
    return True


def test_the_service_and_the_database_read_the_same_table():
    assert can_move(PROJECT, ProjectState.DRAFT, ProjectState.SUBMITTED)
    assert not can_move(PROJECT, ProjectState.DRAFT, ProjectState.ACCEPTED)
    assert not can_move(PROJECT, "nonsense", ProjectState.ACCEPTED)
