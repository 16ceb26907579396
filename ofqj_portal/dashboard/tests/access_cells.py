"""One cell of the access matrix: an actor comes to a page by a method. What is wrong with the answer, if anything?"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from ofqj_portal.core.access import Actor, Page, declared_pages
from ofqj_portal.dashboard.tests.access_objects import Subjects
from ofqj_portal.dashboard.tests.access_world import CANARY, NEIGHBOURS_CANARY, World
from ofqj_portal.dashboard.tests.urlconf import ADDRESSES

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
SAFE = ("GET", "HEAD", "OPTIONS")
REACHED = {200, 302, 303, 400, 409}
WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|TRUNCATE)\s+"?(\w+)', re.IGNORECASE)

# Health says when a server is away; a right is given in a structure that the form names, and an empty form names none.
ALSO = {("core:health", ""): {503}, ("participants:rights", "POST"): {404}}

# What reading may write: who read a person, a thread or a text to sign, who took a paper, the reader's own session.
WRITTEN_BY_READING = {
    "core_reading",
    "projects_messagereading",
    "conventions_reportdownload",
    "conventions_accordrequest",
    "django_session",
    "usersessions_usersession",
}
# What a personal link writes when it is read: how often it was seen, and the count of tries that failed.
WRITTEN_BY_LINKS = {"core_actionlink", "core_cache"}
# What is counted once for all who come within minutes: figures of a year that moves, totals of homes, the network.
COUNTED_ONCE = {"conventions:indicator", "conventions:indicators", "dashboard:home", "dashboard:network"}
# Pages that show what their secret address was made for to whoever holds it.
BY_LINK = {
    "projects:hosting_link",
    "projects:external_opinion",
    "partners:invitation_link",
    "conventions:accord_link",
    "conventions:agenda_feed",
    "dashboard:agenda_feed",
    *(name for name, page in declared_pages().items() if page.subject.startswith("space")),
}
# What the protection officer reads of a person, who asked her.
ON_A_REQUEST = {"request", "erasure_asked"}
# What a page writes of itself when it is read: third-party pages that prepare their form in the session only.
WRITTEN_BY_STRANGERS = {"django_session", "usersessions_usersession"}

# Who reads nothing of any carrier's own, wherever she goes; and who reads the one carrier's and no other's.
BLIND = {Actor.ANONYMOUS, Actor.STRANGER, Actor.STRANGER_ABROAD, Actor.COMMITTEE, Actor.DPO, Actor.ADMIN}
OWN_SIDE = {Actor.ADVISER, Actor.MANAGER, Actor.HOST, Actor.LEADER}


class Browser(Client):
    """A test client that keeps no copy of the templates' contexts, and shows a fault as its status, 500."""

    def request(self, **request: Any) -> Any:
        """Answer as a server does."""
        self.handler.raise_request_exception = False
        answer = self.handler(self._base_environ(**request))
        self.cookies.update(answer.cookies)
        return answer


@dataclass
class Visitors:
    """The world, and one browser for each actor, signed in once."""

    world: World
    clients: dict[Actor, Browser] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clients = {actor: Browser() for actor in Actor}
        for actor, user in self.world.users.items():
            if user is not None:
                self.clients[actor].force_login(user)


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Undo what a visit wrote, here and in the visitor's cookies, so that the next one finds the same world."""
    savepoint, cookies = transaction.savepoint(), client.cookies.output()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)
        client.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))


@contextmanager
def writes() -> Iterator[set[str]]:
    """Collect the tables that are written meanwhile."""
    tables: set[str] = set()

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if found := WRITE.match(str(sql)):
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables


def address_of(page: Page, subjects: Subjects) -> str:
    """Write the page's address for the object of its kind among `subjects`."""
    assert page.subject in subjects, f"{page.name}: the world has no {page.subject}"
    known, parameters = subjects[page.subject], ADDRESSES[page.name].parameters
    missing = parameters - known.keys()
    assert not missing, f"{page.name}: the subject {page.subject} lacks {sorted(missing)}"
    return reverse(page.name, kwargs={parameter: known[parameter] for parameter in parameters})


def main_method(page: Page) -> str:
    """Return the method by which a page is mostly asked."""
    return "GET" if "GET" in page.methods else "POST"


def taken_by(page: Page) -> set[str]:
    """Return the methods that a page takes: those declared, and HEAD where it is read."""
    return set(page.methods) | ({"HEAD"} if "GET" in page.methods else set())


def fault_of(page: Page, method: str, actor: Actor, visitors: Visitors) -> str | None:
    """Ask a page and say what is off its declaration: the status, a leak, what was written; None when all is right."""
    client, url = visitors.clients[actor], address_of(page, visitors.world.subjects)
    with undone(client), writes() as tables:
        answer = client.post(url) if method == "POST" else client.generic(method, url)
        body = body_of(answer)
    keep_page(page, actor, answer)
    status = answer.status_code
    if status not in _expected(page, method, actor) or not _redirect_is_right(answer, page, actor):
        return str(status)
    is_meant = page.name in BY_LINK or (actor is Actor.DPO and page.subject in ON_A_REQUEST)
    if (actor in BLIND or actor not in page.reach) and CANARY in body and not is_meant:
        return "leak"
    if (actor in BLIND or actor in OWN_SIDE) and NEIGHBOURS_CANARY in body:
        return "leak of the neighbour's"
    if method not in SAFE and actor in page.reach and status != 405:
        return None
    allowed = written_by_reading(page) if actor in page.reach else WRITTEN_BY_STRANGERS
    allowed = allowed | WRITTEN_BY_LINKS if page.name in BY_LINK else allowed
    return f"writes {', '.join(sorted(tables - allowed))}" if tables - allowed else None


def written_by_reading(page: Page) -> set[str]:
    """Return the tables that whoever may read a page may so write in."""
    return WRITTEN_BY_READING | {"core_cache"} if page.name in COUNTED_ONCE else WRITTEN_BY_READING


def _expected(page: Page, method: str, actor: Actor) -> set[int]:
    if actor in page.reach:
        statuses = REACHED if method in taken_by(page) else {405}
        return statuses | ALSO.get((page.name, method), ALSO.get((page.name, ""), set()))
    if actor is Actor.ANONYMOUS:
        return {302, 404}
    return {403} if actor in page.refused else {404}


def _redirect_is_right(answer: Any, page: Page, actor: Actor) -> bool:
    """A redirect leads to the sign-in page for whoever must sign in first, and nowhere near it for the others."""
    if answer.status_code != 302 or page.name == "account_logout":
        return True
    to_sign_in = answer.headers["Location"].startswith(reverse("account_login"))
    return to_sign_in == (actor is Actor.ANONYMOUS and actor not in page.reach)


def keep_page(page: Page, actor: Actor, answer: Any) -> None:
    """Put a page where OFQJ_PAGES says, for a drill to read it as browsers do; one file for each page and actor."""
    folder = os.environ.get("OFQJ_PAGES")
    if not folder or answer.streaming or not answer.content:
        return
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        name = f"{page.name.replace(':', '-')}.{actor}.{answer.status_code}.html"
        (Path(folder) / name).write_bytes(answer.content)


def body_of(answer: Any) -> str:
    """Read an answer to its end, which also closes a streamed file."""
    if not answer.streaming:
        return answer.content.decode()
    return b"".join(answer.streaming_content).decode("latin-1")
