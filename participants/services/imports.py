"""A group comes as a table: kept sealed, matched, shown, then written at once or not at all; twice changes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.bulk import insert_rows
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.imports import Table, chosen_columns, heading_key, propose_columns
from ofqj_portal.core.journal import Act, record, record_many
from ofqj_portal.core.models import Job
from participants.imports import ImportPlan, PlannedPerson, fields_for, plan_people
from participants.models import ColumnMatch, Participant, Participation, PeopleImport
from participants.services.group import open_to_newcomers
from participants.services.moves import lock_project
from participants.services.space import close_links_elsewhere
from partners.models import Structure
from projects.models import Project

KEPT = timedelta(days=1)
BATCH = 1000


class RowsToMend(DomainError):
    """Some rows cannot be imported, and nobody said to leave them aside."""


class ListMoved(DomainError):
    """Somebody entered one of these people meanwhile."""


@dataclass(frozen=True)
class Imported:
    """How many people joined the group, had their fiche changed, stayed as they were; how many rows were left aside."""

    added: int
    changed: int
    same: int
    left_aside: int


@transaction.atomic
def bring_table(*, project: Project, structure: Structure, table: Table, by: User, now: datetime) -> PeopleImport:
    """Keep a table for one group, sealed, with its columns matched as far as headings and memory say.

    Raises WrongState once the group changes no more; OnlyProfessionals.
    """
    open_to_newcomers(lock_project(project))
    matched = propose_columns(table, fields_for(structure), remembered_by(structure))
    columns = {str(place): expected.name for place, expected in matched.fields.items()}
    return PeopleImport.objects.create(
        project=project, structure=structure, table=table.to_json(), columns=columns, created_at=now, created_by=by
    )


def remembered_by(structure: Structure) -> dict[str, str]:
    """Return the field that each heading known to the structure stands for, by key of heading."""
    return dict(ColumnMatch.objects.filter(structure=structure).values_list("heading_key", "field"))


@transaction.atomic
def choose_columns(*, brought: PeopleImport, chosen: Mapping[int, str]) -> PeopleImport:
    """Match the columns as somebody says, by place ("" leaves one aside), and remember it for her structure.

    Raises WrongState once imported; ImportRefused if a required column is missing, or if two say the same.
    """
    brought = _lock(brought)
    table = brought.rows
    chosen_columns(table, fields_for(brought.structure), chosen).refuse_gaps()
    brought.columns = {str(place): name for place, name in chosen.items() if name}
    brought.save(update_fields=["columns"])
    said = {heading_key(heading): chosen.get(place, "") for place, heading in enumerate(table.header) if heading}
    ColumnMatch.objects.bulk_create(
        [ColumnMatch(structure=brought.structure, heading_key=key, field=name) for key, name in sorted(said.items())],
        update_conflicts=True,
        unique_fields=["structure", "heading_key"],
        update_fields=["field"],
    )
    return brought


def plan_of(brought: PeopleImport, *, on: date) -> ImportPlan:
    """Say what importing the table would do, as things stand. Raises ImportRefused while a column is missing."""
    return plan_people(brought.rows, brought.chosen, project=brought.project, structure=brought.structure, on=on)


@transaction.atomic
def import_people(
    *, brought: PeopleImport, seen: str, leave_wrong_rows: bool, by: User, now: datetime, on: date
) -> Imported:
    """Write the rows into the list of the structure and into the group, all in one transaction.

    `seen` is the fingerprint of the plan that was shown. Raises WrongState if it is done already or the group is
    closed; EditedMeanwhile if the plan is another one by now; RowsToMend if a row is wrong, unless `leave_wrong_rows`;
    ListMoved if somebody enters the same people at this very moment.
    """
    project = lock_project(brought.project)
    open_to_newcomers(project)
    brought = _lock(brought)
    plan = plan_of(brought, on=on)
    if plan.fingerprint != seen:
        raise EditedMeanwhile(_("Le groupe ou les fiches ont changé depuis cet aperçu : relisez-le, puis importez."))
    refused = plan.of("refused")
    if refused and not leave_wrong_rows:
        raise RowsToMend(_("%(count)d lignes sont à corriger : rien n’est importé.") % {"count": len(refused)})
    try:
        with transaction.atomic():
            acts = list(_write(plan, brought, project, by=by, now=now))
    except IntegrityError as crossed:
        raise ListMoved(_("Quelqu’un a ajouté l’une de ces personnes au même moment. Recommencez.")) from crossed
    added, changed, same = (len(plan.of(action)) for action in ("added", "changed", "same"))
    done = Imported(added, changed, same, len(refused))
    _keep_what_is_left(brought, refused, done)
    record_many(acts, by=by)
    record(project, "project.people_imported", by=by, structure=brought.structure_id, **vars(done))
    return done


@transaction.atomic
def forget_imports(*, now: datetime) -> int:
    """Drop the tables brought more than KEPT before `now`, but those whose import still waits; return how many."""
    waiting = Job.objects.live().filter(kind="participants.import_people").values_list("args__import", flat=True)
    old = PeopleImport.objects.filter(created_at__lt=now - KEPT).exclude(pk__in=list(waiting))
    return old.delete()[0]


def _lock(brought: PeopleImport) -> PeopleImport:
    rows = PeopleImport.objects.select_for_update(of=("self",)).select_related("structure__territory", "project__call")
    brought = rows.get(pk=brought.pk)
    if brought.outcome is not None:
        raise WrongState(_("Ce tableau est déjà importé."))
    return brought


def _write(plan: ImportPlan, brought: PeopleImport, project: Project, *, by: User, now: datetime) -> Iterator[Act]:
    """Write the people, then their places in the group; yield what the journal is to say."""
    added, known = plan.of("added"), [line for line in plan.lines if line.person and line.changes]
    fresh = [line for line in added if line.person is None]
    brings = {"structure_id": brought.structure_id, "created_by_id": by.pk, "followed_by_id": by.pk}
    numbers = iter(insert_rows(Participant, [_person(line) for line in fresh], created_at=now, **brings))
    yield from _change([line for line in known if not line.row.errors])
    who = [line.person.pk if line.person else next(numbers) for line in added]
    said = {"project_id": project.pk, "registered_at": now, "state_changed_at": now, "state_changed_by_id": by.pk}
    places = insert_rows(Participation, [_place(*pair) for pair in zip(added, who, strict=True)], **said)
    for line, place in zip(added, places, strict=True):  # one line a person: the journal's chain is what takes time
        facts = {"project": project.pk, "is_new": line.person is None}
        yield Act((Participation._meta.label_lower, str(place)), f"participation.{line.joins}", facts)


def _person(line: PlannedPerson) -> dict[str, object]:
    row = {"identity_hash": line.identity, **line.changes}
    if territory := row.pop("territory", None):
        row["territory_id"] = territory.pk
    return row


def _change(lines: list[PlannedPerson]) -> Iterator[Act]:
    """Write the columns of each row on its person, and nothing else."""
    _refuse_edited(lines)
    names = {name for line in lines for name in line.changes}
    for line in lines:
        for name, value in line.changes.items():
            setattr(line.person, name, value)
        line.person.version += 1
    if lines:
        Participant.objects.bulk_update([line.person for line in lines], [*sorted(names), "version"], batch_size=BATCH)
    for line in lines:
        if "email" in line.changes:
            close_links_elsewhere(line.person)
        told = {name: [_as_told(line.before[name]), _as_told(value)] for name, value in line.changes.items()}
        yield Act(line.person, "participant.edited", {"fields": sorted(line.changes)}, told)


def _as_told(value: object) -> str:
    return "" if value is None else str(value)


def _refuse_edited(lines: list[PlannedPerson]) -> None:
    people = {line.person.pk: line.person.version for line in lines}
    rows = Participant.objects.select_for_update().filter(pk__in=people).order_by("pk")
    if dict(rows.values_list("pk", "version")) != people:
        raise EditedMeanwhile(_("Une fiche vient de changer : relisez l’aperçu, puis importez."))


def _place(line: PlannedPerson, person: int) -> dict[str, object]:
    abroad = line.row.values.get("first_time_abroad")
    return {"participant_id": person, "state": line.joins, "first_time_abroad": abroad}


def _keep_what_is_left(brought: PeopleImport, refused: list[PlannedPerson], done: Imported) -> None:
    left = brought.rows.only({line.row.line for line in refused})
    brought.table = left.to_json() if refused else ""
    brought.outcome = vars(done)
    brought.save(update_fields=["table", "outcome"])
