"""Each error is a French page: what happened, what to do, one button."""

import pytest
from django.test import RequestFactory

from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.views import errors

VIEWS = {
    400: errors.bad_request,
    403: errors.forbidden,
    404: errors.not_found,
    409: errors.conflict,
    413: errors.too_large,
    429: errors.too_many,
}


@pytest.fixture
def request_of_nobody():
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.signed_cookies import SessionStore

    request = RequestFactory().get("/projets/")
    request.user, request.session = AnonymousUser(), SessionStore()
    return request


@pytest.mark.django_db
@pytest.mark.parametrize("status", VIEWS)
def test_an_error_says_what_to_do_with_one_button(request_of_nobody, status):
    response = VIEWS[status](request_of_nobody)
    page = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    assert response.status_code == status
    assert (page.count("<h1>"), page.count('class="agir"'), str(status) in page) == (1, 1, True)


@pytest.mark.django_db
def test_a_conflict_says_in_words_what_happened(request_of_nobody):
    response = errors.conflict(request_of_nobody, WrongState("Ce dossier est déjà déposé."))
    assert "Ce dossier est déjà déposé." in response.content.decode()


@pytest.mark.parametrize(("view", "status"), [(errors.server_error, 500), (errors.unavailable, 503)])
def test_the_pages_of_a_breakdown_need_no_database(view, status):
    response = view(RequestFactory().get("/"))
    page = response.content.decode()
    assert (response.status_code, page.count("<h1>"), page.count('class="agir"')) == (status, 1, 1)


def test_an_outage_says_when_to_come_back():
    assert errors.unavailable(RequestFactory().get("/")).headers["Retry-After"] == "60"
