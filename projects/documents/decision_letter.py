"""The letter by which a section answers a dossier, in words a person understands."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ofqj_portal.core.shores import format_date, format_money
from partners.enums import Section
from partners.models import Structure
from projects.enums import DecisionState
from projects.models import Decision, Letterhead
from projects.queries.decisions import awarded_elsewhere

SECTION_ZONES = {Section.FRANCE: ZoneInfo("Europe/Paris"), Section.QUEBEC: ZoneInfo("America/Toronto")}


@dataclass(frozen=True)
class CutLine:
    """One reduction: the line of the budget, how much is taken off, and why."""

    line: str
    amount: str
    reason: str


@dataclass(frozen=True)
class DecisionLetter:
    """Everything the letter says, ready to be laid out; amounts and dates are written for the reader's shore."""

    sender: str
    sender_lines: tuple[str, ...]
    recipient: str
    recipient_lines: tuple[str, ...]
    written_on: date
    written_on_text: str
    reference: str
    subject: str
    opening: str
    answer: tuple[str, ...]
    motive: tuple[str, ...]
    conditions: tuple[str, ...]
    cuts: tuple[CutLine, ...]
    next_steps: tuple[str, ...]
    contest: tuple[str, ...]
    signatory: str
    signed_by: str

    @classmethod
    def of(cls, decision: Decision, *, written_at: datetime) -> Self:
        """Write the letter of a decision that is taken, dated in the section's own zone."""
        project = decision.project
        head = Letterhead.objects.get(section=decision.section)
        written_on = written_at.astimezone(SECTION_ZONES[Section(decision.section)]).date()
        return cls(
            sender=head.sender,
            sender_lines=_lines(head.address),
            recipient=project.carrier.name,
            recipient_lines=_address(project.carrier),
            written_on=written_on,
            written_on_text=format_date(written_on),
            reference=project.number,
            subject=_("Réponse à votre projet « %s »") % project.title,
            opening=_opening(decision),
            answer=_answer(decision),
            motive=_lines(decision.motive),
            conditions=_lines(decision.conditions) if decision.state == DecisionState.CONDITIONAL_YES else (),
            cuts=cut_lines(decision),
            next_steps=_next_steps(decision),
            contest=_lines(head.contest),
            signatory=head.signatory,
            signed_by=f"{decision.decided_by.first_name} {decision.decided_by.last_name}".strip(),
        )


def cut_lines(decision: Decision) -> tuple[CutLine, ...]:
    """Write the reductions of a yes, in their order."""
    return tuple(CutLine(cut.line, format_money(cut.money), cut.reason) for cut in decision.cuts.all())


def _opening(decision: Decision) -> str:
    return _("Vous avez déposé le projet « %(title)s ». Voici ce que répond la %(section)s.") % {
        "title": decision.project.title,
        "section": _section_words(decision.section),
    }


def _section_words(section: str) -> str:
    return _("section France de l’OFQJ") if section == Section.FRANCE else _("section Québec de l’OFQJ")


def _answer(decision: Decision) -> tuple[str, ...]:
    return (*_said(decision), *_elsewhere(decision))


def _elsewhere(decision: Decision) -> tuple[str, ...]:
    """Read the amount in the other currency, at the rate frozen when the section said yes."""
    read = awarded_elsewhere(decision)
    return (_("À titre indicatif, au jour de la décision : %s.") % read,) if read else ()


def _said(decision: Decision) -> tuple[str, ...]:
    amount = format_money(decision.awarded) if decision.awarded else ""
    if decision.state == DecisionState.YES:
        return (
            _("La réponse est oui. L’OFQJ accorde %s à votre projet.") % amount,
            _("C’est un montant maximal : il suit le nombre de personnes qui partent vraiment."),
        )
    if decision.state == DecisionState.CONDITIONAL_YES:
        return (
            _("La réponse est oui, à condition que vous fassiez ce qui est écrit plus bas.")
            + " "
            + _("L’OFQJ met de côté %s pour votre projet.") % amount,
            _("C’est un montant maximal : il suit le nombre de personnes qui partent vraiment."),
        )
    if decision.state == DecisionState.NO:
        return (_("La réponse est non : l’OFQJ n’accorde pas d’aide à ce projet."),)
    return (_("L’OFQJ classe votre demande sans suite : il n’y a pas d’aide pour ce projet."),)


def _next_steps(decision: Decision) -> tuple[str, ...]:
    if not decision.is_yes:
        return (
            _what_remains(decision),
            _("La personne chargée de votre dossier vous répond dans le fil du dossier."),
        )
    if decision.state == DecisionState.CONDITIONAL_YES:
        steps: tuple[str, ...] = (
            _("Répondez à chaque condition dans le portail, par quelques mots ou par un fichier, avant la fin du %s.")
            % _due(decision),
            _("Rien n’est versé tant qu’elles ne sont pas levées. Si elles ne le sont pas à temps, l’aide tombe."),
        )
    else:
        steps = (
            _("Inscrivez les participants dans le portail, puis notez leur départ et leur retour."),
            _("Au retour, remettez le bilan du projet : il ouvre le versement du solde."),
        )
    return (*_plan_to_confirm(decision), *steps)


def _what_remains(decision: Decision) -> str:
    """Say to whom this section gives nothing what the other gives, or what the dossier is still good for."""
    other = _other_answer(decision)
    if other and other.is_yes:
        words = _("La %s accorde sa part : son courrier dit ce qu’il vous reste à faire.")
        return words % _section_words(other.section)
    return _("Votre dossier reste dans le portail : vous pouvez le relire et vous en servir pour un prochain appel.")


def _plan_to_confirm(decision: Decision) -> tuple[str, ...]:
    """Say first what a yes beside a no asks: a plan that holds without the other section's share."""
    other = _other_answer(decision)
    if other is None or other.is_yes:
        return ()
    return (
        _("La %s n’accorde pas sa part : son courrier dit pourquoi.") % _section_words(other.section),
        _("Avant tout, confirmez dans le portail un plan qui tient avec l’aide accordée, ou retirez le dossier."),
    )


def _other_answer(decision: Decision) -> Decision | None:
    """Return what the other section answered to the same dossier, if it was asked and has answered."""
    others = decision.project.decisions.exclude(pk=decision.pk).exclude(state=DecisionState.PENDING)
    return others.first()


def _due(decision: Decision) -> str:
    """Write the day by which the conditions are to be met, in the section's own zone."""
    due_at = decision.condition_rows.standing().order_by("due_at").values_list("due_at", flat=True).first()
    if due_at is None:
        return format_date(decision.project.departs_on)
    return format_date(due_at.astimezone(SECTION_ZONES[Section(decision.section)]).date())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _address(structure: Structure) -> tuple[str, ...]:
    town = f"{structure.postal_code} {structure.commune}".strip()
    return tuple(line for line in (structure.street, town) if line)
