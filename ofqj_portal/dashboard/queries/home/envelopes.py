"""Envelopes as bars, for whoever decides or pays from them."""

from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from ofqj_portal.dashboard.queries.home.parts import EnvelopeBar
from projects.models import Envelope

SHOWN = 6


def bars(envelopes: QuerySet[Envelope]) -> list[EnvelopeBar]:
    """Draw the most recent envelopes of `envelopes`, one bar each."""
    return [_bar(envelope) for envelope in envelopes.select_related("call").order_by("-call__closes_at")[:SHOWN]]


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
