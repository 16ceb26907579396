"""The conditions of a yes: written with it, answered by the carrier, lifted one by one or sent back with words."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, files, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from partners.enums import Section
from projects.documents.decision_letter import SECTION_ZONES
from projects.emails.conditions import ConditionsAnsweredMail, ConditionsSentBackMail
from projects.enums import DecisionState, PieceCategory, ProjectState
from projects.models import Condition, Decision, Piece, Project
from projects.services.drafting import lock, touch
from projects.services.joining import PIECE_KIND

#: A structure answers once it has read the yes; beside a no, before or after it confirms its plan.
ANSWERABLE = frozenset({ProjectState.CONDITIONALLY_ACCEPTED, ProjectState.PARTIALLY_ACCEPTED})
LONGEST_LINE = 600


class ConditionRefused(DomainError):
    """A condition that cannot be written, or an answer that says nothing."""


def write_conditions(decision: Decision, *, due_on: date | None, now: datetime) -> list[Condition]:
    """Make one row of each line of the conditions, due at the end of `due_on` in the section's zone.

    Without a day, on the eve of the departure, or tonight once that is past. Call it inside the decision. Raises
    ConditionRefused for a day that is past or that comes after the departure, or for a line that is too long.
    """
    zone = SECTION_ZONES[Section(decision.section)]
    today, departs_on = now.astimezone(zone).date(), decision.project.departs_on
    due_on = due_on or max(today, departs_on - timedelta(days=1))
    if due_on < today:
        raise ConditionRefused(_("Laissez du temps pour remplir les conditions : choisissez une date à venir."))
    if today <= departs_on < due_on:
        raise ConditionRefused(_("Les conditions se remplissent avant le départ : choisissez une date plus proche."))
    lines = [line.strip() for line in decision.conditions.splitlines() if line.strip()]
    if any(len(line) > LONGEST_LINE for line in lines):
        raise ConditionRefused(_("Une condition tient en %d signes : écrivez-en une par ligne.") % LONGEST_LINE)
    due_at = calendar.end_of_day(due_on, zone)
    return Condition.objects.bulk_create(
        Condition(decision=decision, position=place, text=line, due_at=due_at) for place, line in enumerate(lines, 1)
    )


@transaction.atomic
def answer_condition(
    *, condition: Condition, answer: str, content: bytes | None, name: str, by: User, now: datetime
) -> Condition:
    """Keep what the carrier answers to one condition, a file or words; the OFQJ hears of it once all are answered.

    Raises WrongState unless the structure has read a conditional yes and this one is not lifted, ConditionRefused
    without a word nor a file, FileRefused.
    """
    project = lock(condition.decision.project)
    condition = _standing(condition)
    told = condition.decision.announced_at is not None
    if project.state not in ANSWERABLE or not told or condition.lifted_at is not None:
        raise WrongState(_("Cette condition n’attend plus de réponse : relisez le dossier."))
    if not answer.strip() and content is None:
        raise ConditionRefused(_("Répondez par quelques mots, ou joignez un fichier."))
    condition.answer, condition.answered_at, condition.answered_by = answer.strip(), now, by
    if content is not None:
        condition.piece = _join(project, content, name, by=by, now=now)
        condition.answer = condition.answer or _("Fichier joint : %s") % name
    condition.save()
    touch(project, now, fields=[])
    if not Condition.objects.with_carrier().filter(decision=condition.decision).exists():
        outbox.queue(ConditionsAnsweredMail(condition.decision))
    record(project, "project.condition_answered", by=by, condition=condition.pk, section=condition.decision.section)
    return condition


def _join(project: Project, content: bytes, name: str, *, by: User, now: datetime) -> Piece:
    stored = files.store(content, kind=PIECE_KIND, name=name, attached_to=project, by=by, now=now)
    said = {"category": PieceCategory.OTHER, "file": stored, "added_at": now, "added_by": by}
    return Piece.objects.create(project=project, **said)


def judge_conditions(
    decision: Decision, *, met: Collection[int], missing: Mapping[int, str], by: User, now: datetime
) -> int:
    """Lift the conditions `met` and send the `missing` ones back with words; return how many still wait.

    Both name rows by key. Call it inside the act on the decision, whose dossier is locked. Raises ConditionRefused if
    one was already lifted, was not answered, or is sent back without a word.
    """
    waiting = {row.pk: row for row in Condition.objects.waiting().filter(decision=decision).select_for_update()}
    if not (set(met) | set(missing)) <= waiting.keys():
        raise WrongState(_("Une de ces conditions n’attend plus rien : rouvrez la page."))
    for pk in sorted(met):
        _lift(waiting.pop(pk), by=by, now=now)
    for pk, words in sorted(missing.items()):
        _send_back(waiting[pk], words, now=now)
    if missing:
        outbox.queue(ConditionsSentBackMail(decision, [waiting[pk] for pk in sorted(missing)]))
    for pk in sorted(met):
        record(decision.project, "project.condition_met", by=by, condition=pk, section=decision.section)
    for pk in sorted(missing):
        record(decision.project, "project.condition_sent_back", by=by, condition=pk, section=decision.section)
    return len(waiting)


def lift_all(decision: Decision, *, by: User, now: datetime) -> None:
    """Lift every condition that still waits; call it when the whole yes becomes plain."""
    Condition.objects.waiting().filter(decision=decision).update(lifted_at=now, lifted_by=by)


def _lift(condition: Condition, *, by: User, now: datetime) -> None:
    condition.lifted_at, condition.lifted_by = now, by
    condition.save(update_fields=["lifted_at", "lifted_by"])


def _send_back(condition: Condition, words: str, *, now: datetime) -> None:
    if not words.strip():
        raise ConditionRefused(_("Dites ce qui manque : la structure lira ces mots."))
    if condition.answered_at is None:
        raise ConditionRefused(_("La structure n’a pas encore répondu à cette condition : attendez sa réponse."))
    condition.missing, condition.sent_back_at = words.strip(), now
    condition.save(update_fields=["missing", "sent_back_at"])


def _standing(condition: Condition) -> Condition:
    rows = Condition.objects.select_for_update(of=("self",)).select_related("decision__project")
    condition = rows.get(pk=condition.pk)
    if condition.dropped_at is not None or condition.decision.state != DecisionState.CONDITIONAL_YES:
        raise WrongState(_("Cette condition n’attend plus de réponse : relisez le dossier."))
    return condition
