"""The access matrix, generated from the URLconf: every address, every role, against what each page declares."""

from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from ofqj_portal.core.access import Actor, Page, declared_pages
from ofqj_portal.dashboard.tests.access_world import CANARY, World, build_world
from ofqj_portal.dashboard.tests.urlconf import addresses, unnamed_patterns

ADDRESSES = {address.name: address for address in addresses()}
REACHED = {200, 302, 303, 400, 409}


APPS = sorted({name.partition(":")[0] if ":" in name else "accounts" for name in ADDRESSES})


@dataclass
class Visitors:
    """The world, and one browser for each actor, signed in once."""

    world: World
    clients: dict[Actor, Client]


@pytest.fixture
def visitors(db) -> Visitors:
    world = build_world()
    clients = {actor: Client() for actor in Actor}
    for actor, user in world.users.items():
        if user is not None:
            clients[actor].force_login(user)
    return Visitors(world, clients)


def test_every_address_has_a_name():
    assert unnamed_patterns() == []


def test_every_address_is_declared_and_every_declaration_has_its_address():
    assert set(declared_pages()) == set(ADDRESSES)


@pytest.mark.parametrize("app", APPS)
def test_every_role_reaches_what_each_page_declares_and_nothing_else(app, visitors):
    names = [name for name in ADDRESSES if name.startswith(f"{app}:") or (app == "accounts" and ":" not in name)]
    wrong = {name: answers for name in sorted(names) if (answers := _wrong_answers(declared_pages()[name], visitors))}
    assert wrong == {}


def _wrong_answers(page: Page, visitors: Visitors) -> dict[str, str]:
    """Return what does not match the declaration: the status by actor, or "leak" where the canary shows."""
    if page.subject not in visitors.world.subjects:
        return {"world": f"has no {page.subject}"}
    url = reverse(page.name, kwargs=_parameters(page, visitors.world))
    found = {}
    for actor in Actor:
        with _undone():
            answer = _ask(page, url, visitors.clients[actor])
        body = _body(answer)
        if answer.status_code not in _expected(page, actor) or not _redirect_is_right(answer, page, actor):
            found[actor.value] = str(answer.status_code)
        elif actor in _outsiders(page) and CANARY in body:
            found[actor.value] = "leak"
    return found


@contextmanager
def _undone():
    """Undo what a visit wrote, so that the next visitor finds the same world; the session in the browser stays."""
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)


def _parameters(page: Page, world: World) -> dict:
    known = world.subjects[page.subject]
    missing = ADDRESSES[page.name].parameters - known.keys()
    assert not missing, f"{page.name}: the subject {page.subject} lacks {sorted(missing)}"
    return {parameter: known[parameter] for parameter in ADDRESSES[page.name].parameters}


def _ask(page: Page, url: str, client: Client):
    return client.get(url) if "GET" in page.methods else client.post(url)


def _expected(page: Page, actor: Actor) -> set[int]:
    if actor in page.reach:
        return REACHED | {503} if page.name == "core:health" else REACHED
    if actor is Actor.ANONYMOUS:
        return {302, 404}
    return {403} if actor in page.refused else {404}


def _redirect_is_right(answer, page: Page, actor: Actor) -> bool:
    """A redirect leads to the sign-in page for whoever must sign in first, and nowhere near it for the others."""
    if answer.status_code != 302:
        return True
    to_sign_in = answer.headers["Location"].startswith(reverse("account_login"))
    return to_sign_in == (actor is Actor.ANONYMOUS and actor not in page.reach)


def _outsiders(page: Page) -> set[Actor]:
    """Whoever the page does not open to must read nothing of the carrier, whose text carries the canary.

    The carrier's own people read the name of their structure in the header of every page.
    """
    return set(Actor) - page.reach - {Actor.ADVISER, Actor.MANAGER}


def _body(answer) -> str:
    """Read an answer to its end, which also closes a streamed file."""
    if not answer.streaming:
        return answer.content.decode()
    return b"".join(answer.streaming_content).decode("latin-1")
