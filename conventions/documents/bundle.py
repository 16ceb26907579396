"""The one file of a meeting: its agenda, then each document behind its bookmark."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, Self

from django.utils.translation import gettext

from conventions.models import ActionItem, Convention, Meeting
from conventions.queries.meetings import plans_waiting, reports_waiting, resolutions_waiting
from conventions.queries.plans import ActionRow, rows_of_plan
from ofqj_portal.core.money import Money
from ofqj_portal.core.pdf_joining import append_document, no_longer_accessible
from ofqj_portal.core.shores import format_both_shores


@dataclass(frozen=True)
class BundleItem:
    """One point of the agenda as it is printed, with the titles of its documents."""

    label: str
    note: str
    documents: tuple[str, ...]


@dataclass(frozen=True)
class BundleLine:
    """One action of a plan that is voted: who leads it, what it aims at, and who means to pay."""

    title: str
    owner: str
    targets: tuple[str, ...]
    money: tuple[Money, ...]


@dataclass(frozen=True)
class BundleAction:
    """An action that comes back."""

    title: str
    owner: str
    due_on: date


@dataclass(frozen=True)
class BundleVote:
    """Something the committee votes on: what it is called, what is proposed line by line, what it says in words."""

    title: str
    lines: tuple[BundleLine, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class MeetingBundle:
    """What the first pages of the bundle say."""

    title: str
    convention: str
    when: str
    place: str
    items: tuple[BundleItem, ...]
    votes: tuple[BundleVote, ...]
    actions: tuple[BundleAction, ...]
    minutes: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, meeting: Meeting, actions: Iterable[ActionItem]) -> Self:
        """Write the first pages of a meeting's bundle: agenda, votes, actions still open, minutes to approve."""
        items = list(
            meeting.items.select_related("minutes__meeting").prefetch_related("documents").order_by("position")
        )
        return cls(
            title=meeting.title,
            convention=str(meeting.committee.convention),
            when=format_both_shores(meeting.meets_at),
            place=meeting.place,
            items=tuple(BundleItem(str(item), item.note, tuple(map(str, item.documents.all()))) for item in items),
            votes=_votes(meeting.committee.convention),
            actions=tuple(BundleAction(row.title, str(row.get_owner_display()), row.due_on) for row in actions),
            minutes=tuple((str(item.minutes), item.minutes.text) for item in items if item.minutes),
        )


def _votes(convention: Convention) -> tuple[BundleVote, ...]:
    """List what waits for a vote; of a report, which not everybody reads yet, only the name."""
    words = {
        "plan": gettext("Plan d’action %(year)s"),
        "report": gettext("Bilan %(period)s, version %(version)s : provisoire, à lire sur le portail"),
    }
    plans = [
        BundleVote(words["plan"] % {"year": plan.year}, tuple(_line(row) for row in rows_of_plan(plan)))
        for plan in plans_waiting(convention)
    ]
    reports = [
        BundleVote(words["report"] % {"period": row.period, "version": row.version})
        for row in reports_waiting(convention)
    ]
    return (*plans, *reports, *(BundleVote(str(row), text=row.text) for row in resolutions_waiting(convention)))


def _line(row: ActionRow) -> BundleLine:
    targets = tuple(f"{gauge.target} {gauge.label}" for gauge in row.gauges)
    return BundleLine(str(row.action), str(row.action.get_owner_display()), targets, row.fundings)


def join_documents(cover: bytes, documents: Iterable[tuple[str, str, bytes]], *, first: str) -> bytes:
    """Put documents behind the agenda: (point, title, PDF); every part has its bookmark, named by its point, its tags.

    One document without tags, and the whole no longer says that it is PDF/UA. The same parts give the same bytes.
    Raises ValueError for a document that is no readable PDF.
    """
    import pikepdf

    parts, are_tagged = list(documents), True
    with pikepdf.open(BytesIO(cover)) as bundle:
        with bundle.open_outline() as outline:
            outline.root.clear()
            outline.root.append(pikepdf.OutlineItem(first, 0))
            heads: dict[str, Any] = {}
            for point, title, content in parts:
                page = len(bundle.pages)
                are_tagged &= _append(bundle, title, content)
                if point not in heads:
                    heads[point] = pikepdf.OutlineItem(point, page)
                    outline.root.append(heads[point])
                heads[point].children.append(pikepdf.OutlineItem(title, page))
        bundle.Root.PageMode = pikepdf.Name.UseOutlines
        if not are_tagged:
            no_longer_accessible(bundle)
        out = BytesIO()
        bundle.save(out, deterministic_id=True)
    return out.getvalue()


def _append(bundle: Any, title: str, content: bytes) -> bool:
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as part:
            return append_document(bundle, part, title)
    except pikepdf.PdfError as broken:
        raise ValueError(f"unreadable document: {title}") from broken
