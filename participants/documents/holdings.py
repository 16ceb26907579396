"""What is kept about a person, in her words: by category, with why and for how long. One source for every reader.

Her space, the desk that answers her and the file she takes away all lay out the same categories.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ofqj_portal.core.shores import format_date, format_money
from participants.enums import Agreement, Opportunity, Statement
from participants.models import (
    EmergencySheet,
    OpportunityProfile,
    PaidPerson,
    Participant,
    Participation,
    ReturnStep,
)
from participants.queries.consents import choices_of
from participants.queries.facts import Fact, facts_of
from projects.queries.shares import people_shares


@dataclass(frozen=True)
class Category:
    """One kind of thing that is kept: `code` names it in the file for machines."""

    code: str
    title: str
    why: str
    kept: str
    facts: list[Fact]


def holdings_of(participant: Participant, today: date) -> list[Category]:
    """List everything that is kept about her, empty categories left out."""
    stays = list(
        participant.participations.select_related("project")
        .prefetch_related("situations", "assessments", "attendances", "return_steps")
        .order_by("pk")
    )
    kept = _("jusqu’à deux ans après notre dernier contact")
    categories = [
        Category(
            "identity",
            _("Qui vous êtes, comment vous joindre"),
            _("pour savoir si vous pouvez partir, et vous écrire"),
            kept,
            [*_name(participant), *facts_of(participant, today, in_full=True)],
        ),
        Category("stays", _("Vos séjours"), _("pour organiser le départ et payer l’aide"), kept, _stays(stays)),
        Category(
            "payments",
            _("L’argent qui vous est versé"),
            _("pour vous payer votre part, et en garder la preuve"),
            _("dix ans pour la preuve ; votre compte est effacé dès que le versement est confirmé"),
            _payments(participant),
        ),
        Category(
            "emergency",
            _("Votre fiche d’urgence"),
            _("pour prévenir un proche et vous nourrir sans danger, pendant le séjour"),
            _("jusqu’à trente jours après le retour"),
            _emergency(participant),
        ),
        Category(
            "opportunities",
            _("Les difficultés que vous avez dites"),
            _("pour compter qui part, et donner sa place à chacun"),
            _("jusqu’à la publication des bilans de votre séjour"),
            _opportunities(participant),
        ),
        Category(
            "situations",
            _("Ce que vous devenez"),
            _("pour compter ce que les séjours changent"),
            kept,
            _situations(stays),
        ),
        Category(
            "assessments",
            _("Ce que vous avez dit de vos progrès"),
            _("pour compter ce que les séjours changent, jamais pour vous noter"),
            kept,
            _assessments(stays),
        ),
        Category(
            "consents",
            _("Vos accords"),
            _("pour respecter ce que vous avez choisi"),
            kept,
            _consents(participant, today),
        ),
    ]
    return [category for category in categories if category.facts]


def _name(participant: Participant) -> list[Fact]:
    return [Fact(_("Prénom"), participant.first_name), Fact(_("Nom"), participant.last_name)]


def _stays(stays: list[Participation]) -> list[Fact]:
    lines = []
    for stay in stays:
        passport = stay.get_passport_verdict_display()
        if stay.passport_expires_on:
            passport = _("%(verdict)s, expire le %(day)s") % {
                "verdict": passport,
                "day": format_date(stay.passport_expires_on),
            }
        lines += [
            Fact(stay.project.title, stay.get_state_display(), stay.project.number),
            Fact(_("Votre passeport pour ce séjour"), passport, _("sans copie du passeport")),
            *_sessions(stay),
            *_return_steps(stay),
        ]
    return lines


def _payments(participant: Participant) -> list[Fact]:
    lines = []
    for bridge in PaidPerson.objects.filter(participation__participant=participant).order_by("pk"):
        for share in people_shares(bridge.participation.project).filter(payee=bridge.payee_id):
            paid = getattr(share, "payment", None)
            said = _("versée le %s") % format_date(paid.paid_on) if paid else _("pas encore versée")
            lines.append(Fact(_("Votre part de l’aide"), format_money(paid.money if paid else share.planned), said))
    return lines


def _sessions(stay: Participation) -> list[Fact]:
    """Say at which sessions she was noted, in one line; nothing where nobody noted her."""
    said = Counter(one.get_status_display() for one in stay.attendances.all())
    words = ", ".join(f"{status}\N{NO-BREAK SPACE}: {count}" for status, count in sorted(said.items()))
    return [Fact(_("Vos présences aux séances"), words)] if said else []


def _return_steps(stay: Participation) -> list[Fact]:
    """Say what is planned for her return, a line a step."""
    return [
        Fact(_("Votre plan de retour"), step.get_kind_display(), _said_of(step))
        for step in sorted(stay.return_steps.all(), key=lambda step: step.due_on)
    ]


def _said_of(step: ReturnStep) -> str:
    if step.done_on:
        return _("fait le %s") % format_date(step.done_on)
    return _("pour le %s") % format_date(step.due_on)


def _emergency(participant: Participant) -> list[Fact]:
    lines = []
    for sheet in EmergencySheet.objects.filter(participation__participant=participant).order_by("pk"):
        lines += [
            Fact(_("Personne à prévenir"), sheet.contact_name, sheet.contact_phone),
            Fact(_("Allergies"), ", ".join(str(allergen.label) for allergen in sheet.allergens) or _("aucune")),
        ]
    return lines


def _opportunities(participant: Participant) -> list[Fact]:
    profile = OpportunityProfile.objects.filter(participant=participant).first()
    if profile is None:
        return []
    said = ", ".join(str(Opportunity(code).label) for code in profile.codes)
    if profile.is_declined:
        said = _("Vous n’avez pas souhaité répondre.")
    return [Fact(_("Ce que vous avez dit"), said or _("Aucune difficulté."))]


def _situations(stays: list[Participation]) -> list[Fact]:
    return [
        Fact(row.get_moment_display(), row.get_category_display(), format_date(row.observed_on))
        for stay in stays
        for row in stay.situations.all()
    ]


def _assessments(stays: list[Participation]) -> list[Fact]:
    lines = []
    for row in (row for stay in stays for row in stay.assessments.all()):
        for statement in Statement:
            answer = getattr(row, statement.value)
            if answer is not None:
                lines.append(Fact(str(statement.label), str(Agreement(answer).label), row.get_moment_display()))
    return lines


def _consents(participant: Participant, today: date) -> list[Fact]:
    lines = []
    for choice in choices_of(participant, today):
        if choice.answer:
            words = {"day": format_date(choice.answer.answered_on), "version": choice.answer.text.version}
            detail = _("le %(day)s, sur le texte %(version)s") % words
            lines.append(Fact(choice.label, _("oui") if choice.answer.is_given else _("non"), detail))
    return lines
