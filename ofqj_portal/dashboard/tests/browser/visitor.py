"""One person at a browser: she signs in, reads, types, presses; every page she lands on is looked at."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Browser, Locator, Page, Response, expect

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD

NARROWEST = 320


class Visitor:
    """A signed-in person and her page. `look` is called on every page, once it is there."""

    def __init__(self, page: Page, address: str, look: Callable[[Page], None]) -> None:
        self.page, self.address, self.look = page, address, look

    def sign_in(self, user: User) -> None:
        """Come in by the front door."""
        self.go("/connexion/")
        self.fill(login=user.email, password=DEMO_PASSWORD)
        self.press("Se connecter")
        expect(self.page).not_to_have_url(f"{self.address}/connexion/")

    def go(self, path: str) -> None:
        """Type an address."""
        self._arrive(lambda: self.page.goto(f"{self.address}{path}"))

    def follow(self, words: str, *, exact: bool = False) -> None:
        """Follow the first link that says so."""
        self._arrive(self.page.locator("main").get_by_role("link", name=words, exact=exact).first.click)

    def press(self, words: str) -> None:
        """Press the first button that says so; a form that saves by itself sends what was typed before it goes."""
        button = self.page.locator("main").get_by_role("button", name=words).first
        if button.evaluate("button => Boolean(button.closest('form[data-autosave-ready]'))"):
            self._arrive(lambda: self._leave_by(button))
        else:
            self._arrive(button.click)

    def _leave_by(self, button: Locator) -> None:
        with self.page.expect_navigation():
            button.click()

    def fill(self, **fields: Any) -> None:
        """Fill fields by their name: a text, an option, a choice, boxes to tick, files to join."""
        for name, value in fields.items():
            self._put(self.page.locator(f"[name='{name.replace('__', '-')}']"), value)

    def reads(self, words: str) -> None:
        """Find these words in the page."""
        expect(self.page.locator("main")).to_contain_text(words)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    def _put(self, field: Locator, value: Any) -> None:
        kind = field.first.evaluate("field => field.type")
        if kind in {"radio", "checkbox"}:
            for chosen in value if isinstance(value, list) else [value]:
                (field if chosen is True else self.page.locator(_valued(field, chosen))).check()
        elif kind == "file":
            field.set_input_files(value)
        elif kind == "select-one":
            field.select_option(index=value) if isinstance(value, int) else field.select_option(value)
        else:
            field.fill(str(value))

    def _arrive(self, act: Callable[[], Any]) -> None:
        """Do what leads to another page, wait for it, refuse an error, look at it."""
        answers: list[Response] = []

        def note(answer: Response) -> None:
            if answer.request.is_navigation_request():
                answers.append(answer)

        self.page.on("response", note)
        act()
        self.page.wait_for_load_state()
        self.page.remove_listener("response", note)
        last = answers[-1] if answers else None
        assert last is None or last.status == 200, f"{last.status} {last.url}\n{self.page.inner_text('main')}"
        self.look(self.page)


def _valued(field: Locator, value: Any) -> str:
    return f"[name='{field.first.get_attribute('name')}'][value='{value}']"


class Axes:
    """Looks at each page with axe, then as narrow as 320 px, and keeps what it finds, by view and title."""

    def __init__(self, address: str) -> None:
        self.address, self.axe = address, Axe()
        self.seen: set[tuple[str, str]] = set()
        self.complaints: list[str] = []

    def __call__(self, page: Page) -> None:
        """Look once at each view and title."""
        path = page.url.removeprefix(self.address).split("?")[0].split("#")[0]
        view = resolve(path).view_name
        if (view, page.title()) in self.seen:
            return
        self.seen.add((view, page.title()))
        for found in self.axe.run(page).response["violations"]:
            nodes = "; ".join(node["html"][:200] for node in found["nodes"][:3])
            self.complaints.append(f"{view}: {found['id']}: {nodes}")
        overflow = _overflow_at(page, NARROWEST)
        if overflow > 0:
            self.complaints.append(f"{view}: {overflow} px too wide at {NARROWEST}")


def _overflow_at(page: Page, width: int) -> int:
    """Say by how much the page is wider than a screen of `width`; the screen is as before afterwards."""
    size = page.viewport_size or {"width": 1280, "height": 720}
    page.set_viewport_size({"width": width, "height": 700})
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.set_viewport_size(size)
    return int(overflow)


@contextmanager
def visit(
    browser: Browser, address: str, look: Callable[[Page], None], user: User | None, **context: Any
) -> Iterator[Visitor]:
    """Open a fresh browser for one person, and sign her in if she has an account; a script that breaks is an error."""
    with browser.new_context(**context) as opened:
        page = opened.new_page()
        page.set_default_timeout(10_000)
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        visitor = Visitor(page, address, look)
        try:
            if user is not None:
                visitor.sign_in(user)
            yield visitor
        except Exception as failure:
            failure.add_note(f"{page.url}\n{page.locator('body').inner_text()}")
            raise
        assert broken == []
