"""Start a dossier and save its sections. A section that somebody changed meanwhile is shown, never overwritten."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.numbers import next_number
from ofqj_portal.core.three_way import Merge, merge
from partners.enums import Country
from partners.models import Agreement, Structure
from projects.enums import Currency, Direction, HostingState, PhaseKind, Side
from projects.models import Call, Phase, Project, ProjectStructure
from projects.queries.openness import open_fields
from projects.queries.snapshot import as_json, editable_values, field_of_part, fields_of_parts, phase_value
from projects.sections import BY_CODE
from projects.services.sittings import end_sitting

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
        followed_by=by,
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
    yielded: Collection[str] = (),
) -> Project:
    """Write the columns of one section, and its phases when they are given.

    `values` maps fields of the section to clean values; `seen` are the marks its form was built on, `yielded` the
    fields whose stored value she prefers to hers. What equals what is stored changes nothing, what somebody else
    changed and she did not touch stays. Raises WrongState or FieldClosed where the dossier is not open,
    EditedMeanwhile, with the clashes, where both changed one field.
    """
    project = lock_for_edit(project, section)
    typed = SectionTyped(values, None if phases is None else dict.fromkeys(PhaseKind) | {p.kind: p for p in phases})
    found = compare(project, section, typed, seen, yielded)
    refuse_clashes(found)
    columns = put_parts(project, typed, found.to_write)
    if found.to_write:
        touch(project, now, fields=columns)
    end_sitting(project=project, section=section, fields=fields_of_parts(found.to_write), by=by)
    return project


@dataclass(frozen=True)
class SectionTyped:
    """What a form holds: clean values of columns, and the phases by kind (None for one that was emptied)."""

    values: Mapping[str, Any]
    phases: Mapping[str, Phase | None] | None = None

    def parts(self) -> dict[str, Any]:
        """Return what was typed as JSON, by its finest name."""
        phases = (self.phases or {}).items()
        told = {f"phases.{kind}": phase and phase_value(phase) for kind, phase in phases}
        return {field: as_json(value) for field, value in self.values.items()} | told


def compare(project: Project, section: str, typed: SectionTyped, seen: str, yielded: Collection[str] = ()) -> Merge:
    """Compare what was typed with what is stored and what the page showed. Raises FieldClosed for a field not open."""
    mine = typed.parts()
    wanted = {field_of_part(name) for name in mine} | ({"phases"} if typed.phases is not None else set())
    refuse_closed_fields(project, wanted)
    return merge(seen, theirs=editable_values(project, section), mine=mine, yielded=yielded)


def put_parts(project: Project, typed: SectionTyped, names: Collection[str]) -> list[str]:
    """Put in the dossier what was typed under these finest names; return the columns that are left to save."""
    columns = [field for field in typed.values if field in names]
    for field in columns:
        setattr(project, field, typed.values[field])
    kinds = [kind for kind in typed.phases or {} if f"phases.{kind}" in names]
    if kinds:
        project.phases.filter(kind__in=kinds).delete()
        there = [phase for kind in kinds if (phase := (typed.phases or {})[kind])]
        Phase.objects.bulk_create(_of_project(phase, project) for phase in there)
    return columns


def _of_project(phase: Phase, project: Project) -> Phase:
    phase.pk, phase.project = None, project
    return phase


# ---- what every edit of a dossier does ------------------------------------------------------------------------------


def lock_for_edit(project: Project, section: str) -> Project:
    """Lock the dossier and return it as it stands. Raises WrongState unless a field of `section` is open."""
    project = lock(project)
    if not open_fields(project) & set(BY_CODE[section].fields):
        raise WrongState(_("Ce dossier n’est plus ouvert à la saisie : relisez où il en est."))
    return project


def refuse_clashes(found: Merge) -> None:
    """Raise EditedMeanwhile, with every clash, if somebody else changed what was typed here."""
    if found.clashes:
        raise EditedMeanwhile(
            _("Cette page a changé pendant que vous écriviez. Rien n’est perdu : comparez, choisissez, enregistrez."),
            clashes=found.clashes,
        )


def lock(project: Project) -> Project:
    """Return the dossier as it stands now, locked until the end of the transaction."""
    return Project.objects.select_for_update(of=("self",)).select_related("call", "carrier").get(pk=project.pk)


def refuse_closed_fields(project: Project, fields: Iterable[str]) -> None:
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
