"""The access matrix, generated from the URLconf: every address, every role, every method, against what pages declare.

Every address meets every role by its main method; every other method meets, at every address, nobody signed in, one
of those the page opens to and one of those it does not, in turn. With OFQJ_DRILL set, every method meets every role.
Each cell also says what it may write: reading writes nothing but the log of readings, and who is turned away nothing.
"""

import os
from collections.abc import Iterator

import pytest

from ofqj_portal.core.access import SIGNED_IN, Actor, Page, declared_pages
from ofqj_portal.dashboard.tests.access_cells import METHODS, Visitors, fault_of, main_method
from ofqj_portal.dashboard.tests.access_world import build_world
from ofqj_portal.dashboard.tests.urlconf import ADDRESSES, unnamed_patterns

APPS = sorted({name.partition(":")[0] if ":" in name else "accounts" for name in ADDRESSES})
WHOLE = bool(os.environ.get("OFQJ_DRILL"))


@pytest.fixture
def visitors(db) -> Visitors:
    return Visitors(build_world())


def test_every_address_has_a_name():
    assert unnamed_patterns() == []


def test_every_address_is_declared_and_every_declaration_has_its_address():
    assert set(declared_pages()) == set(ADDRESSES)


def test_every_page_declares_the_methods_that_its_view_takes():
    said = {name: address.methods for name, address in ADDRESSES.items() if address.methods is not None}
    assert {name: declared_pages()[name].methods for name in said} == said


@pytest.mark.parametrize("app", APPS)
def test_every_role_reaches_what_each_page_declares_and_nothing_else(app, visitors):
    wrong = [
        f"{page.name} {main_method(page)} {actor}: {fault}"
        for page in _pages_of(app)
        for actor in Actor
        if (fault := fault_of(page, main_method(page), actor, visitors))
    ]
    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_every_method_is_taken_as_declared_and_told_to_no_stranger(app, visitors):
    wrong = [
        f"{page.name} {method} {actor}: {fault}"
        for turn, page in enumerate(_pages_of(app))
        for method, actor in _cells(page, turn)
        if (fault := fault_of(page, method, actor, visitors))
    ]
    assert wrong == []


def _pages_of(app: str) -> list[Page]:
    names = [name for name in ADDRESSES if name.startswith(f"{app}:") or (app == "accounts" and ":" not in name)]
    return [declared_pages()[name] for name in sorted(names)]


def _cells(page: Page, turn: int) -> Iterator[tuple[str, Actor]]:
    """Pair the methods other than the main one with actors: all of them in a drill, else one of each kind in turn."""
    inside, outside = sorted(page.reach & SIGNED_IN), sorted(SIGNED_IN - page.reach)
    for place, method in enumerate((*METHODS, "OPTIONS")):
        if method == main_method(page):
            continue
        if WHOLE:
            yield from ((method, actor) for actor in Actor)
            continue
        yield method, Actor.ANONYMOUS
        for kind in (inside, outside):
            if kind:
                yield method, kind[(turn + place) % len(kind)]
