"""A sitting: what is saved by itself while somebody types in a section makes one line of the journal, at its end."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.core.journal import record
from partners.models import Structure
from projects.models import Project, Sitting

IDLE = timedelta(minutes=30)
HOSTING = "hosting"  # the part that a partner writes, which is no section of the dossier


def note_sitting(*, project: Project, section: str, fields: Collection[str], by: User, now: datetime) -> Sitting:
    """Remember that `by` saved these fields of a section, in the sitting she is in or in a new one.

    Call it with the row of the dossier locked.
    """
    sitting = Sitting.objects.filter(project=project, section=section, person=by).first()
    if sitting is None:
        sitting = Sitting(project=project, section=section, person=by, began_at=now)
    sitting.last_at = max(now, sitting.began_at)
    sitting.fields = sorted({*sitting.fields, *fields})
    sitting.save()
    return sitting


def end_sitting(*, project: Project, section: str, fields: Collection[str], by: User) -> None:
    """Write the one line of what she saved in this section: by itself so far, and `fields` by her button just now.

    Nothing saved, no line. Call it with the row of the dossier locked, as the last thing.
    """
    sitting = Sitting.objects.filter(project=project, section=section, person=by).first()
    if sitting:
        sitting.delete()
    saved = sorted({*fields, *(sitting.fields if sitting else ())})
    if saved:
        record(project, "project.section_saved", by=by, section=section, fields=saved)


def end_part_sitting(*, project: Project, structure: Structure, changed: bool, by: User) -> None:
    """Write the one line of what a partner's person saved of its part, by itself so far or by her button just now."""
    sitting = Sitting.objects.filter(project=project, section=HOSTING, person=by).first()
    if sitting:
        sitting.delete()
    if sitting or changed:
        record(project, "project.host_part_saved", by=by, structure=structure.pk)


def end_sittings(*, project: Project) -> None:
    """Write the lines of everybody who was writing: the dossier leaves. Call it with its row locked."""
    for sitting in Sitting.objects.filter(project=project).select_related("person"):
        _write_line(sitting, project)


@transaction.atomic
def end_idle_sitting(*, sitting: Sitting, now: datetime) -> bool:
    """Write the line of a sitting in which nothing was saved for half an hour; False if she went on writing."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=sitting.project_id)
    sitting = Sitting.objects.filter(pk=sitting.pk, last_at__lte=now - IDLE).select_related("person").first()
    if sitting is None:
        return False
    _write_line(sitting, project)
    return True


def _write_line(sitting: Sitting, project: Project) -> None:
    sitting.delete()
    facts = {"section": sitting.section, "fields": sitting.fields, "until": sitting.last_at}
    verb = "project.host_part_saved" if sitting.section == HOSTING else "project.section_saved"
    record(project, verb, by=sitting.person, **facts)
