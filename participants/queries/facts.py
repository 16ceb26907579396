"""What is known of a person, as intitulés and values."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.calendar import age_on
from ofqj_portal.core.shores import format_date
from participants.models import Participant


@dataclass(frozen=True)
class Fact:
    """One line of a fiche; an empty value says so in words."""

    label: str
    value: Any
    detail: str = ""
    url: str = ""


def facts_of(participant: Participant, today: date, *, in_full: bool) -> list[Fact]:
    """Return the lines of a fiche; `in_full` for her own structure, else what a stay needs and no more."""
    age = _("%(age)d ans aujourd’hui") % {"age": age_on(participant.born_on, today)}
    lines = [
        Fact(_("Née ou né le"), format_date(participant.born_on), age),
        Fact(_("Suivie par"), str(participant.structure)),
    ]
    if not in_full:
        return lines
    return [*lines, *_what_she_said(participant), *_where(participant), *_contact(participant)]


def _what_she_said(participant: Participant) -> list[Fact]:
    return [
        Fact(_("Genre"), participant.get_gender_display()),
        Fact(_("Niveau d’études"), participant.get_education_level_display()),
    ]


def _where(participant: Participant) -> list[Fact]:
    french = participant.structure.is_french
    lines = [
        Fact(_("Département") if french else _("Région administrative"), participant.territory or ""),
        Fact(_("Commune") if french else _("MRC"), participant.area_name, participant.area_code),
        Fact(_("Commune rurale") if french else _("Milieu rural"), _yes_or_no(participant.is_rural)),
    ]
    if french:
        lines.append(Fact(_("Zone FRR (ex-ZRR)"), _yes_or_no(participant.is_frr)))
        lines.append(Fact(_("Habite en quartier prioritaire (QPV)"), _yes_or_no(participant.is_qpv)))
    return lines


def _contact(participant: Participant) -> list[Fact]:
    given = participant.notice_given_on
    return [
        Fact(_("Adresse e-mail"), participant.email),
        Fact(_("Téléphone"), participant.phone),
        Fact(_("Information sur ses données"), _("remise le %s") % format_date(given) if given else ""),
    ]


def _yes_or_no(answer: bool | None) -> str:
    return {True: _("Oui"), False: _("Non")}.get(answer, "") if answer is not None else ""
