"""Two sheets of one structure become one, and can be two again for thirty days."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.outbox import queue
from partners.emails import StructuresMerged
from partners.enums import StructureKind, roles_in
from partners.models import Agreement, Structure, StructureMerge
from partners.services.repointing import CannotFollow, point_back, repoint

UNDO_WITHIN = timedelta(days=30)  # features.md, group 2
# What goes together from one sheet or the other; each is one choice.
CHOICES: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "network": ("network_id",),
    **{one: (one,) for one in ("siret", "rna", "neq", "imilo_code", "service_public_id")},
    "place": (
        *("territory_id", "street", "postal_code", "commune", "insee_code", "latitude", "longitude", "time_zone"),
    ),
    **{one: (one,) for one in ("themes", "languages", "hosting_capacity")},
    **{one: (one,) for one in ("email", "phone", "website", "opening_hours")},
}
ONE_ONLY = frozenset({"siret", "rna", "neq", "imilo_code", "service_public_id"})


class NotOfOneKind(DomainError):
    """These two structures cannot be one: of two countries, or of two natures."""


@transaction.atomic
def merge_structures(
    *, kept: Structure, merged: Structure, take: Collection[str], seen: tuple[int, int], by: User, now: datetime
) -> StructureMerge:
    """Make `merged` one with `kept`: what it had follows, its sheet leaves the directory and leads to the other.

    `take` names the CHOICES to take from `merged`; `seen` are the versions of both sheets that were read, kept first.
    Raises NotOfOneKind, WrongState if one is merged already, EditedMeanwhile, CannotFollow if the base holds a row.
    """
    kept, merged = _locked(kept, merged)
    _check(kept, merged, seen)
    columns, given_up = _choose(kept, merged, take)
    moved = repoint(source=merged, target=kept)
    merged.is_active, merged.merged_into = False, kept
    merged.version += 1
    kept.version += 1
    try:
        with transaction.atomic():
            merged.save()
            kept.save()
    except IntegrityError as refused:
        raise CannotFollow(_("Une autre structure porte déjà un de ces identifiants.")) from refused
    merge = StructureMerge.objects.create(
        kept=kept, merged=merged, moved=moved, columns=columns, given_up=given_up, merged_at=now, merged_by=by
    )
    queue(StructuresMerged(merge=merge, on=calendar.day_of(now)))
    counts = {place: len(keys) for place, keys in moved.items()}
    record(merged, "structure.merged_into", by=by, kept=kept.pk)
    record(kept, "structure.merged", by=by, merged=merged.pk, fields=sorted(columns), moved=counts)
    return merge


@transaction.atomic
def undo_merge(*, merge: StructureMerge, by: User, now: datetime) -> StructureMerge:
    """Make the two sheets two again: every row that moved and is still there goes back, and nothing else.

    A column edited since the merge keeps what was written. Raises WrongState if it is undone, past UNDO_WITHIN, or if
    the kept sheet was merged since; CannotFollow if the base holds a row.
    """
    merge = StructureMerge.objects.select_for_update().get(pk=merge.pk)
    kept, merged = _locked(merge.kept, merge.merged)
    if merge.undone_at or now > merge.merged_at + UNDO_WITHIN:
        raise WrongState(_("Cette réunion ne se défait plus : elle l’est déjà, ou elle a plus de trente jours."))
    if kept.merged_into_id:
        raise WrongState(_("La fiche gardée a été réunie à une autre depuis. Défaites d’abord cette réunion-là."))
    for name, (before, after) in merge.columns.items():
        if _stored(kept, name) == after:
            _put(kept, name, before)
    for name, value in merge.given_up.items():
        _put(merged, name, value)
    merged.is_active, merged.merged_into = True, None
    kept.version += 1
    merged.version += 1
    try:
        with transaction.atomic():
            kept.save()
            merged.save()
    except IntegrityError as refused:
        raise CannotFollow(_("Un identifiant de cette fiche a été donné à une autre depuis.")) from refused
    point_back(merge.moved, source=merged, target=kept)
    merge.undone_at, merge.undone_by = now, by
    merge.save(update_fields=["undone_at", "undone_by"])
    record(merged, "structure.merge_undone", by=by, kept=kept.pk)
    record(kept, "structure.merge_undone", by=by, merged=merged.pk)
    return merge


def _locked(one: Structure, other: Structure) -> tuple[Structure, Structure]:
    """Read both again under lock, in the order of their keys, and return them in the order asked."""
    rows = Structure.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[one.pk], found[other.pk]


def _check(kept: Structure, merged: Structure, seen: tuple[int, int]) -> None:
    if kept.pk == merged.pk:
        raise NotOfOneKind(_("On réunit deux fiches différentes."))
    if kept.merged_into_id or merged.merged_into_id:
        raise WrongState(_("Une de ces fiches est déjà réunie à une autre."))
    if kept.country != merged.country or kept.other_country != merged.other_country:
        raise NotOfOneKind(_("Ces deux structures ne sont pas du même pays : elles ne sont pas la même."))
    if StructureKind.OFQJ in (kept.kind, merged.kind) or roles_in(kept.kind) != roles_in(merged.kind):
        raise NotOfOneKind(_("Une section de l’OFQJ ou une tête de réseau ne se réunit pas à une autre structure."))
    if (kept.version, merged.version) != seen:
        raise EditedMeanwhile(_("Quelqu’un a enregistré une de ces fiches entre-temps. Relisez-les, puis choisissez."))
    if Agreement.objects.between(kept, merged).exists():
        raise CannotFollow(
            _("Une entente lie ces deux structures : elles sont bien deux, ou cette entente est à corriger d’abord.")
        )


def _choose(kept: Structure, merged: Structure, take: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write on `kept` what is taken from `merged`; return the columns changed, and the identifiers given up."""
    columns: dict[str, Any] = {}
    given_up: dict[str, Any] = {}
    for name in (name for choice, names in CHOICES.items() if choice in take for name in names):
        before, after = _stored(kept, name), _stored(merged, name)
        if before == after:
            continue
        columns[name] = [before, after]
        setattr(kept, name, getattr(merged, name))
        if name in ONE_ONLY:
            given_up[name] = after
            setattr(merged, name, "")
    return columns, given_up


def _stored(structure: Structure, name: str) -> Any:
    """Return a column as JSON keeps it."""
    value = getattr(structure, name)
    return str(value) if name in ("latitude", "longitude") and value is not None else value


def _put(structure: Structure, name: str, value: Any) -> None:
    column = next(one for one in Structure._meta.concrete_fields if one.attname == name)
    setattr(structure, name, column.to_python(value))
