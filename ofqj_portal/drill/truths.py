"""What must be true whatever was done to a base: its invariants, its journal, and no error that nobody foresaw."""

from ofqj_portal.bench.base import Base
from ofqj_portal.drill.lines import Line


def truth_lines(base: Base, group: str) -> list[Line]:
    """Ask the portal's own commands, as the runbook does."""
    return [
        _said(base, group, "les vérités de la base", "check_invariants"),
        _said(base, group, "la chaîne du journal", "verify_journal"),
    ]


def _said(base: Base, group: str, name: str, command: str) -> Line:
    content, words = base.command_says(command)
    lines = words.splitlines()
    whole, broken = (sum(line.startswith(mark) for line in lines) for mark in ("ok", "KO"))
    return Line(group, name, f"{command} : 0 rompue", f"{whole} tenues, {broken} rompues", content and bool(whole))
