"""The session is about to end: a dialog offers to stay, and what is typed stays in the page whatever is answered."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.dashboard.tests.browser.visitor import Axes, visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

#: The dialog opens two minutes before the end, so two seconds after the page; staying gives as long again.
SECONDS = 122


def test_two_minutes_before_the_end_a_dialog_offers_to_stay(browser, browser_context_args, live_server, settings):
    settings.SESSION_IDLE_SECONDS = SECONDS
    axes = Axes(live_server.url)
    with visit(browser, live_server.url, axes, UserFactory(with_password=True), **browser_context_args) as ana:
        ana.go("/compte/")
        ana.fill(first_name="Écrit-avant-la-fin")
        dialog = ana.page.get_by_role("dialog", name="Toujours là ?")
        expect(dialog).to_be_visible()
        axes.seen.clear()
        axes(ana.page)
        dialog.get_by_role("button", name="Rester connecté·e").click()
        expect(dialog).not_to_be_visible()
        expect(dialog).to_be_visible()  # and again, two seconds later

        Session.objects.all().delete()
        dialog.get_by_role("button", name="Rester connecté·e").click()
        expect(dialog).to_contain_text("Votre session est terminée")
        expect(dialog.get_by_role("link", name="Me reconnecter dans un autre onglet")).to_be_visible()
        dialog.get_by_role("button", name="Fermer").click()
        assert ana.page.locator("[name='first_name']").input_value() == "Écrit-avant-la-fin"
        ana.page.on("dialog", lambda asked: asked.accept())
    assert axes.complaints == []
