"""What the money of a dossier asks of its reader, before anything less pressing: a signature, an account."""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.money import Money
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.roles import Role, has_role, structure_ids
from ofqj_portal.core.row_by_row import AmongFound
from ofqj_portal.core.shores import format_money
from projects import access
from projects.enums import AGREED, AgreementState, ProjectState, RecoveryState
from projects.labels import Reader
from projects.models import Grant, GrantAgreement, Project, Recovery
from projects.queries.agreements import (
    GIVE_BACK,
    SIGN,
    money_wait_of,
    to_countersign,
)
from projects.queries.step import NextStep

_AMOUNT = DecimalField(max_digits=12, decimal_places=2)


def for_the_money(project: Project, user: Any, reader: str, state: str, now: datetime) -> NextStep | None:
    """Say what she must do for the money of the dossier; None when it waits for nothing of hers that is pressing."""
    if state not in AGREED | {ProjectState.CANCELLED}:
        return None
    if reader == Reader.OFQJ:
        return _decider_signs(project, user) if has_role(user, Role.DECIDER) else None
    wait = money_wait_of(project) if reader == Reader.CARRIER else ""
    if wait == GIVE_BACK:
        return _gives_back(project, now)
    if not wait or not _has_time(project, state, now):
        return None
    return _carrier_signs(project, user) if wait == SIGN else _carrier_gives_account(project, user)


def bring_money(projects: Iterable[Any], user: Any = None) -> None:
    """Read what dossiers must sign or give back, one query for each: their steps then ask nothing more.

    For a list of the dossiers that `user` carries, the SQL is written once for all its readers.
    """
    waits = [(project, money_wait_of(project)) for project in projects if not hasattr(project, "to_sign")]
    signs = {project.pk: project for project, wait in waits if wait == SIGN}
    owes = {project.pk: project for project, wait in waits if wait == GIVE_BACK}
    for project, _wait in waits:
        project.to_sign, project.to_give_back = "", None
    for pk, section in _asked(_texts_to_sign, _TO_SIGN, signs, user):
        if pk in signs:
            signs[pk].to_sign = min(signs[pk].to_sign or section, section)
    for pk, amount, currency, due_on, came_back in _asked(_sums_to_give_back, _TO_GIVE_BACK, owes, user):
        known = owes[pk].to_give_back if pk in owes else None
        if pk in owes and (known is None or due_on < known.due_on):
            owes[pk].to_give_back = Recovery(amount=amount, currency=currency, due_on=due_on)
            owes[pk].to_give_back.came_back = came_back


def _asked(build: Callable[[Any], Any], prepared: PreparedRows, found: dict[int, Any], user: Any) -> Iterable[Any]:
    """Ask for some dossiers, or for all that the structures of `user` carry; nothing where none waits."""
    if not found:
        return ()
    return prepared.of(user).all() if user is not None else build(list(found))


def _carried_by(user: Any) -> Any:
    return Project.objects.carried_by(structure_ids(user, *access.FILING_ROLES)).values("pk")


def _texts_to_sign(projects: Any) -> Any:
    """Tell the texts that wait for a carrier's signature, by their section."""
    texts = GrantAgreement.objects.filter(state=AgreementState.WAITING_CARRIER, decision__project__in=projects)
    return texts.order_by().values_list("decision__project", "decision__section")


def _sums_to_give_back(projects: Any) -> Any:
    """Tell what was asked back, by when, and how much of it came."""
    grants = Grant.objects.filter(decision__project__in=projects).values("pk")
    asked = Recovery.objects.filter(AmongFound(grants, of="grant"), state=RecoveryState.SENT).order_by()
    came = Coalesce(Sum("receipts__amount"), Decimal(0), output_field=_AMOUNT)
    return asked.annotate(back=came).values_list("grant__decision__project", "amount", "currency", "due_on", "back")


_TO_SIGN = PreparedRows(lambda user, _key: _texts_to_sign(_carried_by(user)))
_TO_GIVE_BACK = PreparedRows(lambda user, _key: _sums_to_give_back(_carried_by(user)))


def _gives_back(project: Any, now: datetime) -> NextStep:
    """Name the sum, whatever else waits: a day is set for it."""
    bring_money([project])
    asked = project.to_give_back
    left = asked.money - Money(asked.came_back, asked.currency)
    due_at = calendar.end_of_day(asked.due_on, project.carrier.zone)
    what = _("Rendre %s à l’OFQJ : c’est un trop-perçu") % format_money(left)
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


def _carrier_signs(project: Any, user: Any) -> NextStep:
    bring_money([project])
    section = project.to_sign
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


def _decider_signs(project: Project, user: Any) -> NextStep | None:
    waiting = to_countersign(user).filter(decision__project=project).select_related("decision").first()
    return _to_sign(project, waiting.decision.section, _("Signer la convention de subvention")) if waiting else None


def _to_sign(project: Project, section: str, what: str) -> NextStep:
    url = _page(project, section)
    return NextStep(what=what, blocks=_("les versements"), url=url, action=_("Lire et signer"), mine=True)


def _page(project: Project, section: str) -> str:
    return reverse("projects:agreement", args=[project.number, section])
