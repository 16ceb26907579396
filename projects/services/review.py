"""The officer's work on a dossier: take it in charge, ask for complements, give an opinion (R16, R20)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.roles import Role, grants_of
from projects.emails.review import ComplementsMail
from projects.enums import REVIEWING, ProjectState
from projects.models import InformationRequest, Project, Review
from projects.models.grid import weigh
from projects.models.visibility import is_tied
from projects.programmes import spec_of
from projects.sections import FIELDS
from projects.services.drafting import lock, touch
from projects.services.outcome import open_decisions


class ConflictOfInterest(DomainError):
    """This person belongs to a structure of the dossier, or declared a tie with it."""


class NotAnOfficer(DomainError):
    """This person does not review dossiers of a section that is asked."""


class ScoreRefused(DomainError):
    """A score that the dossier's grid does not take, or one that it requires and that lacks."""


class NothingAsked(DomainError):
    """A request for complements names fields, a reason and a date to come."""


@transaction.atomic
def take_in_charge(*, project: Project, by: User, now: datetime) -> Project:
    """Start the review of a filed dossier; `by` becomes its officer.

    Raises WrongState unless the dossier is filed, ConflictOfInterest.
    """
    project = lock(project)
    refuse_conflict(project, by)
    if project.state != ProjectState.SUBMITTED:
        raise WrongState(_("Ce dossier est déjà en instruction : quelqu’un l’a pris en charge avant vous."))
    project.state, project.officer = ProjectState.UNDER_REVIEW, by
    touch(project, now, fields=["state", "officer"])
    open_decisions(project)
    record(project, "project.taken_in_charge", by=by, officer=by.pk)
    return project


@transaction.atomic
def request_complements(
    *, project: Project, fields: Sequence[str], reason: str, due_on: date, by: User, now: datetime
) -> InformationRequest:
    """Re-open the named fields for the carrier, until the end of the day `due_on` in the call's zone.

    `fields` are codes of `sections.FIELDS`. Raises WrongState unless the dossier is under review, NothingAsked
    without a known field, a reason or a date to come, ConflictOfInterest.
    """
    project = lock(project)
    refuse_conflict(project, by)
    if project.state != ProjectState.UNDER_REVIEW:
        raise WrongState(_("On demande des compléments pendant l’instruction : relisez l’état du dossier."))
    due_at = calendar.end_of_day(due_on, ZoneInfo(project.call.zone))
    _check_request(project, fields, reason, due_at, now)
    asked = InformationRequest.objects.create(
        project=project, asked_by=by, asked_at=now, due_at=due_at, reason=reason.strip(), fields=list(fields)
    )
    project.state = ProjectState.INCOMPLETE
    touch(project, now, fields=["state"])
    outbox.queue(ComplementsMail(asked))
    record(project, "project.complements_requested", by=by, request=asked.pk, fields=list(fields))
    return asked


@transaction.atomic
def give_review(
    *, project: Project, opinion: str, comment: str, by: User, now: datetime, scores: Mapping[str, int] | None = None
) -> Review:
    """Give an opinion on a dossier under review, or replace the one given before.

    `scores` answers the grid frozen when the dossier was filed, by code of criterion. Raises WrongState unless it is
    under review, NotAnOfficer, ConflictOfInterest, NothingAsked without a comment, ScoreRefused.
    """
    project = lock(project)
    refuse_conflict(project, by)
    if project.state not in REVIEWING:
        raise WrongState(_("On donne un avis pendant l’instruction : relisez l’état du dossier."))
    if not comment.strip():
        raise NothingAsked(_("Dites en quelques mots ce qui fonde votre avis."))
    given = check_scores(project, scores or {})
    said = {"section": section_of(project, by), "opinion": opinion, "comment": comment.strip()}
    score = weigh(project.call_rules.score_grid, given)
    given_as = {"scores": given, "score": score, "submitted_at": now, "set_aside_at": None}
    review, created = Review.objects.update_or_create(project=project, reviewer=by, defaults=said | given_as)
    record(project, "project.reviewed", by=by, review=review.pk, opinion=opinion, replaced=not created)
    return review


def section_of(project: Project, by: User) -> str:
    """Return the section for which she reviews this dossier. Raises NotAnOfficer."""
    asked = set(project.aid_requests.values_list("section", flat=True))
    own = {grant.section for grant in grants_of(by) if grant.role == Role.OFFICER}
    if not asked & own:
        raise NotAnOfficer(_("Vous n’instruisez pas pour une section sollicitée par ce dossier."))
    return sorted(asked & own)[0]


def refuse_conflict(project: Project, person: User) -> None:
    """Raise ConflictOfInterest if she belongs to a structure of the dossier or declared a tie with it."""
    if is_tied(person, project):
        raise ConflictOfInterest(_("Cette personne a un lien avec le dossier : quelqu’un d’autre s’en charge."))


def check_scores(project: Project, scores: Mapping[str, int]) -> dict[str, int]:
    """Return the scores given, by code of criterion, once each lies on its scale and none that is required lacks."""
    grid = {criterion.code: criterion for criterion in project.call_rules.score_grid}
    given = {code: score for code, score in scores.items() if score is not None}
    if given.keys() - grid.keys():
        raise ScoreRefused(_("Cette grille n’est plus celle du dossier : rouvrez la page, puis notez."))
    for code, criterion in grid.items():
        if criterion.required and code not in given:
            raise ScoreRefused(_("Notez aussi « %s » : ce critère compte pour tous les dossiers.") % criterion.label)
        if not 0 <= given.get(code, 0) <= criterion.scale:
            words = {"label": criterion.label, "scale": criterion.scale}
            raise ScoreRefused(_("« %(label)s » se note de 0 à %(scale)d.") % words)
    return given


def _check_request(project: Project, fields: Sequence[str], reason: str, due_at: datetime, now: datetime) -> None:
    if not fields or not set(fields) <= set(FIELDS) - spec_of(project.call_rules.programme).left_out:
        raise NothingAsked(_("Nommez au moins un champ du dossier à compléter."))
    if not reason.strip():
        raise NothingAsked(_("Dites ce qui manque : la structure lira ces mots."))
    if due_at <= now:
        raise NothingAsked(_("Laissez du temps pour répondre : choisissez une date à venir."))
