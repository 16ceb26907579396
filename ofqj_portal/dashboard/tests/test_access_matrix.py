"""The access matrix, generated from the URLconf: every address, every role, against what each page declares."""

import pytest
from django.test import Client
from django.urls import reverse

from ofqj_portal.core.access import Actor, Page, declared_pages
from ofqj_portal.dashboard.tests.access_world import CANARY, World, build_world
from ofqj_portal.dashboard.tests.urlconf import addresses, unnamed_patterns

ADDRESSES = {address.name: address for address in addresses()}
REACHED = {200, 302, 303, 400, 409}


@pytest.fixture
def world(db) -> World:
    return build_world()


def test_every_address_has_a_name():
    assert unnamed_patterns() == []


def test_every_address_is_declared_and_every_declaration_has_its_address():
    assert set(declared_pages()) == set(ADDRESSES)


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_every_role_reaches_what_the_page_declares_and_nothing_else(name, world):
    page = declared_pages()[name]
    if page.subject not in world.subjects:
        pytest.fail(f"{name}: the world of the matrix has no {page.subject}")
    url = reverse(name, kwargs=_parameters(page, world))
    answers = {actor: _ask(page, url, world.users[actor]) for actor in Actor}
    wrong = {
        actor: answer
        for actor, answer in answers.items()
        if answer.status_code not in _expected(page, actor) or _is_sign_in(answer) != _sent_to_sign_in(page, actor)
    }
    assert {actor.value: answer.status_code for actor, answer in wrong.items()} == {}
    leaks = [actor.value for actor in _outsiders(page) if CANARY in _body(answers[actor])]
    assert leaks == []


def _parameters(page: Page, world: World) -> dict:
    known = world.subjects[page.subject]
    missing = ADDRESSES[page.name].parameters - known.keys()
    assert not missing, f"{page.name}: the subject {page.subject} lacks {sorted(missing)}"
    return {parameter: known[parameter] for parameter in ADDRESSES[page.name].parameters}


def _ask(page: Page, url: str, user):
    client = Client(raise_request_exception=True)
    if user is not None:
        client.force_login(user)
    return client.get(url) if "GET" in page.methods else client.post(url)


def _expected(page: Page, actor: Actor) -> set[int]:
    if actor in page.reach:
        return REACHED
    if actor is Actor.ANONYMOUS:
        return {302}
    return {403} if actor in page.refused else {404}


def _is_sign_in(answer) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith(reverse("account_login"))


def _sent_to_sign_in(page: Page, actor: Actor) -> bool:
    return actor is Actor.ANONYMOUS and actor not in page.reach


def _outsiders(page: Page) -> set[Actor]:
    """Whoever the page does not open to must read nothing of the carrier, whose text carries the canary.

    The carrier's own people read the name of their structure in the header of every page.
    """
    return set(Actor) - page.reach - {Actor.ADVISER, Actor.MANAGER}


def _body(answer) -> str:
    return b"".join(answer.streaming_content).decode("latin-1") if answer.streaming else answer.content.decode()
