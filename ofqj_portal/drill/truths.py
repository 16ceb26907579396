"""What must be true whatever was done to a stand: its invariants, its journal, and no error that nobody foresaw."""

from ofqj_portal.drill.lines import Line
from ofqj_portal.drill.stand import Stand


def truth_lines(stand: Stand, group: str) -> list[Line]:
    """Ask the portal's own commands, as the runbook does."""
    return [
        _said(stand, group, "les vérités de la base", "check_invariants"),
        _said(stand, group, "la chaîne du journal", "verify_journal"),
    ]


def _said(stand: Stand, group: str, name: str, command: str) -> Line:
    content, words = stand.command_says(command)
    lines = words.splitlines()
    whole, broken = (sum(line.startswith(mark) for line in lines) for mark in ("ok", "KO"))
    return Line(group, name, f"{command} : 0 rompue", f"{whole} tenues, {broken} rompues", content and bool(whole))
