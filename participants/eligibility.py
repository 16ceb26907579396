"""May this person leave with this group? Computed when read, from the dates as they stand; never kept (R1–R3, R10).

Each verdict says why in words, and for which departure dates it holds, so that a stay moved by a week is understood
before it hurts.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.calendar import add_months, age_on
from ofqj_portal.core.shores import format_date
from participants.enums import PassportVerdict
from participants.rule_book import AgeBounds, Papers, RuleBook, rule_book

if TYPE_CHECKING:
    from participants.models import Participation
    from projects.models import Project


class Met(StrEnum):
    """What a rule says of somebody: fine, forbidden, or allowed with a word to the adviser."""

    YES = "yes"
    NO = "no"
    ALERT = "alert"


@dataclass(frozen=True)
class Stay:
    """The first and last day of a stay, as planned or as it really was; None while nobody said."""

    departs_on: date | None
    returns_on: date | None


@dataclass(frozen=True)
class Verdict:
    """One rule on one person. `since` and `until` are the departure dates between which it holds (inclusive)."""

    code: str
    met: Met
    label: str
    reason: str
    fix: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Eligibility:
    """All the verdicts on one person, in the order an adviser works through them."""

    verdicts: tuple[Verdict, ...]

    @property
    def may_leave(self) -> bool:
        """Say whether nothing stands in the way."""
        return not self.blocking

    @property
    def blocking(self) -> tuple[Verdict, ...]:
        """What is missing or forbids."""
        return tuple(verdict for verdict in self.verdicts if verdict.met is Met.NO)

    @property
    def alerts(self) -> tuple[Verdict, ...]:
        """What does not forbid, but wants an explanation."""
        return tuple(verdict for verdict in self.verdicts if verdict.met is Met.ALERT)


def stay_of(project: "Project") -> Stay:
    """Return the days of a project's stay: as they really were once it has left, else as planned."""
    return Stay(project.departed_on or project.departs_on, project.returned_on or project.returns_on)


def eligibility_of(
    participation: "Participation",
    project: "Project",
    stay: Stay | None = None,
    *,
    book: RuleBook | None = None,
    stays_done: int = 0,
) -> Eligibility:
    """Judge somebody for `project`, or for another `stay` with it; `stays_done` is how often she left before.

    Asks nothing of the database once `participant__structure`, the project's call and its `book` are at hand.
    """
    stay, book = stay or stay_of(project), rule_book(project) if book is None else book
    structure = participation.participant.structure
    bounds = book.bounds_for(project, structure, stay.departs_on)
    return judge(participation, stay, bounds, book.papers_for(structure, stay.departs_on), stays_done)


def judge(
    participation: "Participation", stay: Stay, bounds: AgeBounds, papers: Papers | None = None, stays_done: int = 0
) -> Eligibility:
    """Return what every rule says of this person for this stay.

    Reads the row and its person, asks nothing of the database beyond them. A leader is never judged (R1).
    """
    papers = papers or Papers()
    verdicts = [
        *judge_age(participation.participant.born_on, stay, bounds),
        *_stays(stays_done, papers),
        _attestation(participation, stay, papers),
        _passport(participation, stay, papers),
        judge_paper("authorisation", _("Autorisation de voyage"), participation, stay),
        judge_paper("insurance", _("Assurance"), participation, stay),
    ]
    return Eligibility(tuple(verdicts))


def judge_age(born_on: date, stay: Stay, bounds: AgeBounds) -> list[Verdict]:
    """Return what the rules on age say of somebody born on that day, who may not be in the group yet."""
    return [_age(born_on, stay, bounds), *_age_alert(born_on, stay, bounds)]


def birthday(born_on: date, age: int) -> date:
    """Return the day somebody turns `age`; born on 29 February, on 1 March of a common year (R1)."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def _age(born_on: date, stay: Stay, bounds: AgeBounds) -> Verdict:
    since = birthday(born_on, bounds.youngest) if bounds.youngest is not None else None
    until = birthday(born_on, bounds.oldest + 1) - timedelta(days=1) if bounds.oldest is not None else None
    met, reason, fix = _age_in_words(born_on, stay.departs_on, since, until, bounds)
    return Verdict("age", met, _("Âge"), reason, fix, since, until)


def _age_in_words(
    born_on: date, departs_on: date | None, since: date | None, until: date | None, bounds: AgeBounds
) -> tuple[Met, str, str]:
    if departs_on is None:
        fix = _("Indiquez les dates du séjour dans le dossier.")
        return Met.NO, _("Le séjour n’a pas encore de date de départ."), fix
    words = {
        "age": _years(age_on(born_on, departs_on)),
        "day": format_date(departs_on),
        "least": _years(bounds.youngest or 0),
        "most": _years(bounds.oldest or 0),
        "over": _years((bounds.oldest or 0) + 1),
        "since": format_date(since) if since else "",
        "until": format_date(until) if until else "",
    }
    if since and departs_on < since:
        reason = _("%(age)s le jour du départ, le %(day)s : il faut avoir %(least)s.") % words
        return Met.NO, reason, _("Peut partir à partir du %(since)s, jour de ses %(least)s.") % words
    if until and departs_on > until:
        reason = _("%(age)s le jour du départ, le %(day)s : l’âge limite est de %(most)s.") % words
        return Met.NO, reason, _("Pouvait partir jusqu’au %(until)s, veille de ses %(over)s.") % words
    return Met.YES, _("%(age)s le jour du départ, le %(day)s.") % words, ""


def _age_alert(born_on: date, stay: Stay, bounds: AgeBounds) -> list[Verdict]:
    """A Mission Locale follows people of 25 at most: past that it has to say why (R2)."""
    if bounds.alert_above is None or stay.departs_on is None:
        return []
    until = birthday(born_on, bounds.alert_above + 1) - timedelta(days=1)
    too_old = bounds.oldest is not None and stay.departs_on >= birthday(born_on, bounds.oldest + 1)
    if stay.departs_on <= until or too_old:
        return []
    label = _("Âge suivi par une Mission Locale")
    reason = _("Plus de %(age)s au départ : une Mission Locale accompagne jusqu’à cet âge.") % {
        "age": _years(bounds.alert_above)
    }
    if bounds.is_explained:
        reason = _("Plus de %(age)s au départ ; la raison est donnée dans le dossier.") % {
            "age": _years(bounds.alert_above)
        }
        return [Verdict("age_of_ml", Met.YES, label, reason, "", None, until)]
    fix = _("Dites pourquoi dans le dossier, à la rubrique du public.")
    return [Verdict("age_of_ml", Met.ALERT, label, reason, fix, None, until)]


def _stays(done: int, papers: Papers) -> list[Verdict]:
    if papers.stays_max is None or done < papers.stays_max:
        return []
    label, fix = _("Déjà participé"), _("Demandez à l’OFQJ si cette personne peut repartir.")
    return [Verdict("stays", Met.ALERT, label, stays_in_words(done), fix)]


def stays_in_words(done: int) -> str:
    """Say how often somebody left before, and never where, with whom, or when."""
    said = ngettext("A déjà participé : %(count)d séjour.", "A déjà participé : %(count)d séjours.", done)
    return said % {"count": done}


def _attestation(participation: "Participation", stay: Stay, papers: Papers) -> Verdict:
    label = _("Suivi par la structure")
    attested_on = participation.attested_on
    if attested_on is None:
        fix = _("Attestez que votre structure suit cette personne.")
        return Verdict("attestation", Met.NO, label, _("Le suivi n’est pas attesté."), fix)
    if stay.departs_on and attested_on > stay.departs_on:
        fix = _("Corrigez la date de l’attestation.")
        return Verdict("attestation", Met.NO, label, _("L’attestation est datée d’après le départ."), fix)
    until = add_months(attested_on, papers.attestation_months) if papers.attestation_months else None
    if until and stay.departs_on and stay.departs_on > until:
        said = {"day": format_date(attested_on), "until": format_date(until)}
        reason = _("Suivi attesté le %(day)s : l’attestation vaut pour un départ jusqu’au %(until)s.") % said
        return Verdict("attestation", Met.NO, label, reason, _("Attestez le suivi de nouveau."), None, until)
    reason = _("Suivi attesté le %(day)s.") % {"day": format_date(attested_on)}
    return Verdict("attestation", Met.YES, label, reason, "", None, until)


def _passport(participation: "Participation", stay: Stay, papers: Papers) -> Verdict:
    label = _("Passeport")
    expires_on = participation.passport_expires_on
    if participation.passport_verdict == PassportVerdict.REQUESTED:
        fix = _("Notez sa date d’expiration dès que vous l’avez vu.")
        return Verdict("passport", Met.NO, label, _("La demande de passeport est en cours."), fix)
    if participation.passport_verdict != PassportVerdict.SEEN or expires_on is None:
        fix = _("Regardez le passeport et notez sa date d’expiration.")
        return Verdict("passport", Met.NO, label, _("Le passeport n’a pas été vu."), fix)
    if stay.returns_on is None:
        fix = _("Indiquez les dates du séjour dans le dossier.")
        return Verdict("passport", Met.NO, label, _("Le séjour n’a pas encore de date de retour."), fix)
    needed = add_months(stay.returns_on, papers.passport_months)
    if expires_on < needed:
        reason = _("Le passeport expire le %(day)s : il doit être valable jusqu’au %(needed)s.") % {
            "day": format_date(expires_on),
            "needed": format_date(needed),
        }
        fix = ngettext(
            "Faites-le renouveler : il faut %(count)d mois de validité après le retour.",
            "Faites-le renouveler : il faut %(count)d mois de validité après le retour.",
            papers.passport_months,
        ) % {"count": papers.passport_months}
        return Verdict("passport", Met.NO, label, reason, fix)
    reason = _("Passeport valable jusqu’au %(day)s.") % {"day": format_date(expires_on)}
    reason = f"{reason} {papers.note}".strip()
    return Verdict("passport", Met.YES, label, reason)


def judge_paper(code: str, label: str, participation: "Participation", stay: Stay) -> Verdict:
    """Judge the travel authorisation or the insurance: seen, and good until the return where its end was noted."""
    checked_on = getattr(participation, f"{code}_checked_on")
    expires_on = getattr(participation, f"{code}_expires_on")
    if checked_on is None:
        fix = _("Cochez la case une fois le document vérifié.")
        return Verdict(code, Met.NO, label, _("%s pas encore vérifiée.") % label, fix)
    said = {"what": label, "day": format_date(checked_on), "until": format_date(expires_on) if expires_on else ""}
    if expires_on and stay.returns_on and expires_on < stay.returns_on:
        reason = _("%(what)s : elle finit le %(until)s, avant le retour.") % said
        return Verdict(code, Met.NO, label, reason, _("Faites-la prolonger, puis notez sa nouvelle date."))
    if expires_on:
        return Verdict(code, Met.YES, label, _("%(what)s vérifiée le %(day)s, valable jusqu’au %(until)s.") % said)
    return Verdict(code, Met.YES, label, _("%(what)s vérifiée le %(day)s.") % said)


def _years(count: int) -> str:
    return ngettext("%(count)d an", "%(count)d ans", count) % {"count": count}
