"""Triggers by which the database itself refuses what no bug may do."""

from collections.abc import Mapping

import pgtrigger

from projects.workflow import NEXT_STATES


def moves_only_along(
    machine: str, *, name: str, field: str = "state", table: Mapping[str, Mapping[str, frozenset[str]]] = NEXT_STATES
) -> pgtrigger.Trigger:
    """Build the trigger that refuses every change of `field` absent from the table of `machine`.

    A row may be created in any state (imports, demonstration data); only a change is judged.
    """
    moves = ", ".join(f"'{old}>{new}'" for old, nexts in table[machine].items() for new in sorted(nexts))
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.UpdateOf(field),
        when=pgtrigger.Before,
        func=f"""
            IF OLD.{field} IS DISTINCT FROM NEW.{field}
               AND NOT (OLD.{field} || '>' || NEW.{field} = ANY (ARRAY[{moves}])) THEN
                RAISE EXCEPTION '{machine}: illegal move from % to %', OLD.{field}, NEW.{field}
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
        """,
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
