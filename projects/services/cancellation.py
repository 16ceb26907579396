"""A project that will not take place: what is not paid goes back to the envelopes (domain §5)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import jobs
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from projects.enums import CANCELLABLE, ProjectState
from projects.models import Grant, Project
from projects.services.agreement import void_agreements
from projects.services.drafting import lock, touch
from projects.services.hosting_links import close_links
from projects.services.ledger import committed_and_paid, keep_only
from projects.services.recovery import draft_recovery
from projects.services.schedule import refresh_plan


class StayOver(DomainError):
    """The stay has ended: it is reported, not cancelled."""


class CancelReasonMissing(DomainError):
    """A cancellation says why."""


@transaction.atomic
def cancel_project(*, project: Project, reason: str, on: date, by: User, now: datetime) -> Project:
    """Cancel an accepted project, or one that is going on and whose stay has not ended on the day `on`.

    Raises WrongState in any other state, StayOver after the last day, CancelReasonMissing.
    """
    project = lock(project)
    if project.state not in CANCELLABLE:
        raise WrongState(_("Ce dossier ne peut plus être annulé : relisez son état."))
    if project.state == ProjectState.ONGOING and on > project.returns_on:
        raise StayOver(_("Le séjour est terminé : notez le retour et remettez le bilan au lieu d’annuler."))
    if not reason.strip():
        raise CancelReasonMissing(_("Dites pourquoi le projet est annulé : ce motif reste dans le dossier."))
    project.state, project.cancel_reason = ProjectState.CANCELLED, reason.strip()
    touch(project, now, fields=["state", "cancel_reason"])
    close_links(project.structures.all())
    project.change_requests.drop(now)
    _keep_only_paid(project, by=by, now=now)
    jobs.enqueue("participants.follow_project", args={"project": project.pk})
    record(project, "project.cancelled", by=by)
    return project


def _keep_only_paid(project: Project, *, by: User, now: datetime) -> None:
    grants = Grant.objects.filter(decision__project=project).select_related("decision")
    for grant in grants.order_by("decision__envelope_id", "pk"):
        paid = committed_and_paid(grant.decision)[1]
        grant.recomputed_amount, grant.recomputed_at = paid.amount, now
        grant.save(update_fields=["recomputed_amount", "recomputed_at"])
        keep_only(grant.decision, paid, by=by, now=now)
        refresh_plan(grant)
        if not project.departed_on:
            draft_recovery(grant=grant, amount=paid, reason=_("Le projet est annulé avant le départ."), now=now)
        why = _("Le projet est annulé.")
        void_agreements(decision=grant.decision, reason=why, now=now, unsigned_only=True)
