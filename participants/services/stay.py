"""The group leaves, and comes back: who really did is written here, and the dossier is told how many (R13)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.shores import format_date
from participants.eligibility import Stay, eligibility_of
from participants.enums import (
    BEFORE_DEPARTURE,
    InterruptionReason,
    ParticipationState,
    ProfessionalState,
    WithdrawalReason,
)
from participants.models import Participation, ProfessionalParticipation
from participants.queries.groups import group_facts
from participants.rule_book import rule_book
from participants.services.checks import CannotLeave, reasons_in_words
from participants.services.moves import lock_participation, lock_project, move
from participants.services.paid_person import drop_payments
from projects.enums import ProjectState
from projects.models import Project, ProjectReport
from projects.ports import GroupFacts
from projects.services.report import start_report
from projects.services.stay import interrupt_stay, record_departure, record_return


class NotConfirmed(DomainError):
    """Somebody ticked as gone had not been confirmed."""


class BackBeforeLeaving(DomainError):
    """Nobody comes back before the day she left."""


class NotEarly(DomainError):
    """An early return is dated after the group's own."""


@dataclass(frozen=True)
class EarlyReturn:
    """Somebody who came back before the others, and why."""

    returned_on: date
    reason: InterruptionReason


@transaction.atomic
def confirm_departure(
    *,
    project: Project,
    leaving: Collection[int],
    team: Collection[int],
    departed_on: date,
    by: User,
    now: datetime,
) -> GroupFacts:
    """Write who really left on `departed_on`, and let the dossier recompute its aid from their number.

    `leaving` are ids of confirmed participations, `team` of professionals. Whoever was still expected and is not among
    them is withdrawn: absent if she was confirmed, not confirmed otherwise. Raises NotConfirmed for an id that is not a
    confirmed person of this group; CannotLeave if a rule forbids it on that very day; and what the dossier refuses
    (WrongState, NobodyLeft, DateRefused), in which case nothing is written.
    """
    project = lock_project(project)
    expected = _expected(project)
    confirmed = {row.pk for row in expected if row.state == ParticipationState.CONFIRMED}
    if not set(leaving) <= confirmed:
        raise NotConfirmed(_("Seules les personnes confirmées partent. Relisez le groupe, puis notez le départ."))
    _refuse_forbidden([row for row in expected if row.pk in leaving], project, departed_on)
    for row in expected:
        _leave_or_stay(row, leaving, departed_on, by=by, now=now)
    _team_leaves(project, team, departed_on)
    drop_payments([row for row in expected if row.pk not in leaving], by=by, now=now)
    facts = group_facts(project)
    record_departure(project=project, facts=facts, departed_on=departed_on, by=by, now=now)
    for row in expected:
        record(row, f"participation.{row.state}", by=by, project=project.pk)
    record(project, "project.group_departed", by=by, people=sorted(leaving), team=sorted(team))
    return facts


@transaction.atomic
def confirm_return(
    *, project: Project, returned_on: date, early: Mapping[int, EarlyReturn], by: User, now: datetime
) -> GroupFacts:
    """Write that everybody still away came back on `returned_on`, but those of `early`, whose stay was interrupted.

    The dossier's report is due from there; it opens pre-filled. Raises BackBeforeLeaving; NotEarly; WrongState for an
    id of `early` that is not away; and what the dossier refuses (WrongState, DateRefused): then nothing is written.
    """
    project = lock_project(project)
    away = _away(project)
    _refuse_unknown(early, away)
    for one in early.values():
        _refuse_late(one, returned_on)
    for row in away:
        _come_back(row, early.get(row.pk), returned_on, by=by, now=now)
    _team_returns(project, returned_on)
    facts = group_facts(project)
    record_return(project=project, facts=facts, returned_on=returned_on, by=by, now=now)
    prefill_report(project=project, by=by, now=now)
    for row in away:
        record(row, f"participation.{row.state}", by=by, project=project.pk)
    record(project, "project.group_returned", by=by, people=[row.pk for row in away], early=sorted(early))
    return facts


@transaction.atomic
def stop_stay(*, project: Project, interrupted_on: date, reason: str, by: User, now: datetime) -> GroupFacts:
    """Write that the whole stay stopped on `interrupted_on`: everybody still away is back, her stay interrupted.

    `reason` is read by the OFQJ, so it says nothing about a person. Raises BackBeforeLeaving and what the dossier
    refuses, in which case nothing is written.
    """
    project = lock_project(project)
    away = _away(project)
    everybody = EarlyReturn(interrupted_on, InterruptionReason.STAY_STOPPED)
    for row in away:
        _come_back(row, everybody, interrupted_on, by=by, now=now)
    _team_returns(project, interrupted_on)
    facts = group_facts(project)
    interrupt_stay(project=project, facts=facts, interrupted_on=interrupted_on, reason=reason, by=by, now=now)
    prefill_report(project=project, by=by, now=now)
    for row in away:
        record(row, "participation.interrupted", by=by, project=project.pk, reason=row.interruption_reason)
    return facts


@transaction.atomic
def interrupt_participation(
    *, participation: Participation, early: EarlyReturn, today: date, by: User, now: datetime
) -> Participation:
    """Write that one person came back before the others.

    Raises BackBeforeLeaving; NotEarly past the planned return; WrongState unless she is away.
    """
    participation = lock_participation(participation)
    if early.returned_on > today:
        raise BackBeforeLeaving(_("Cette date n’est pas encore passée : notez-la le jour venu."))
    _refuse_late(early, participation.project.returns_on)
    _come_back(participation, early, early.returned_on, by=by, now=now)
    facts = {"project": participation.project_id, "reason": str(early.reason)}
    record(participation, "participation.interrupted", by=by, **facts)
    return participation


def prefill_report(*, project: Project, by: User, now: datetime) -> ProjectReport:
    """Open the project's report with who left and came back; open it again if it exists.

    Raises WrongState unless it is due.
    """
    return start_report(project=project, facts=group_facts(project), by=by, now=now)


def _expected(project: Project) -> list[Participation]:
    rows = Participation.objects.select_for_update(of=("self",)).select_related("participant__structure")
    return list(rows.filter(project=project, state__in=BEFORE_DEPARTURE).order_by("pk"))


def _away(project: Project) -> list[Participation]:
    if project.state != ProjectState.ONGOING:
        raise WrongState(_("Un retour se note pendant le séjour : relisez l’état du dossier."))
    rows = Participation.objects.select_for_update(of=("self",)).select_related("participant")
    return list(rows.filter(project=project, state=ParticipationState.DEPARTED).order_by("pk"))


def _refuse_forbidden(leaving: list[Participation], project: Project, departed_on: date) -> None:
    stay, book = Stay(departed_on, project.returns_on), rule_book(project)
    verdicts = [(row, eligibility_of(row, project, stay, book=book)) for row in leaving]
    forbidden = [reasons_in_words(row, verdict) for row, verdict in verdicts if not verdict.may_leave]
    if forbidden:
        raise CannotLeave(" ".join(forbidden))


def _refuse_unknown(early: Mapping[int, EarlyReturn], away: list[Participation]) -> None:
    if not set(early) <= {row.pk for row in away}:
        raise WrongState(_("Une personne notée comme revenue plus tôt n’est plus en séjour. Relisez le groupe."))


def _refuse_late(early: EarlyReturn, group_returns_on: date) -> None:
    if early.returned_on > group_returns_on:
        days = {"day": format_date(early.returned_on), "group": format_date(group_returns_on)}
        raise NotEarly(
            _(
                "Un retour anticipé le %(day)s viendrait après celui du groupe, le %(group)s : vérifiez la date, ou "
                "notez le retour de tout le groupe."
            )
            % days
        )


def _leave_or_stay(row: Participation, leaving: Collection[int], departed_on: date, *, by: User, now: datetime) -> None:
    if row.pk in leaving:
        move(row, ParticipationState.DEPARTED, by=by, now=now, departed_on=departed_on)
        return
    was_confirmed = row.state == ParticipationState.CONFIRMED
    reason = WithdrawalReason.ABSENT if was_confirmed else WithdrawalReason.NOT_CONFIRMED
    move(row, ParticipationState.WITHDRAWN, by=by, now=now, withdrawn_at=now, withdrawal_reason=reason)


def _come_back(
    row: Participation, early: EarlyReturn | None, returned_on: date, *, by: User | None, now: datetime
) -> None:
    day = early.returned_on if early else returned_on
    if row.departed_on and day < row.departed_on:
        raise BackBeforeLeaving(_("Personne ne revient avant d’être parti : vérifiez les dates."))
    if early:
        state, reason = ParticipationState.INTERRUPTED, str(early.reason)
        move(row, state, by=by, now=now, returned_on=day, interruption_reason=reason)
    else:
        move(row, ParticipationState.RETURNED, by=by, now=now, returned_on=day)


def _team_leaves(project: Project, team: Collection[int], departed_on: date) -> None:
    planned = ProfessionalParticipation.objects.filter(project=project, state=ProfessionalState.PLANNED)
    planned.filter(pk__in=team).update(state=ProfessionalState.DEPARTED, departed_on=departed_on)
    planned.exclude(pk__in=team).update(state=ProfessionalState.WITHDRAWN)


def _team_returns(project: Project, returned_on: date) -> None:
    away = ProfessionalParticipation.objects.filter(project=project, state=ProfessionalState.DEPARTED)
    away.update(state=ProfessionalState.RETURNED, returned_on=returned_on)
