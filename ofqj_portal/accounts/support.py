"""Support sees the portal as somebody sees it: for a reason, for half an hour, without changing anything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import JournalPersonal
from ofqj_portal.core.models.about import reference_to
from ofqj_portal.core.roles import Role, has_role

SESSION_KEY = "seeing_as"
LASTS = timedelta(minutes=30)
NOT_SEEN_AS = (Role.ADMIN, Role.DPO)
END = "account_see_as_end"
#: What may be looked at: the pages of these apps, but those that hold people, money of people, letters or files.
OPEN_APPS = frozenset({"dashboard", "partners", "projects", "conventions"})
CLOSED = frozenset(
    {
        *("dashboard:search", "dashboard:agenda", "dashboard:departure", "partners:members", "partners:join_answer"),
        *("projects:bank_details", "projects:account", "projects:share_account", "projects:runs", "projects:run"),
        *("projects:messages", "projects:archive", "conventions:accord", "conventions:dispute"),
    }
)


class NotSeenAs(DomainError):
    """Nobody sees the portal as this person."""


@dataclass(frozen=True)
class SeenAs:
    """Who is looked at, by whom, since when."""

    person: User
    by: User
    until: datetime


def may_see_as(user: Any) -> bool:
    """Only the technical administrator gives this help."""
    return has_role(user, Role.ADMIN)


@transaction.atomic
def begin_to_see_as(*, person: User, reason: str, by: User) -> None:
    """Note, in the journal of both, that `by` is about to see the portal as `person`, and why. Raises NotSeenAs."""
    if not person.is_active or person.pk == by.pk or has_role(person, *NOT_SEEN_AS):
        raise NotSeenAs(_("On ne regarde pas le portail à la place de cette personne : choisissez un autre compte."))
    if not may_see_as(by):
        raise NotSeenAs(_("Seule l’administration technique peut le faire."))
    record(by, "support.saw_as", by=by, person=person.pk)
    record(person, "support.seen_by", by=by, personal={"reason": reason})


@transaction.atomic
def end_to_see_as(*, person: User, by: User) -> None:
    """Note that it is over."""
    record(person, "support.seen_ended", by=by)


def remember(request: HttpRequest, person: User, real_now: datetime) -> None:
    """Keep in the administrator's session whom she looks at, and until when."""
    request.session[SESSION_KEY] = {"person": person.pk, "until": (real_now + LASTS).isoformat()}


def seen_as(request: HttpRequest, real_now: datetime) -> SeenAs | None:
    """Return who is looked at in this session; forget it once it is over, or once a right to it ended."""
    kept = request.session.get(SESSION_KEY)
    if not kept or not request.user.is_authenticated:
        return None
    until = datetime.fromisoformat(kept["until"])
    person = User.objects.filter(pk=kept["person"], is_active=True).first()
    if person is None or until <= real_now or not may_see_as(request.user) or has_role(person, *NOT_SEEN_AS):
        del request.session[SESSION_KEY]
        return None
    return SeenAs(person, request.user, until)


def may_be_looked_at(view_name: str) -> bool:
    """Say whether a page opens while somebody else's eyes are borrowed."""
    app = view_name.partition(":")[0]
    return app in OPEN_APPS and view_name not in CLOSED and not view_name.startswith("dashboard:export")


@dataclass(frozen=True)
class Looked:
    """One time support saw the portal as somebody: when, who, why (empty once it was erased)."""

    at: datetime
    by: User | None
    reason: str


def support_history(user: User) -> list[Looked]:
    """Return when support saw the portal as this person, and why, the latest first; one query."""
    object_type, object_id = reference_to(user)
    rows = JournalPersonal.objects.filter(
        entry__object_type=object_type, entry__object_id=object_id, entry__verb="support.seen_by"
    )
    rows = rows.select_related("entry__by").order_by("-entry_id")
    return [Looked(row.entry.told_at, row.entry.by, (row.data or {}).get("reason", "")) for row in rows]
