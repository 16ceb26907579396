"""Start a dossier and save its sections. A section that somebody changed meanwhile is shown, never overwritten."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.numbers import next_number
from partners.enums import Country
from partners.models import Agreement, Structure
from projects.enums import Currency, Direction, HostingState, Side
from projects.models import Call, Phase, Project, ProjectStructure
from projects.queries.openness import open_fields
from projects.queries.snapshot import field_value, fingerprint
from projects.sections import BY_CODE, OTHER_LABELS

PARIS = ZoneInfo("Europe/Paris")
_DESTINATIONS: dict[str, object] = {Direction.TO_QUEBEC: Country.QC.label, Direction.TO_FRANCE: Country.FR.label}


class CallClosed(DomainError):
    """The call takes no dossier at this instant."""


class FieldClosed(DomainError):
    """This field is not open to the carrier now."""

    status = 409


@transaction.atomic
def create_draft(
    *, call: Call, carrier: Structure, title: str, by: User, now: datetime, agreement: Agreement | None = None
) -> Project:
    """Begin a dossier for `carrier` and give it its number, which is never reused.

    The budget is in the currency of the carrier's shore. Raises CallClosed outside the call's opening.
    """
    refuse_closed_call(call, now)
    year = now.astimezone(PARIS).year
    project = Project.objects.create(
        number=f"OFQJ-{year}-{next_number(f'projects.{year}'):04d}",
        call=call,
        carrier=carrier,
        agreement=agreement,
        direction=call.direction,
        destination_country=str(_DESTINATIONS.get(call.direction, "")),
        title=title.strip(),
        currency=Currency.CAD if carrier.country == Country.QC else Currency.EUR,
        created_by=by,
        created_at=now,
        updated_at=now,
    )
    ProjectStructure.objects.create(
        project=project,
        structure=carrier,
        side=Side.CARRIER,
        is_lead=True,
        state=HostingState.CONFIRMED,
        confirmed_on=now.astimezone(carrier.zone).date(),
    )
    record(project, "project.created", by=by, number=project.number, call=call.pk, carrier=carrier.pk)
    return project


@transaction.atomic
def save_section(
    *,
    project: Project,
    section: str,
    values: Mapping[str, Any],
    seen: str,
    by: User,
    now: datetime,
    phases: list[Phase] | None = None,
) -> Project:
    """Write the columns of one section, and its phases when they are given.

    `values` maps fields of the section to clean values; `seen` is the fingerprint its form was built on. What equals
    what is stored changes nothing. Raises WrongState or FieldClosed where the dossier is not open, EditedMeanwhile if
    the section changed since.
    """
    project = lock_for_edit(project, section)
    stale = is_stale(project, section, seen)
    wanted = dict(values) | ({"phases": phases} if phases is not None else {})
    refuse_closed_fields(project, wanted)
    before = {field: field_value(project, field) for field in wanted}
    for field, value in values.items():
        setattr(project, field, value)
    if phases is not None:
        _replace_phases(project, phases)
    changed = [field for field in wanted if field_value(project, field) != before[field]]
    if changed:
        refuse_stale(stale)
        touch(project, now, fields=[field for field in changed if field not in OTHER_LABELS])
        record(project, "project.section_saved", by=by, section=section, fields=changed)
    return project


def _replace_phases(project: Project, phases: list[Phase]) -> None:
    project.phases.all().delete()
    for phase in phases:
        phase.pk, phase.project = None, project
    Phase.objects.bulk_create(phases)


# ---- what every edit of a dossier does ------------------------------------------------------------------------------


def lock_for_edit(project: Project, section: str) -> Project:
    """Lock the dossier and return it as it stands. Raises WrongState unless a field of `section` is open."""
    project = lock(project)
    if not open_fields(project) & set(BY_CODE[section].fields):
        raise WrongState(_("Ce dossier n’est plus ouvert à la saisie : relisez où il en est."))
    return project


def is_stale(project: Project, section: str, seen: str) -> bool:
    """Say whether `section` changed since the form that carries the fingerprint `seen` was built; "" judges nothing."""
    return bool(seen) and seen != fingerprint(project, section)


def refuse_stale(stale: bool) -> None:
    """Raise EditedMeanwhile, once sure that saving would change something."""
    if stale:
        raise EditedMeanwhile(
            _("Cette page a changé pendant que vous écriviez. Rien n’est perdu : comparez, choisissez, enregistrez.")
        )


def lock(project: Project) -> Project:
    """Return the dossier as it stands now, locked until the end of the transaction."""
    return Project.objects.select_for_update(of=("self",)).select_related("call", "carrier").get(pk=project.pk)


def refuse_closed_fields(project: Project, fields: Mapping[str, Any]) -> None:
    """Raise FieldClosed if one of `fields` is not open."""
    closed = set(fields) - open_fields(project)
    if closed:
        raise FieldClosed(_("Seuls les champs demandés par l’OFQJ sont rouverts ; les autres restent tels quels."))


def touch(project: Project, now: datetime, *, fields: list[str]) -> None:
    """Save `fields` and mark the dossier as changed."""
    project.version += 1
    project.updated_at = now
    project.save(update_fields=[*fields, "version", "updated_at"])


def refuse_closed_call(call: Call, now: datetime) -> None:
    """Raise CallClosed outside the opening of `call`."""
    if now < call.opens_at:
        raise CallClosed(_("Cet appel n’est pas encore ouvert. Revenez à la date d’ouverture."))
    if not call.is_open(now):
        raise CallClosed(_("Cet appel est clos : il n’accepte plus de dossier. Regardez les appels ouverts."))
