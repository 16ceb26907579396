"""Doors and declarations: how an object is handed to a person, and who reaches which page.

A door takes rows already narrowed to what the person may see, and answers 404 (not there for you), 403 (yours, but not
this act) or 409 (yours, but its state forbids it). The declarations are what the access matrix is generated from: a
page that declares nothing fails the tests.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import FieldError, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ofqj_portal.core.headers import keep_address_secret

M = TypeVar("M", bound=Model)
May = Callable[[Any, Any], bool]
View = Callable[..., HttpResponse]


class StateForbids(Exception):
    """The object is there and the person has the right, but its state, or somebody's edit, forbids the act (409)."""


class MethodRefused(Exception):
    """She may reach the page, but not by this method: it takes POST alone (405)."""


def open_door(
    rows: QuerySet[M],
    user: Any,
    *,
    may: May | None = None,
    states: Iterable[str] | None = None,
    state_field: str = "state",
    **lookup: Any,
) -> M:
    """Return the one row of `rows` that `lookup` names.

    `rows` must already be what `user` may see; prepared rows are the one already, without `lookup`. `may` judges the
    person, never the state. Raises Http404 if no row answers, or if the key makes no sense; PermissionDenied if `may`
    refuses; StateForbids if the row's state is not among `states`.
    """
    try:
        found = rows.get(**lookup)
    except (ObjectDoesNotExist, ValueError, TypeError, ValidationError, FieldError, OverflowError) as missing:
        raise Http404 from missing
    if may is not None and not may(user, found):
        raise PermissionDenied
    if states is not None:
        open_in(found, states, state_field)
    return found


def open_in(found: Model, states: Iterable[str], state_field: str = "state") -> None:
    """Go on if the row is in one of `states`; raise StateForbids otherwise."""
    if getattr(found, state_field) not in frozenset(states):
        raise StateForbids(_("L’état de cet objet a changé : cette action n’est plus possible."))


def allow(permitted: bool) -> None:
    """Go on if `permitted`; raise PermissionDenied otherwise."""
    if not permitted:
        raise PermissionDenied


def exists_for(permitted: bool) -> None:
    """Go on if the page exists for this person; raise Http404 otherwise."""
    if not permitted:
        raise Http404


def only_by_post(request: HttpRequest) -> None:
    """Go on if the request is a POST; a view that only acts asks it behind its door, and strangers learn nothing."""
    if request.method != "POST":
        raise MethodRefused


def signed_in(view: View) -> View:
    """Send whoever is not signed in to the sign-in page, and forbid any cache to keep what the page says."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return login_required(wrapped)


def by_link(view: View) -> View:
    """Open `view` to whoever holds a personal link, with no account; the address of the page stays a secret."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return keep_address_secret(view(request, *args, **kwargs))

    return wrapped


class Actor(StrEnum):
    """The columns of the access matrix, seen from the object the page is about."""

    ANONYMOUS = "anonymous"
    ADVISER = "adviser"  # of a carrier
    MANAGER = "manager"  # of a carrier
    HOST = "host"  # adviser of a confirmed host
    LEADER = "leader"  # of the stay, during it
    OFFICER = "officer"  # of a section asked for aid
    DECIDER = "decider"  # of a section asked for aid
    OTHER_SECTION = "other_section"  # officer of the section that is not asked
    FINANCE = "finance"
    NETWORK = "network"  # of the carrier's network
    ARML = "arml"
    COMMITTEE = "committee"
    DPO = "dpo"
    ADMIN = "admin"
    STRANGER = "stranger"  # adviser of a structure that has nothing to do with it
    STRANGER_ABROAD = "stranger_abroad"  # the same, on the other shore


SIGNED_IN = frozenset(Actor) - {Actor.ANONYMOUS}
EVERYBODY = frozenset(Actor)


@dataclass(frozen=True)
class Page:
    """What is declared of one URL name.

    `subject` names the kind of object its address holds ("" for a page without one; the tests make one of each kind);
    `reach` are the actors it opens to; `refused` those who get 403 (theirs, but not this act). Everybody else signed
    in gets 404. `methods` are those it serves; a POST that is refused for its form still counts as reached.
    """

    name: str
    subject: str
    reach: frozenset[Actor]
    refused: frozenset[Actor]
    methods: frozenset[str]


_pages: dict[str, Page] = {}


def declare(
    name: str,
    *,
    reach: Iterable[Actor],
    subject: str = "",
    refused: Iterable[Actor] = (),
    methods: Iterable[str] = ("GET",),
) -> None:
    """Declare who reaches the page called `name` ("projects:detail"); see Page for the words."""
    _pages[name] = Page(name, subject, frozenset(reach), frozenset(refused), frozenset(methods))


def declared_page(name: str) -> Page | None:
    """Return the declaration of one page, None for the addresses of others' consoles."""
    return _pages.get(name)


def declared_pages() -> dict[str, Page]:
    """Return every declaration, by URL name."""
    return dict(_pages)


READERS_OF_A_PIECE = frozenset(
    {Actor.ADVISER, Actor.MANAGER, Actor.HOST, Actor.LEADER, Actor.OFFICER, Actor.DECIDER}
)  # whoever reads the dossier
declare("core:appearance", reach=EVERYBODY, methods={"POST"})
declare("core:health", reach=EVERYBODY)
declare("core:metrics", reach=())  # a Prometheus server with its token: 404 to everybody else
declare("core:demo_mails", reach=())  # the demo only: 404 to everybody elsewhere
declare("core:demo_mail", subject="mail", reach=())
declare("core:demo_mail_html", subject="mail", reach=())
declare("core:job", subject="job", reach={Actor.ADVISER})  # its owner
declare("core:job_cancel", subject="job", reach={Actor.ADVISER}, methods={"POST"})
declare("core:file", subject="piece", reach=READERS_OF_A_PIECE)
