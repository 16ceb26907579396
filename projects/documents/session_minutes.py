"""The list of a decision session, to be signed by those who took part."""

from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _

from ofqj_portal.core.money import Money, total
from ofqj_portal.core.shores import format_date, format_money
from partners.enums import Section
from projects.documents.decision_letter import SECTION_ZONES, CutLine, cut_lines
from projects.models import Decision, DecisionSession, Envelope


@dataclass(frozen=True)
class MinutesLine:
    """One dossier that was answered: amounts are written for the section's shore; `cuts` are its reductions."""

    number: str
    title: str
    carrier: str
    asked: str
    answer: str
    awarded: str
    motive: str
    decided_by: str
    cuts: tuple[CutLine, ...] = ()


@dataclass(frozen=True)
class SessionMinutes:
    """Everything the list says, ready to be laid out."""

    title: str
    call: str
    section: str
    held_on: str
    lines: tuple[MinutesLine, ...]
    sums: tuple[tuple[str, str], ...]
    signatories: tuple[str, ...]

    @classmethod
    def of(cls, session: DecisionSession) -> Self:
        """Write the list from the decisions that came of a session and still stand."""
        projects = session.trials.exclude(decided_at=None).values("project")
        rows = Decision.objects.filter(project__in=projects, section=session.section, decided_by__isnull=False)
        rows = rows.select_related("project__carrier", "decided_by").prefetch_related("project__aid_requests", "cuts")
        decisions = list(rows.order_by("project__number"))
        day = (session.confirmed_at or session.opened_at).astimezone(SECTION_ZONES[Section(session.section)]).date()
        return cls(
            title=_("Décisions de la séance du %s") % format_date(day),
            call=session.call.title,
            section=session.get_section_display(),
            held_on=format_date(day),
            lines=tuple(_line(decision) for decision in decisions),
            sums=_sums(session, decisions),
            signatories=tuple(sorted({str(decision.decided_by) for decision in decisions})),
        )


def _line(decision: Decision) -> MinutesLine:
    aid = next(aid for aid in decision.project.aid_requests.all() if aid.section == decision.section)
    return MinutesLine(
        number=decision.project.number,
        title=decision.project.title,
        carrier=decision.project.carrier.name,
        asked=format_money(Money(aid.requested_amount, aid.currency)),
        answer=str(decision.get_state_display()),
        awarded=format_money(decision.awarded) if decision.awarded else "—",
        motive=" ".join(part for part in (decision.motive, decision.conditions) if part),
        decided_by=str(decision.decided_by),
        cuts=cut_lines(decision),
    )


def _sums(session: DecisionSession, decisions: list[Decision]) -> tuple[tuple[str, str], ...]:
    envelope = Envelope.objects.get(call=session.call_id, section=session.section)
    awarded = total([decision.awarded for decision in decisions if decision.awarded], envelope.currency)
    return (
        (_("Montant de l’enveloppe"), format_money(envelope.total)),
        (_("Accordé par cette séance"), format_money(awarded)),
        (_("Reste à accorder"), format_money(envelope.left)),
    )
