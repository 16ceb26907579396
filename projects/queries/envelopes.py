"""Envelopes as they stand: paid, committed, asked, left; each in its own currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from ofqj_portal.core.money import Money
from ofqj_portal.core.roles import Role, has_role, sections_of
from ofqj_portal.core.shores import format_money
from partners.enums import Section
from projects.enums import IN_REVIEW
from projects.models import AidRequest, Envelope


@dataclass(frozen=True)
class Part:
    """One part of an envelope's bar."""

    kind: str
    pct: Decimal
    label: str


@dataclass(frozen=True)
class EnvelopeState:
    """An envelope put in words, for `components/bar.html`."""

    envelope: Envelope
    asked: Money
    parts: list[Part]
    rest: str
    sentence: str


def envelopes_read_by(user: Any) -> "QuerySet[Envelope]":
    """Return the envelopes `user` may read: her section's, both for finance; with what is asked and undecided."""
    sections = set(Section.values) if has_role(user, Role.FINANCE) else sections_of(user, Role.OFFICER, Role.DECIDER)
    asked = (
        AidRequest.objects.filter(
            project__call=OuterRef("call"), section=OuterRef("section"), project__state__in=sorted(IN_REVIEW)
        )
        .exclude(project__decisions__section=OuterRef("section"), project__decisions__decided_at__isnull=False)
        .order_by()
        .values("section")
        .annotate(total=Sum("requested_amount"))
        .values("total")
    )
    rows = Envelope.objects.of_sections(sections).select_related("call")
    return rows.annotate(asked_amount=Coalesce(Subquery(asked), Value(Decimal(0)))).order_by(
        "-call__closes_at", "call__code", "section"
    )


def envelope_states(envelopes: Iterable[Any]) -> list[EnvelopeState]:
    """Put envelopes of `envelopes_read_by` into words."""
    return [envelope_state(envelope, Money(envelope.asked_amount, envelope.currency)) for envelope in envelopes]


def envelope_state(envelope: Envelope, asked: Money) -> EnvelopeState:
    """Put one envelope into words, beside what is `asked` and still undecided."""
    waiting = envelope.committed - envelope.paid
    parts = [
        Part("paye", _pct(envelope, envelope.paid), _("payé : %s") % format_money(envelope.paid)),
        Part("pris", _pct(envelope, waiting), _("engagé, à payer : %s") % format_money(waiting)),
        Part("demande", _pct(envelope, asked), _("demandé : %s") % format_money(asked)),
    ]
    words = {"total": format_money(envelope.total), "left": format_money(envelope.left)}
    return EnvelopeState(
        envelope=envelope,
        asked=asked,
        parts=parts,
        rest=_("reste à accorder : %s") % format_money(envelope.left),
        sentence=_("Enveloppe de %(total)s, dont %(left)s à accorder") % words,
    )


def _pct(envelope: Envelope, amount: Money) -> Decimal:
    if not envelope.total_amount:
        return Decimal(0)
    return (amount.amount * 100 / envelope.total_amount).quantize(Decimal("0.01"))
