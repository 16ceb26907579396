"""The letter that asks a structure to give back what it was paid above what is due."""

from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _

from ofqj_portal.core.shores import format_date, format_money
from partners.enums import Section
from projects.documents.decision_letter import SECTION_ZONES
from projects.models import Letterhead, Recovery
from projects.queries.repayment import repayment_places


@dataclass(frozen=True)
class RecoveryLetter:
    """Everything the letter says; amounts and dates are written for the reader's shore."""

    sender: str
    sender_lines: tuple[str, ...]
    recipient: str
    recipient_lines: tuple[str, ...]
    written_on_text: str
    reference: str
    subject: str
    body: tuple[str, ...]
    account: tuple[tuple[str, str], ...]
    how_to_pay: str
    contest: tuple[str, ...]
    signatory: str
    signed_by: str

    @classmethod
    def of(cls, recovery: Recovery) -> Self:
        """Write the letter of a recovery that is sent, dated in the section's own zone."""
        decision = recovery.grant.decision
        project, head = decision.project, Letterhead.objects.get(section=decision.section)
        account = repayment_places([decision.section])[decision.section].lines
        carrier = project.carrier
        town = f"{carrier.postal_code} {carrier.commune}".strip()
        sent_on = recovery.sent_at.astimezone(SECTION_ZONES[Section(decision.section)]).date()
        return cls(
            sender=head.sender,
            sender_lines=_lines(head.address),
            recipient=carrier.name,
            recipient_lines=tuple(line for line in (carrier.street, town) if line),
            written_on_text=format_date(sent_on),
            reference=project.number,
            subject=_("Trop-perçu à rendre pour « %s »") % project.title,
            body=_body(recovery),
            account=account,
            how_to_pay=_how_to_pay(head) if not account else _("Rappelez dans le virement : %s.") % project.number,
            contest=_lines(head.contest),
            signatory=head.signatory,
            signed_by=str(recovery.sent_by),
        )


def _body(recovery: Recovery) -> tuple[str, ...]:
    words = {"amount": format_money(recovery.money), "day": format_date(recovery.due_on)}
    return (
        _("L’OFQJ vous a versé %(amount)s de plus que ce qui est dû.") % words,
        recovery.reason,
        _("Rendez %(amount)s à l’OFQJ avant le %(day)s, en rappelant le numéro du dossier.") % words,
        _("Une difficulté pour rendre cette somme ? Écrivez-nous dans le fil du dossier : nous chercherons avec vous."),
    )


def _how_to_pay(head: Letterhead) -> str:
    """Say how to learn the account that nobody wrote yet."""
    if head.email:
        return _("Demandez-nous le compte où rendre cette somme, dans le fil du dossier ou à %s.") % head.email
    return _("Demandez-nous le compte où rendre cette somme, dans le fil du dossier.")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
