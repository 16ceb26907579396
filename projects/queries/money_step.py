"""What the money of a dossier asks of its reader, before anything less pressing: a signature, an account."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.shores import format_money
from projects import access
from projects.enums import AGREED, AgreementState, ProjectState, RecoveryState
from projects.labels import Reader
from projects.models import Project, Recovery
from projects.queries.agreements import (
    GIVE_ACCOUNT,
    GIVE_BACK,
    SIGN,
    money_wait_of,
    standing_agreements,
    to_countersign,
)
from projects.queries.step import NextStep


def for_the_money(project: Project, user: Any, reader: str, state: str, now: datetime) -> NextStep | None:
    """Say what she must do for the money of the dossier; None when it waits for nothing of hers that is pressing."""
    if state not in AGREED | {ProjectState.CANCELLED}:
        return None
    if reader == Reader.OFQJ:
        waiting = to_countersign(user).filter(decision__project=project).select_related("decision").first()
        return _to_sign(project, waiting.decision.section, _("Signer la convention de subvention")) if waiting else None
    if reader == Reader.CARRIER and money_wait_of(project) == GIVE_BACK:
        return _gives_back(project, now)
    if reader != Reader.CARRIER or not _has_time(project, state, now):
        return None
    wait = money_wait_of(project)
    if wait == SIGN:
        return _carrier_signs(project, user)
    return _carrier_gives_account(project, user) if wait == GIVE_ACCOUNT else None


def _gives_back(project: Project, now: datetime) -> NextStep:
    """Name the sum, whatever else waits: a day is set for it."""
    asked = Recovery.objects.filter(grant__decision__project=project, state=RecoveryState.SENT).order_by("due_on")[0]
    due_at = calendar.end_of_day(asked.due_on, project.carrier.zone)
    what = _("Rendre %s à l’OFQJ : c’est un trop-perçu") % format_money(asked.left)
    url = reverse("projects:money", args=[project.number])
    return NextStep(what=what, due_at=due_at, late=due_at < now, url=url, action=_("Lire pourquoi"), mine=True)


def _has_time(project: Project, state: str, now: datetime) -> bool:
    """Say whether no departure, return or report of the carrier is more pressing."""
    today = now.astimezone(project.carrier.zone).date()
    if state == ProjectState.ACCEPTED:
        return today < project.departs_on
    if state == ProjectState.ONGOING:
        return today < project.returns_on
    return state in {ProjectState.REPORT_SUBMITTED, ProjectState.CLOSED}


def _carrier_signs(project: Project, user: Any) -> NextStep:
    waiting = standing_agreements(project).filter(state=AgreementState.WAITING_CARRIER).first()
    section = waiting.decision.section if waiting else ""
    if access.signs_for_carrier(user, project):
        return _to_sign(project, section, _("Signer la convention de subvention"))
    what = _("Faire signer la convention par une personne responsable de votre structure")
    return NextStep(
        what=what, blocks=_("les versements"), url=_page(project, section), action=_("Lire la convention"), mine=True
    )


def _carrier_gives_account(project: Project, user: Any) -> NextStep:
    what, url = _("Donner les coordonnées bancaires"), reverse("projects:bank_details", args=[project.number])
    if not access.gives_bank_details(user, project):
        return NextStep(what=what, who=project.carrier.name, blocks=_("le versement"))
    return NextStep(what=what, blocks=_("le versement"), url=url, action=_("Les donner"), mine=True)


def _to_sign(project: Project, section: str, what: str) -> NextStep:
    url = _page(project, section)
    return NextStep(what=what, blocks=_("les versements"), url=url, action=_("Lire et signer"), mine=True)


def _page(project: Project, section: str) -> str:
    return reverse("projects:agreement", args=[project.number, section])
