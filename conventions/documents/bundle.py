"""The one file of a meeting: its agenda, then each document behind its bookmark."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, Self

from conventions.models import ActionItem, Meeting
from ofqj_portal.core.shores import format_both_shores


@dataclass(frozen=True)
class BundleItem:
    """One point of the agenda as it is printed, with the titles of its documents."""

    label: str
    note: str
    documents: tuple[str, ...]


@dataclass(frozen=True)
class BundleAction:
    """An action that comes back."""

    title: str
    owner: str
    due_on: date


@dataclass(frozen=True)
class MeetingBundle:
    """What the first pages of the bundle say."""

    title: str
    convention: str
    when: str
    place: str
    items: tuple[BundleItem, ...]
    actions: tuple[BundleAction, ...]
    minutes: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, meeting: Meeting, actions: Iterable[ActionItem]) -> Self:
        """Write the first pages of a meeting's bundle: agenda, actions still open, minutes to approve."""
        items = list(
            meeting.items.select_related("minutes__meeting").prefetch_related("documents").order_by("position")
        )
        return cls(
            title=meeting.title,
            convention=str(meeting.committee.convention),
            when=format_both_shores(meeting.meets_at),
            place=meeting.place,
            items=tuple(BundleItem(str(item), item.note, tuple(map(str, item.documents.all()))) for item in items),
            actions=tuple(BundleAction(row.title, str(row.get_owner_display()), row.due_on) for row in actions),
            minutes=tuple((str(item.minutes), item.minutes.text) for item in items if item.minutes),
        )


def join_documents(cover: bytes, documents: Iterable[tuple[str, str, bytes]], *, first: str) -> bytes:
    """Put documents behind the agenda: (point, title, PDF); every part has its bookmark, named by its point.

    The same parts give the same bytes. Raises ValueError for a document that is no readable PDF.
    """
    import pikepdf

    parts = list(documents)
    with pikepdf.open(BytesIO(cover)) as bundle:
        with bundle.open_outline() as outline:
            outline.root.clear()
            outline.root.append(pikepdf.OutlineItem(first, 0))
            heads: dict[str, Any] = {}
            for point, title, content in parts:
                page = len(bundle.pages)
                _append(bundle, title, content)
                if point not in heads:
                    heads[point] = pikepdf.OutlineItem(point, page)
                    outline.root.append(heads[point])
                heads[point].children.append(pikepdf.OutlineItem(title, page))
        bundle.Root.PageMode = pikepdf.Name.UseOutlines
        out = BytesIO()
        bundle.save(out, deterministic_id=True)
    return out.getvalue()


def _append(bundle: Any, title: str, content: bytes) -> None:
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as part:
            bundle.pages.extend(part.pages)
    except pikepdf.PdfError as broken:
        raise ValueError(f"unreadable document: {title}") from broken
