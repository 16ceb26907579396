"""Signing in, out, choosing a password: allauth's flows as the portal wires them."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD, UserFactory
from ofqj_portal.core.job_runs import run
from ofqj_portal.core.models import Job, JournalEntry, OutboxMail

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "cerise-traversier-lundi-mousse"


@pytest.fixture
def user():
    return UserFactory(email="ana@exemple.test", with_password=True)


def sign_in(client, login="ana@exemple.test", password=DEMO_PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": login, "password": password} | extra)


def link_in(mail: OutboxMail) -> str:
    return re.search(r"http://testserver(/mot-de-passe/choisir/\S+)", mail.text).group(1)


def test_the_addresses_are_those_people_were_given():
    assert [reverse("account_login"), reverse("account_logout")] == ["/connexion/", "/deconnexion/"]


def test_a_person_signs_in_with_her_address_whatever_its_case(client, user):
    response = sign_in(client, login="Ana@Exemple.TEST")
    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_signing_in_leads_to_the_page_that_asked_for_it(client, user):
    assert sign_in(client, next="/structures/").url == "/structures/"
    assert sign_in(Client(), next="https://ailleurs.test/").url == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, user):
    wrong = sign_in(client, password="pas-le-bon-mot-de-passe")
    unknown = sign_in(client, login="inconnue@exemple.test")
    messages = [response.context["form"].non_field_errors() for response in (wrong, unknown)]
    assert messages[0] == messages[1] == ["L’adresse ou le mot de passe ne convient pas. Vérifiez les deux."]


def test_a_closed_account_does_not_get_in(client):
    UserFactory(email="ana@exemple.test", with_password=True, is_active=False)
    response = sign_in(client)
    assert response.url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client):
    assert client.get("/inscription/").status_code == 404
    assert client.get("/connexion/inscription/").status_code == 404


def test_too_many_wrong_passwords_close_the_door_even_to_the_right_one(client, user, settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/5m/key"}
    for _attempt in range(2):
        sign_in(client, password="pas-le-bon-mot-de-passe")
    response = sign_in(Client(REMOTE_ADDR="203.0.113.9"))
    assert response.context["form"].non_field_errors() == [
        "Trop d’essais. Attendez quelques minutes, puis recommencez."
    ]


def test_the_sixth_try_in_five_minutes_is_refused(client, user):
    cache.clear()
    for _attempt in range(5):
        assert "Vérifiez les deux" in str(sign_in(client, password="pas-le-bon-mot-de-passe").context["form"].errors)

    assert "Trop d’essais" in str(sign_in(Client(REMOTE_ADDR="203.0.113.9")).context["form"].errors)


def test_signing_out_asks_first_and_acts_on_post(client, user):
    client.force_login(user)
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post(reverse("account_logout")).url == reverse("account_login")
    assert "_auth_user_id" not in client.session


def ask_for_link(client, address):
    response = client.post(reverse("account_reset_password"), {"email": address})
    for job in Job.objects.filter(kind="accounts.send_password_links").live():
        run(job.pk)
    return response


def test_known_and_unknown_addresses_get_the_same_answer_and_one_mail_leaves(client, user):
    known = ask_for_link(client, "ANA@exemple.test")
    unknown = ask_for_link(client, "inconnue@exemple.test")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert list(OutboxMail.objects.values_list("to_email", flat=True)) == ["ana@exemple.test"]


def test_the_link_sets_a_new_password_once(client, user):
    ask_for_link(client, user.email)
    link = link_in(OutboxMail.objects.get())
    first = client.get(link, follow=True)
    again = client.get(link, follow=True)  # reading the page uses nothing up
    assert [first.status_code, again.status_code] == [200, 200]
    response = client.post(again.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert response.url == reverse("account_reset_password_from_key_done")
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert Client().get(link).context["token_fail"] is True


def test_the_link_of_a_changed_address_is_dead(client, user):
    ask_for_link(client, user.email)
    link = link_in(OutboxMail.objects.get())
    user.email = "autre@exemple.test"
    user.save()
    assert client.get(link).context["token_fail"] is True


@pytest.mark.parametrize(
    "password",
    [
        "trop-court-14-c",
        "demonstration-ofqj",
        "abcdabcdabcdabcdabcd",
        "azertyuiopqsdfghjkl",
        "Mission-Locale-2026",
        "Ana@exemple.test!!",
    ],
)
def test_a_password_easy_to_guess_is_refused(client, user, password):
    client.force_login(user)
    password = password[:14] if password.startswith("trop") else password
    form = {"oldpassword": DEMO_PASSWORD, "password1": password, "password2": password}
    response = client.post(reverse("account_change_password"), form)
    assert response.status_code == 200
    assert response.context["form"].errors["password1"]
    user.refresh_from_db()
    assert user.check_password(DEMO_PASSWORD)


def test_changing_the_password_ends_the_other_sessions_and_tells_the_person(client, user):
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    form = {"oldpassword": DEMO_PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post(reverse("account_change_password"), form).url == reverse("account_profile")
    assert client.get(reverse("account_profile")).status_code == 200
    assert elsewhere.get(reverse("account_profile")).status_code == 302
    assert UserSession.objects.filter(user=user).count() == 1
    assert JournalEntry.objects.filter(verb="account.password_changed").count() == 1
    assert OutboxMail.objects.get().text.count("Votre mot de passe a été changé.") == 1


def test_a_person_ends_one_of_her_sessions_and_never_a_stranger_s(client, user):
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    other = UserSession.objects.exclude(session_key=client.session.session_key).get()
    stranger = Client()
    stranger.force_login(UserFactory())
    assert stranger.post(reverse("account_end_session", args=[other.pk])).status_code == 404
    assert client.get(reverse("account_end_session", args=[other.pk])).status_code == 405
    client.post(reverse("account_end_session", args=[other.pk]))
    assert elsewhere.get(reverse("account_profile")).status_code == 302
    assert client.get(reverse("account_profile")).status_code == 200


def test_a_person_ends_all_her_other_sessions(client, user):
    sign_in(client)
    sign_in(Client())
    client.post(reverse("usersessions_list"))
    assert [row.is_current for row in client.get(reverse("usersessions_list")).context["rows"]] == [True]


def test_a_person_changes_her_name_and_nothing_else(client, user):
    client.force_login(user)
    form = {"first_name": "Anaïs", "last_name": "Exemple", "email": "pirate@exemple.test", "is_superuser": "on"}
    assert client.post(reverse("account_profile"), form).url == reverse("account_profile")
    user.refresh_from_db()
    assert (user.first_name, user.last_name, user.email, user.is_superuser) == (
        "Anaïs",
        "Exemple",
        "ana@exemple.test",
        False,
    )
    entry = JournalEntry.objects.get(verb="account.renamed")
    assert entry.facts == {}
    assert entry.personal.data["after"] == {"first_name": "Anaïs", "last_name": "Exemple"}
