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


def frozen_with_report(name: str, *, report: str, on_insert: bool = False) -> pgtrigger.Trigger:
    """Build the trigger that keeps a row as it is once its report was adopted.

    `report` is the SQL that finds the report of a row called `this`; `on_insert` refuses new rows too.
    """
    operation = pgtrigger.Update | pgtrigger.Delete
    return pgtrigger.Trigger(
        name=name,
        operation=operation | pgtrigger.Insert if on_insert else operation,
        when=pgtrigger.Before,
        declare=[("this", "RECORD")],
        func=f"""
            this := CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END;
            IF EXISTS (SELECT 1 FROM conventions_annualreport WHERE id = ({report})
                       AND state IN ('adopted', 'published', 'superseded')) THEN
                RAISE EXCEPTION 'report: adopted' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,
    )


def never_changes(name: str, *, when: str, but: str) -> pgtrigger.Trigger:
    """Build the trigger that refuses to change or delete a row for which `when` holds, but for the column `but`.

    A document that comes late may still be added where there is none.
    """
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        func=f"""
            IF {when} AND (TG_OP = 'DELETE'
                OR to_jsonb(OLD) - '{but}' - 'paper_id' IS DISTINCT FROM to_jsonb(NEW) - '{but}' - 'paper_id'
                OR (OLD.paper_id IS NOT NULL AND OLD.paper_id IS DISTINCT FROM NEW.paper_id)) THEN
                RAISE EXCEPTION 'report: published' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,
    )
