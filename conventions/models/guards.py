"""Triggers by which the database itself refuses what no bug may do to a plan, a vote, a report or an amendment."""

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


def settled_with(name: str, *, parent: str, states: str) -> pgtrigger.Trigger:
    """Build the trigger that lets no row be added, changed or taken away once its amendment is in one of `states`.

    `parent` is the SQL that finds the amendment of a row called `this`; `states` a list of quoted states.
    """
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        declare=[("this", "RECORD")],
        func=f"""
            this := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
            IF EXISTS (SELECT 1 FROM conventions_amendment WHERE id = ({parent}) AND state IN ({states})) THEN
                RAISE EXCEPTION 'amendment: settled' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN this;
        """,
    )
