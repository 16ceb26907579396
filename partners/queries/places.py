"""The territories of both shores, by the words people write, and the department that a code tells."""

from ofqj_portal.core.imports import simplify
from partners.models import Territory


def department_of(code: str) -> str:
    """Return the department of an INSEE code or a French postal code; "" if it tells none."""
    code = code.strip().upper()
    if len(code) != 5:
        return ""
    if code.startswith(("97", "98")):
        return code[:3]
    if code.startswith("20") and code.isdigit():
        return "2A" if code < "20200" else "2B"
    return code[:2]


def territories_by_word() -> dict[tuple[str, str], Territory]:
    """Return the territories one can belong to, by country and by code or name."""
    choosable = Territory.objects.choosable().order_by("pk")
    return {(row.country, simplify(word)): row for row in choosable for word in (row.name, row.code)}
