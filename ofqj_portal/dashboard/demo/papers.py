"""The pieces joined to the demo's dossiers: short papers that say they are trials."""

from collections.abc import Iterable

from ofqj_portal.core.pdf import render_pdf
from projects.enums import PieceCategory


def demo_papers(categories: Iterable[str]) -> dict[str, bytes]:
    """Make one PDF for each of `categories` of pieces, once."""
    from datetime import UTC, datetime

    made_at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    return {
        category: render_pdf("dashboard/papers/piece.html", {"title": label}, title=str(label), created_at=made_at)
        for category, label in ((category, PieceCategory(category).label) for category in sorted(set(categories)))
    }
