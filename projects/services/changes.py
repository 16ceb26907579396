"""Change what was accepted: asked by the carrier, answered by the OFQJ, applied in one go (dates, partner, money)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, files, outbox
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from partners.models import Structure
from projects.emails.change import ChangeAnsweredMail, ChangeAskedMail
from projects.enums import CHANGEABLE, BudgetSide, ChangeState, ProjectState
from projects.file_access import CHANGE_LETTER
from projects.models import ChangeRequest, Project
from projects.models.change import CHANGE_FIELDS
from projects.queries.changes import changeable_fields, present_values, reasons_to_ask
from projects.services.apply_change import apply_change
from projects.services.drafting import lock
from projects.services.messages import Upload


class ChangeRefused(DomainError):
    """What is asked does not hold: nothing changes, the dates are out of order, the budget no longer balances…"""


class AnswerUnexplained(DomainError):
    """A refusal or a sending back says why."""


@transaction.atomic
def ask_change(
    *,
    project: Project,
    proposed: Mapping[str, Any],
    reason: str,
    on: date,
    by: User,
    now: datetime,
    upload: Upload | None = None,
) -> ChangeRequest:
    """Ask to change an accepted dossier, or take up again a change that was sent back.

    `proposed` maps departs_on, returns_on (days), places (a number), budget ({line: Decimal in the budget's currency})
    and partner ({"leaves", "joins": ids of structures or None}); what equals the dossier is left out. `on` is today for
    the carrier. A change within the call's thresholds is noted and applied at once. Raises WrongState outside the
    changeable states or while another one waits for the OFQJ, ChangeRefused with what does not hold, FileRefused.
    """
    project = lock(project)
    _refuse_state(project)
    waiting = project.change_requests.open().select_for_update(of=("self",)).first()
    if waiting and waiting.state == ChangeState.ASKED:
        raise WrongState(_("Une demande de changement attend déjà la réponse de l’OFQJ : reprenez-la ou attendez."))
    wanted = _wanted(project, proposed)
    _check(project, wanted, on)
    if not reason.strip():
        raise ChangeRefused(_("Dites pourquoi : l’OFQJ lira ces mots."))
    change = waiting or ChangeRequest(project=project)
    change.proposed, change.before, change.reason = wanted, present_values(project, wanted), reason.strip()
    change.asked_by, change.asked_at = by, now
    small = not waiting and not reasons_to_ask(project, wanted)
    change.state, change.ended_at = (ChangeState.NOTED, now) if small else (ChangeState.ASKED, None)
    change.save()
    _keep_letter(change, upload, by, now)
    if small:
        apply_change(change, project=project, by=by, now=now)
    outbox.queue(ChangeAskedMail(change))
    record(project, f"project.change_{change.state}", by=by, change=change.pk, fields=change.fields)
    return change


def _keep_letter(change: ChangeRequest, upload: Upload | None, by: User, now: datetime) -> None:
    joins = (change.proposed.get("partner") or {}).get("joins")
    if upload:
        former, project = change.letter, change.project
        change.letter = files.store(
            upload.content, kind=CHANGE_LETTER.code, name=upload.name, attached_to=project, by=by, now=now
        )
        change.save(update_fields=["letter"])
        if former:
            files.forget(former)
    elif joins and not change.letter_id:
        raise ChangeRefused(_("Joignez la lettre d’engagement du nouveau partenaire."))


@transaction.atomic
def answer_change(*, change: ChangeRequest, outcome: str, motive: str, by: User, now: datetime) -> ChangeRequest:
    """Grant, refuse or send back what a carrier asks; granted, the dossier changes in the same transaction.

    `outcome` is GRANTED, REFUSED or SENT_BACK. Raises WrongState if nothing waits any more, EditedMeanwhile if the
    dossier is no longer what the carrier saw, AnswerUnexplained without a motive where one is due.
    """
    project, change = _locked(change)
    if change.state != ChangeState.ASKED:
        raise WrongState(_("Cette demande n’attend plus de réponse : relisez le dossier."))
    if outcome != ChangeState.GRANTED and not motive.strip():
        raise AnswerUnexplained(_("Dites pourquoi : la structure lira ces mots."))
    change.state, change.motive = outcome, motive.strip()
    change.answered_by, change.answered_at = by, now
    change.ended_at = None if outcome == ChangeState.SENT_BACK else now
    change.save()
    if outcome == ChangeState.GRANTED:
        _refuse_state(project)
        if not set(change.fields) <= set(changeable_fields(project.state)):
            raise WrongState(
                _("Le groupe est parti : ce changement ne peut plus être accepté, répondez à la structure.")
            )
        if change.before != present_values(project, change.proposed):
            raise EditedMeanwhile(_("Le dossier a changé depuis cette demande : renvoyez-la à la structure."))
        apply_change(change, project=project, by=by, now=now)
    outbox.queue(ChangeAnsweredMail(change))
    record(project, f"project.change_{outcome}", by=by, change=change.pk, fields=change.fields)
    return change


@transaction.atomic
def drop_change(*, change: ChangeRequest, by: User, now: datetime) -> ChangeRequest:
    """Give up a change that was asked and not yet answered for good. Raises WrongState."""
    project, change = _locked(change)
    if not change.is_open:
        raise WrongState(_("Cette demande est déjà terminée : il n’y a plus rien à abandonner."))
    change.state, change.ended_at = ChangeState.DROPPED, now
    change.save(update_fields=["state", "ended_at"])
    record(project, "project.change_dropped", by=by, change=change.pk)
    return change


def _locked(change: ChangeRequest) -> tuple[Project, ChangeRequest]:
    project = lock(change.project)
    change = ChangeRequest.objects.select_for_update(of=("self",)).get(pk=change.pk)
    change.project = project
    return project, change


def _refuse_state(project: Project) -> None:
    untold = project.announced_at is not None and project.announced_at > calendar.real_now()
    if project.state not in CHANGEABLE or untold:
        raise WrongState(_("Ce dossier ne se change pas dans cet état : relisez où il en est."))


# ---- does it hold? --------------------------------------------------------------------------------------------------


def _wanted(project: Project, proposed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what really changes, as JSON; raise ChangeRefused when nothing does, or what may not change any more."""
    allowed = changeable_fields(project.state)
    wanted: dict[str, Any] = {}
    for name in CHANGE_FIELDS:
        value = _as_json(project, name, proposed[name]) if name in proposed else None
        if value is None:
            continue
        if name not in allowed:
            raise ChangeRefused(_("Le groupe est parti : seuls le retour et le budget changent encore."))
        wanted[name] = value
    if not wanted:
        raise ChangeRefused(_("Rien ne change par rapport au dossier : modifiez au moins une ligne."))
    return wanted


def _as_json(project: Project, name: str, value: Any) -> Any:
    if name == "budget":
        rows = {line.pk: line.amount for line in project.budget_lines.all()}
        moved = {str(pk): str(amount) for pk, amount in value.items() if pk in rows and rows[pk] != amount}
        return moved or None
    if name == "partner":
        return dict(value) if value.get("leaves") or value.get("joins") else None
    if value == getattr(project, name):
        return None
    return value.isoformat() if isinstance(value, date) else value


def _check(project: Project, wanted: Mapping[str, Any], on: date) -> None:
    days = {name: wanted.get(name) or getattr(project, name).isoformat() for name in ("departs_on", "returns_on")}
    if days["returns_on"] < days["departs_on"]:
        raise ChangeRefused(_("Le retour vient après le départ : vérifiez les dates."))
    if wanted.get("departs_on", "9999") <= on.isoformat():
        raise ChangeRefused(_("La nouvelle date de départ est passée : choisissez une date à venir."))
    if project.state == ProjectState.ONGOING and wanted.get("returns_on", "9999") < on.isoformat():
        raise ChangeRefused(_("Cette date de retour est passée : notez le retour du groupe."))
    least = project.call_rules.group_min
    if wanted.get("places", least) < least:
        raise ChangeRefused(_("L’appel demande au moins %d personnes : en dessous, annulez le projet.") % least)
    _check_partner(project, wanted.get("partner"))
    _check_balance(project, wanted.get("budget", {}))


def _check_partner(project: Project, partner: Mapping[str, Any] | None) -> None:
    if partner is None:
        return
    there = set(present_values(project, {"partner": partner})["partner"])
    leaves, joins = partner.get("leaves"), partner.get("joins")
    if leaves and leaves not in there:
        raise ChangeRefused(_("Cette structure n’accueille pas ce projet : choisissez-en une du dossier."))
    if joins and project.structures.filter(structure=joins).exists():
        raise ChangeRefused(_("Cette structure est déjà sur le dossier."))
    if joins and not Structure.objects.active().filter(pk=joins, section="").exists():
        raise ChangeRefused(_("Cette structure ne peut pas être partenaire : choisissez-en une autre de l’annuaire."))
    if not (there - {leaves}) and not joins:
        raise ChangeRefused(_("Un projet garde au moins un partenaire : dites lequel accueille le groupe à la place."))


def _check_balance(project: Project, amounts: Mapping[str, str]) -> None:
    """Refuse what unbalances the budget: what charges gain, incomes gain too, in money and in kind apart (R9)."""
    gap = {True: Decimal(0), False: Decimal(0)}
    for line in project.budget_lines.select_related("account"):
        moved = Decimal(amounts.get(str(line.pk), line.amount)) - line.amount
        gap[line.account.is_in_kind] += moved if line.side == BudgetSide.CHARGE else -moved
    if any(gap.values()):
        raise ChangeRefused(_("Le budget n’est plus équilibré : charges et ressources bougent du même montant."))
