"""What waits in a browser is wiped at sign-out and after a day, and no word about a person ever waits there."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD
from ofqj_portal.accounts.tests.test_second_factor import SECRET, code_now
from ofqj_portal.dashboard.tests.browser.test_writing_together import ALERT, desk, is_saved, type_in
from participants.models import Participant
from participants.tests.factories import ParticipantFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]
__all__ = ["desk"]

#: In the page itself, so that the page believes that the server is away.
SERVER_AWAY = "window.fetch = async () => new Response('', { status: 503 })"
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('ofqj:texte:'))"
#: Ages what waits by so many hours.
AGED = """(hours) => {
  for (const name of Object.keys(localStorage).filter((name) => name.startsWith('ofqj:texte:'))) {
    const record = JSON.parse(localStorage.getItem(name));
    localStorage.setItem(name, JSON.stringify({ ...record, at: Date.now() - hours * 3600000 }));
  }
}"""


def kept(page: Page) -> list[str]:
    return page.evaluate(KEPT)


def write_unsaved(visitor: Any, desk: Any, words: str) -> None:
    """Type while the server is away, until the page says that the text waits here."""
    visitor.go(desk.url("projet"))
    visitor.page.evaluate(SERVER_AWAY)
    type_in(visitor.page, "aims", words)
    expect(visitor.page.locator(ALERT)).to_contain_text("arrêté un instant")
    assert len(kept(visitor.page)) == 1


def test_the_second_factor_is_asked_in_the_dialog_and_the_text_goes_through(desk):
    with desk.come(0) as ml:
        ml.go(desk.url("projet"))
        TOTP.activate(desk.people[0], SECRET)
        Session.objects.all().delete()
        type_in(ml.page, "aims", "Écrit sans session")
        ml.page.get_by_role("button", name="Me reconnecter ici").click()
        door = ml.page.locator("dialog[data-sign-in]")
        door.locator("[name='login']").fill(desk.people[0].email)
        door.locator("[name='password']").fill(DEMO_PASSWORD)
        door.get_by_role("button", name="Se connecter").click()

        door.locator("[name='code']").fill("000000")
        door.get_by_role("button", name="Se connecter").click()
        expect(door.locator("[data-error-summary]")).to_be_visible()
        assert desk.stored("aims") == ""
        door.locator("[name='code']").fill(code_now())
        door.get_by_role("button", name="Se connecter").click()

        is_saved(ml.page)
        expect(door).not_to_be_visible()
        assert (ml.path, desk.stored("aims")) == (desk.url("projet"), "Écrit sans session")


def test_what_waits_is_wiped_at_sign_out(desk):
    with desk.come(0) as ml:
        write_unsaved(ml, desk, "Un secret de dossier")
        ml.page.on("dialog", lambda dialog: dialog.accept())
        ml.page.get_by_role("button", name="Se déconnecter").first.click()
        ml.page.wait_for_url(lambda address: desk.url("projet") not in address)
        assert kept(ml.page) == []
        assert "Un secret de dossier" not in ml.page.evaluate(
            "JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"
        )
        ml.sign_in(desk.people[0])
        ml.go(desk.url("projet"))
        expect(ml.page.locator("main")).not_to_contain_text("n’avait pas pu être enregistré")


def test_what_waits_for_a_day_is_wiped_by_whatever_page_comes_next(desk):
    with desk.come(0) as ml:
        ml.page.on("dialog", lambda dialog: dialog.accept())
        write_unsaved(ml, desk, "Un jour entier")
        ml.page.evaluate(AGED, 23)
        ml.go("/projets/")
        assert len(kept(ml.page)) == 1
        ml.page.evaluate(AGED, 25)
        ml.go("/projets/")
        assert kept(ml.page) == []


def test_no_word_about_a_person_ever_waits_in_a_browser(desk):
    person = ParticipantFactory(structure=desk.project.carrier)
    with desk.come(0) as ml:
        ml.page.on("dialog", lambda dialog: dialog.accept())
        ml.go(reverse("participants:edit", args=[person.pk]))
        assert ml.page.locator("form[data-autosave]").count() == 0
        ml.page.context.set_offline(True)
        type_in(ml.page, "last_name", "Canari-Intime")
        ml.page.wait_for_timeout(1500)
        everything = "JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"
        assert "Canari" not in ml.page.evaluate(everything)
        ml.page.context.set_offline(False)
        ml.go("/projets/")
        assert "Canari" not in ml.page.evaluate(everything)
    assert not Participant.objects.filter(last_name__contains="Canari").exists()
