"""Envelopes as bars, for whoever decides or pays from them."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.money import Money
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.shores import format_money
from ofqj_portal.dashboard.queries.home.parts import EnvelopeBar
from projects.models import Envelope

SHOWN = 6


def bars(now: datetime, sections: Collection[str] | None = None) -> list[EnvelopeBar]:
    """Draw the most recent envelopes of the calls of this year or later, one bar each; of all sections when None."""
    since = datetime(now.year, 1, 1, tzinfo=calendar.PARIS)
    key = None if sections is None else tuple(sorted(sections))
    return [_bar(envelope) for envelope in _RECENT.of(None, key, since=since).all()]


def _recent(_user: None, sections: tuple[str, ...] | None, *, since: datetime) -> QuerySet[Envelope]:
    rows = Envelope.objects.all() if sections is None else Envelope.objects.of_sections(set(sections))
    money = ("currency", "total_amount", "committed_amount", "paid_amount")
    rows = rows.filter(call__closes_at__gte=since).select_related("call").only("section", *money, "call__title")
    return rows.order_by("-call__closes_at")[:SHOWN]


_RECENT = PreparedRows(_recent, since=datetime)


def _bar(envelope: Envelope) -> EnvelopeBar:
    paid, promised = envelope.paid, envelope.committed - envelope.paid
    rest = format_money(envelope.left)
    return EnvelopeBar(
        title=f"{envelope.call.title} · {envelope.get_section_display()}",
        parts=(
            {"pct": _pct(paid, envelope), "kind": "paye", "label": _("payé : %s") % format_money(paid)},
            {"pct": _pct(promised, envelope), "kind": "pris", "label": _("promis : %s") % format_money(promised)},
        ),
        rest=_("reste : %s") % rest,
        label=_("Il reste %(rest)s sur %(total)s.") % {"rest": rest, "total": format_money(envelope.total)},
    )


def _pct(part: Money, envelope: Envelope) -> Decimal:
    return part.amount * 100 / envelope.total_amount if envelope.total_amount else Decimal(0)
