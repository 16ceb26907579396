"""Write a change into the dossier, with all that follows it: the group, the aid, a version, who else listens."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import jobs, outbox
from ofqj_portal.core.versions import save_version
from partners.models import Structure
from projects.emails.change import JoinedByChangeMail
from projects.enums import ChangeState, HostingState, Side
from projects.models import ChangeRequest, Project, ProjectStructure
from projects.queries.snapshot import snapshot
from projects.services.change_followers import tell_followers
from projects.services.drafting import touch
from projects.services.hosting_links import close_links
from projects.services.stay import recompute_grants


def apply_change(change: ChangeRequest, *, project: Project, by: User, now: datetime) -> None:
    """Write `change` into the locked dossier; the caller has checked that it holds and is allowed.

    Moved dates: the group is told. Fewer places: the aid comes down to what they are worth (R8, R13), and what is
    above goes back to the envelopes; more places never raise it, which takes a new decision.
    """
    was = [project.departs_on.isoformat(), project.returns_on.isoformat()]
    columns = [name for name in ("departs_on", "returns_on", "places") if name in change.proposed]
    for name in columns:
        setattr(project, name, _value(change.proposed[name]))
    _write_budget(project, change.proposed.get("budget", {}))
    _write_partner(project, change.proposed.get("partner"), now)
    touch(project, now, fields=columns)
    if {"departs_on", "returns_on"} & set(columns):
        jobs.enqueue("participants.follow_project", args={"project": project.pk, "was": was})
    if project.places < change.before.get("places", 0):
        recompute_grants(project=project, departed=project.places, by=by, now=now)
    note = _("Changement accepté") if change.state == ChangeState.GRANTED else _("Changement noté")
    save_version(project, data=snapshot(project), by=by, now=now, note=str(note))
    tell_followers(change, by=by, now=now)


def _value(proposed: Any) -> Any:
    return date.fromisoformat(proposed) if isinstance(proposed, str) else proposed


def _write_budget(project: Project, amounts: Mapping[str, str]) -> None:
    for line in project.budget_lines.filter(pk__in=[int(pk) for pk in amounts]):
        line.amount = Decimal(amounts[str(line.pk)])
        line.save(update_fields=["amount"])


def _write_partner(project: Project, partner: Mapping[str, Any] | None, now: datetime) -> None:
    """Let one host leave and another join; its letter of commitment stands for its own answer."""
    if partner is None:
        return
    leaving = list(project.structures.filter(structure=partner.get("leaves"), side=Side.HOST))
    close_links(leaving)
    project.structures.filter(pk__in=[row.pk for row in leaving]).delete()
    joins = Structure.objects.filter(pk=partner.get("joins")).first()
    if joins:
        row = ProjectStructure.objects.create(
            project=project,
            structure=joins,
            side=Side.HOST,
            state=HostingState.CONFIRMED,
            invited_at=now,
            confirmed_on=now.astimezone(joins.zone).date(),
        )
        outbox.queue(JoinedByChangeMail(row))
