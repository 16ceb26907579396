"""Ask somebody outside for an opinion on a dossier, by a personal link; receive it, take it back, send it again."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, links, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ActionLink
from partners.models import Contact, Membership
from projects.emails.external_opinion import ExternalOpinionAnswered, ExternalOpinionAsked, ExternalOpinionReminder
from projects.enums import REVIEWING, ExternalState
from projects.models import ExternalOpinion, Project
from projects.models.grid import weigh
from projects.queries.external_opinions import EXTERNAL_LINK, asked_of, is_awaited
from projects.services.drafting import lock
from projects.services.review import NothingAsked, check_scores, refuse_conflict, section_of

#: A late answer is still welcome this many days after the day asked for; then the link opens nothing any more.
GRACE_DAYS = 14
ASKED_A_DAY = 5


class OutsiderRefused(DomainError):
    """This person is not asked for an opinion on this dossier."""


class TieUnsaid(DomainError):
    """An opinion comes from somebody who said that she has no tie with the dossier."""


@transaction.atomic
def ask_external_opinion(
    *, project: Project, name: str, email: str, question: str, due_on: date, by: User, now: datetime
) -> ExternalOpinion:
    """Write to somebody outside, with a link by which she gives an opinion until the end of `due_on`.

    The day ends in the call's zone. Raises WrongState unless the dossier is under review, ConflictOfInterest,
    NotAnOfficer, NothingAsked without a name,
    a question or a day to come, OutsiderRefused for people of the dossier's structures, for somebody already asked, or
    after five demands in a day.
    """
    project = lock(project)
    refuse_conflict(project, by)
    if project.state not in REVIEWING:
        raise WrongState(_("On demande un avis pendant l’instruction : relisez l’état du dossier."))
    section, due_at = section_of(project, by), calendar.end_of_day(due_on, ZoneInfo(project.call.zone))
    if not name.strip() or not question.strip() or due_at <= now:
        raise NothingAsked(_("Dites à qui vous demandez un avis, sur quoi, et pour quel jour à venir."))
    _refuse_outsider(project, email, now)
    asked = ExternalOpinion.objects.create(
        project=project,
        section=section,
        name=name.strip(),
        email=email,
        question=question.strip(),
        due_at=due_at,
        asked_by=by,
        asked_at=now,
    )
    link, token = _issue(asked, by=by, now=now)
    outbox.queue(ExternalOpinionAsked(asked, link, token), key=_mail_key(link))
    record(project, "project.external_opinion_asked", by=by, asked=asked.pk, section=section, link=link.pk)
    return asked


@transaction.atomic
def send_again(*, asked: ExternalOpinion, by: User, now: datetime) -> ActionLink:
    """Send another link in the place of the former ones, which open nothing. Raises WrongState, NothingAsked."""
    project, asked = _lock(asked)
    _refuse_ended(asked)
    refuse_conflict(project, by)
    if _links_since(project, now) >= ASKED_A_DAY:
        raise NothingAsked(_("Cinq liens sont déjà partis aujourd’hui pour ce dossier : attendez demain."))
    _close_links(asked)
    link, token = _issue(asked, by=by, now=now)
    outbox.queue(ExternalOpinionAsked(asked, link, token), key=_mail_key(link))
    record(project, "project.external_opinion_asked", by=by, asked=asked.pk, section=asked.section, link=link.pk)
    return link


@transaction.atomic
def withdraw_external_opinion(*, asked: ExternalOpinion, by: User, now: datetime) -> ExternalOpinion:
    """Take a demand back: its link opens nothing any more. Raises WrongState once it is answered."""
    project, asked = _lock(asked)
    _refuse_ended(asked)
    _end(asked, ExternalState.WITHDRAWN, now)
    _close_links(asked)
    record(project, "project.external_opinion_withdrawn", by=by, asked=asked.pk)
    return asked


@transaction.atomic
def give_external_opinion(
    *,
    link: ActionLink,
    has_no_tie: bool,
    opinion: str,
    comment: str,
    now: datetime,
    scores: Mapping[str, int] | None = None,
) -> ExternalOpinion:
    """Give the opinion that `link` asks, on the dossier's grid and in words; the link is used up.

    Raises LinkRefused if it no longer acts or none is awaited any more, TieUnsaid, NothingAsked without a comment,
    ScoreRefused.
    """
    project, asked = _lock(asked_of(link))
    asked_of(link)
    if not has_no_tie:
        raise TieUnsaid(_("Confirmez que vous n’avez pas de lien avec ce dossier, ou dites que vous en avez un."))
    if not comment.strip():
        raise NothingAsked(_("Dites en quelques mots ce qui fonde votre avis."))
    given = check_scores(project, scores or {})
    links.consume(link)
    asked.opinion, asked.comment, asked.scores = opinion, comment.strip(), given
    asked.score = weigh(project.call_rules.score_grid, given)
    _end(asked, ExternalState.GIVEN, now, fields=["opinion", "comment", "scores", "score"])
    _close_links(asked)
    outbox.queue(ExternalOpinionAnswered(asked))
    record(project, "project.external_opinion_given", by=None, asked=asked.pk, by_link=link.pk)
    return asked


@transaction.atomic
def decline_for_a_tie(*, link: ActionLink, now: datetime) -> ExternalOpinion:
    """Say that one has a tie with the dossier and gives no opinion; the link is used up. Raises LinkRefused."""
    project, asked = _lock(asked_of(link))
    asked_of(link)
    links.consume(link)
    _end(asked, ExternalState.TIED, now)
    _close_links(asked)
    outbox.queue(ExternalOpinionAnswered(asked))
    record(project, "project.external_opinion_declined", by=None, asked=asked.pk, by_link=link.pk)
    return asked


@transaction.atomic
def remind_external_opinion(*, asked: ExternalOpinion, now: datetime) -> bool:
    """Write once more, with a link of its own beside the first; say whether a message left. It leaves only once."""
    project, asked = _lock(asked)
    if not is_awaited(asked) or links.links_of(EXTERNAL_LINK, [asked]).filter(issued_by=None).exists():
        return False
    link, token = _issue(asked, by=None, now=now)
    outbox.queue(ExternalOpinionReminder(asked, link, token), key=_mail_key(link))
    record(project, "project.external_opinion_reminded", by=None, asked=asked.pk, link=link.pk)
    return True


def _lock(asked: ExternalOpinion) -> tuple[Project, ExternalOpinion]:
    project = lock(asked.project)
    rows = ExternalOpinion.objects.select_for_update(of=("self",)).select_related("asked_by")
    found = rows.get(pk=asked.pk)
    found.project = project
    return project, found


def _refuse_ended(asked: ExternalOpinion) -> None:
    if not is_awaited(asked):
        raise WrongState(_("Cet avis n’est plus attendu : il est donné, refusé ou retiré. Rouvrez la page."))


def _end(asked: ExternalOpinion, state: str, now: datetime, fields: list[str] | None = None) -> None:
    asked.state, asked.ended_at = state, now
    asked.save(update_fields=["state", "ended_at", *(fields or [])])


def _issue(asked: ExternalOpinion, *, by: User | None, now: datetime) -> tuple[ActionLink, str]:
    """Make a link that lives, on the real clock, until some days after the day asked for."""
    expires_at = calendar.real_now() + max(asked.due_at - now, timedelta()) + timedelta(days=GRACE_DAYS)
    return links.issue_link(EXTERNAL_LINK, asked, email=asked.email, expires_at=expires_at, by=by)


def _close_links(asked: ExternalOpinion) -> None:
    for link in links.links_of(EXTERNAL_LINK, [asked]).living(calendar.real_now()):
        links.revoke(link)
        outbox.withdraw(_mail_key(link))


def _mail_key(link: ActionLink) -> str:
    return f"{EXTERNAL_LINK}:{link.pk}"


def _refuse_outsider(project: Project, email: str, now: datetime) -> None:
    keys = list(project.structures.values_list("structure_id", flat=True))
    theirs = (
        Membership.objects.filter(structure__in=keys, user__email__iexact=email).exists()
        or Contact.objects.filter(structure__in=keys, email__iexact=email).exists()
        or project.structures.filter(structure__email__iexact=email).exists()
    )
    if theirs:
        raise OutsiderRefused(_("Cette adresse est celle d’une structure du dossier : demandez à quelqu’un d’autre."))
    if project.external_opinions.waiting().filter(email__iexact=email).exists():
        raise OutsiderRefused(_("Un avis est déjà demandé à cette adresse : renvoyez le lien, ou retirez la demande."))
    if _links_since(project, now) >= ASKED_A_DAY:
        raise OutsiderRefused(_("Cinq liens sont déjà partis aujourd’hui pour ce dossier : attendez demain."))


def _links_since(project: Project, now: datetime) -> int:
    asked = list(project.external_opinions.all())
    if not asked:
        return 0
    since = calendar.real_now() - timedelta(days=1)
    return links.links_of(EXTERNAL_LINK, asked).filter(issued_at__gt=since).exclude(issued_by=None).count()
