"""The group leaves, comes back, or stops on the way. Participants hands the facts down (architecture §2)."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.money import Money
from projects.enums import ProjectState
from projects.models import Grant, Project
from projects.ports import GroupFacts
from projects.queries.changes import places_decided
from projects.rules.scale import extras_of, scale_total
from projects.services.agreement import renew_agreements
from projects.services.drafting import lock, touch
from projects.services.ledger import keep_only
from projects.services.recovery import draft_recovery, overpaid
from projects.services.report import open_report
from projects.services.schedule import refresh_plan


class NobodyLeft(DomainError):
    """A departure needs at least one person who left."""


class DateRefused(DomainError):
    """The date of a departure or a return makes no sense."""


class InterruptionUnexplained(DomainError):
    """An interruption says why."""


@transaction.atomic
def record_departure(*, project: Project, facts: GroupFacts, departed_on: date, by: User, now: datetime) -> Project:
    """Note that the group left, and recompute the aid from who really did (R13); what is above goes back.

    Raises WrongState unless the dossier is accepted, NobodyLeft, DateRefused for a day to come.
    """
    project = lock(project)
    if project.state != ProjectState.ACCEPTED:
        raise WrongState(_("Un départ se note sur un dossier accepté : relisez l’état du dossier."))
    if facts.departed < 1:
        raise NobodyLeft(_("Personne n’est noté comme parti. Si le séjour n’a pas lieu, annulez le projet."))
    _refuse_tomorrow(departed_on, now)
    project.state, project.departed_on = ProjectState.ONGOING, departed_on
    touch(project, now, fields=["state", "departed_on"])
    released = recompute_grants(project=project, departed=facts.departed, by=by, now=now)
    record(project, "project.departed", by=by, departed=facts.departed, leaders=facts.leaders, released=released)
    return project


@transaction.atomic
def record_return(*, project: Project, facts: GroupFacts, returned_on: date, by: User, now: datetime) -> Project:
    """Note that the group is back; its report is due some days later, as the call says (R14).

    Raises WrongState unless the stay is going on, DateRefused before the departure or for a day to come.
    """
    project = _back(project, returned_on, facts, now)
    facts_kept = {"returned": facts.returned, "interrupted": facts.interrupted}
    record(project, "project.returned", by=by, due_on=project.report_due_on, **facts_kept)
    return project


@transaction.atomic
def interrupt_stay(
    *, project: Project, facts: GroupFacts, interrupted_on: date, reason: str, by: User, now: datetime
) -> Project:
    """Note that the whole stay stopped before its end; the report is due as after a return.

    Raises WrongState unless the stay is going on, DateRefused, InterruptionUnexplained.
    """
    if not reason.strip():
        raise InterruptionUnexplained(_("Dites pourquoi le séjour s’arrête : l’OFQJ lira ces mots."))
    project = _back(project, interrupted_on, facts, now)
    facts_kept = {"returned": facts.returned, "interrupted": facts.interrupted}
    record(project, "project.interrupted", by=by, personal={"reason": reason.strip()}, **facts_kept)
    return project


def _back(project: Project, day: date, facts: GroupFacts, now: datetime) -> Project:
    project = lock(project)
    if project.state != ProjectState.ONGOING:
        raise WrongState(_("Un retour se note pendant le séjour : relisez l’état du dossier."))
    if day < project.departed_on:
        raise DateRefused(_("Le groupe ne peut pas revenir avant d’être parti : vérifiez la date."))
    _refuse_tomorrow(day, now)
    project.state, project.returned_on = ProjectState.REPORT_DUE, day
    project.report_due_on = day + timedelta(days=project.call_rules.report_due_days)
    project.change_requests.drop(now)
    touch(project, now, fields=["state", "returned_on", "report_due_on"])
    open_report(project, facts, now=now)
    return project


def _refuse_tomorrow(day: date, now: datetime) -> None:
    """Refuse a day that has begun nowhere yet: the farthest zone of the portal is 12 hours ahead of UTC."""
    if day > (now + timedelta(hours=12)).date():
        raise DateRefused(_("Cette date n’est pas encore passée : notez-la le jour venu."))


def recompute_grants(*, project: Project, departed: int, by: User, now: datetime) -> dict[str, str]:
    """Bring every grant of the locked project down to who departed; return what was released, by section."""
    released = {}
    grants = Grant.objects.filter(decision__project=project).select_related("decision")
    for grant in grants.order_by("decision__envelope_id", "pk"):
        due = due_for(project, grant, departed)
        grant.recomputed_amount, grant.recomputed_at = due.amount, now
        grant.save(update_fields=["recomputed_amount", "recomputed_at"])
        back = keep_only(grant.decision, due, by=by, now=now)
        refresh_plan(grant)
        draft_recovery(grant=grant, amount=overpaid(grant), reason=_fewer_left(departed), now=now)
        released[grant.decision.section] = f"{back.amount} {back.currency}"
    why = _("L’aide est recalculée sur le nombre de personnes.")
    renew_agreements(project=project, reason=why, now=now, signed_too=False)
    return released


def _fewer_left(departed: int) -> str:
    return (
        ngettext(
            "L’aide est recalculée sur %d personne : ce qui est versé dépasse ce qui est dû.",
            "L’aide est recalculée sur %d personnes : ce qui est versé dépasse ce qui est dû.",
            departed,
        )
        % departed
    )


def due_for(project: Project, grant: Grant, departed: int) -> Money:
    """Compute what a grant is worth when `departed` young people left (R8, R13); never above what it is worth today.

    Aid per head: the scale × the people who left, with their top-ups. In another currency than the scale: the same
    share of the award as of the places it was decided for. A call without a scale pays what was awarded, if anybody
    left.
    """
    rules = project.call_rules
    if departed == 0:
        return Money.zero(grant.currency)
    if rules.aid_per_head is None:
        return grant.due
    if rules.currency == grant.currency:
        due = scale_total(rules, departed, extras_of(project, rules)).amount
    else:
        due = grant.awarded_amount * departed / places_decided(project, grant)
    return Money(min(grant.due_amount, due.quantize(Decimal("0.01"), ROUND_HALF_UP)), grant.currency)
