"""Triggers by which the database itself refuses what no bug may do to a plan, a vote or a report."""

import pgtrigger

from conventions.workflow import NEXT_STATES


def moves_only_along(machine: str, *, name: str) -> pgtrigger.Trigger:
    """Build the trigger that refuses every change of `state` absent from the table of `machine`.

    A row may be created in any state (past years, demonstration data); only a change is judged.
    """
    moves = ", ".join(f"'{old}>{new}'" for old, nexts in NEXT_STATES[machine].items() for new in sorted(nexts))
    return refuses(
        name,
        when=f"OLD.state <> NEW.state AND NOT (OLD.state || '>' || NEW.state = ANY (ARRAY[{moves}]))",
        then=f"{machine}: illegal move",
        operation=pgtrigger.UpdateOf("state"),
    )


def refuses(name: str, *, when: str, then: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Build a trigger that refuses an `operation` for which the SQL condition `when` holds, saying `then`."""
    return pgtrigger.Trigger(
        name=name,
        operation=operation,
        when=pgtrigger.Before,
        func=f"""
            IF {when} THEN
                RAISE EXCEPTION '{then}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
        """,
    )
