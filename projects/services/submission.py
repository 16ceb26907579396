"""File a dossier, take it back, open it again, answer what the OFQJ asks."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import jobs, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.versions import save_version, versions_of
from projects.emails import ComplementsAnswered, ProjectFiled, ProjectWithdrawn
from projects.enums import IN_REVIEW, WITHDRAWABLE, ProjectState
from projects.models import Project
from projects.queries.snapshot import snapshot
from projects.queries.terms import rules_to_keep
from projects.rules import RuleResult, obstacles
from projects.services.drafting import lock, refuse_closed_call, touch
from projects.services.filing_proof import promise_proof
from projects.services.hosting_links import close_links
from projects.services.ledger import drop_decisions
from projects.services.sittings import end_sittings

DATES = ("departs_on", "returns_on")


class NotReadyToFile(DomainError):
    """Something is missing or a rule is broken; `obstacles` says everything at once."""

    def __init__(self, found: list[RuleResult]) -> None:
        self.obstacles = found
        super().__init__(_("Le dossier n’est pas encore déposable. Rien n’est perdu : voici ce qu’il reste à faire."))


class AnswerIncomplete(NotReadyToFile):
    """What the OFQJ asked for is still missing, or breaks a rule."""


@transaction.atomic
def submit_project(*, project: Project, by: User, now: datetime) -> Project:
    """File the dossier: its rules are frozen, its content kept as a version, an acknowledgement leaves.

    Raises WrongState unless it is a draft, CallClosed outside the call's opening (both instants included),
    NotReadyToFile with everything that stands in the way.
    """
    project = lock(project)
    if project.state != ProjectState.DRAFT:
        raise WrongState(_("Ce dossier est déjà déposé : il n’y a rien d’autre à faire."))
    refuse_closed_call(project.call, now)
    found = obstacles(project, now.astimezone(project.carrier.zone).date())
    if found:
        raise NotReadyToFile(found)
    project.rules = rules_to_keep(project.call).to_json()
    project.submitted_at, project.state = now, ProjectState.SUBMITTED
    touch(project, now, fields=["rules", "submitted_at", "state"])
    _let_the_group_follow(project)
    end_sittings(project=project)
    version = save_version(project, data=snapshot(project), by=by, now=now, note=str(_("Dépôt")))
    promise_proof(project=project, version=version)
    outbox.queue(ProjectFiled(project, version.number))
    record(project, "project.submitted", by=by, version=version.number)
    return project


@transaction.atomic
def withdraw_project(*, project: Project, by: User, now: datetime) -> Project:
    """Take back a filed dossier: no section decides it any more, and what one had committed is released.

    Raises WrongState once it is answered for good.
    """
    project = lock(project)
    if project.state not in WITHDRAWABLE:
        raise WrongState(_("Ce dossier ne peut plus être retiré : relisez où il en est."))
    was = project.state
    drop_decisions(project=project, by=by, now=now)
    project.information_requests.open().update(dropped_at=now)
    close_links(project.structures.all())
    project.withdrawn_at, project.state = now, ProjectState.WITHDRAWN
    project.decided_at = project.announced_at = None
    touch(project, now, fields=["withdrawn_at", "state", "decided_at", "announced_at"])
    if was in IN_REVIEW and project.officer_id:
        outbox.queue(ProjectWithdrawn(project))
    record(project, "project.withdrawn", by=by, was=was)
    return project


@transaction.atomic
def reopen_draft(*, project: Project, by: User, now: datetime) -> Project:
    """Make a withdrawn dossier a draft again while its call is open. Raises WrongState, CallClosed."""
    project = lock(project)
    if project.state != ProjectState.WITHDRAWN:
        raise WrongState(_("Seul un dossier retiré se rouvre."))
    refuse_closed_call(project.call, now)
    project.state, project.submitted_at, project.rules, project.officer = ProjectState.DRAFT, None, None, None
    project.withdrawn_at = project.decided_at = None
    touch(project, now, fields=["state", "submitted_at", "rules", "officer", "withdrawn_at", "decided_at"])
    record(project, "project.reopened", by=by)
    return project


@transaction.atomic
def answer_complements(*, project: Project, answer: str, by: User, now: datetime) -> Project:
    """Send the completed fields back to the OFQJ, with a word; a late answer is taken like any other.

    Raises WrongState unless complements are asked, AnswerIncomplete if a named field is empty or breaks a rule.
    """
    project = lock(project)
    asked = project.information_requests.open().first()
    if project.state != ProjectState.INCOMPLETE or asked is None:
        raise WrongState(_("L’OFQJ n’attend pas de réponse sur ce dossier."))
    found = [
        obstacle
        for obstacle in obstacles(project, now.astimezone(project.carrier.zone).date())
        if obstacle.field in asked.fields
    ]
    if found:
        raise AnswerIncomplete(found)
    asked.answer, asked.answered_at, asked.answered_by = answer.strip(), now, by
    asked.save(update_fields=["answer", "answered_at", "answered_by"])
    project.state = ProjectState.UNDER_REVIEW
    touch(project, now, fields=["state"])
    _let_the_group_follow(project)
    end_sittings(project=project)
    version = save_version(project, data=snapshot(project), by=by, now=now, note=str(_("Compléments")))
    outbox.queue(ComplementsAnswered(asked))
    record(project, "project.complements_answered", by=by, request=asked.pk, version=version.number)
    return project


def _let_the_group_follow(project: Project) -> None:
    """Have the group told, if the stay is no longer on the days of the last version the OFQJ received."""
    last = versions_of(project).last()
    if last is None:
        return
    was, stands = [(data.get("departs_on"), data.get("returns_on")) for data in (last.data, snapshot(project, DATES))]
    if was != stands:
        jobs.enqueue("participants.follow_project", args={"project": project.pk, "was": list(was)})
