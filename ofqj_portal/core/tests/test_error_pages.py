"""Each error is a French page: what happened, what to do, one button."""

import errno
from functools import partial

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.test import RequestFactory

from ofqj_portal.core.access import StateForbids
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.refusals import RefusalPages
from ofqj_portal.core.views import errors

VIEWS = {
    400: errors.bad_request,
    403: errors.forbidden,
    404: errors.not_found,
    405: partial(errors.not_allowed, methods=["POST"]),
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


def test_a_full_disk_is_an_outage_and_any_other_fault_of_a_file_is_not():
    for code, status in ((errno.ENOSPC, 503), (errno.EACCES, 500)):
        try:
            raise OSError(code, "essai")
        except OSError:
            assert errors.server_error(RequestFactory().get("/")).status_code == status


def test_a_session_that_an_absent_database_could_not_keep_is_an_outage_and_one_that_was_ended_is_not(request_of_nobody):
    ended = SessionInterrupted("gone")
    assert errors.bad_request(request_of_nobody, ended).status_code == 400
    try:
        try:
            raise OperationalError("server closed the connection")
        except OperationalError:
            raise UpdateError from None
    except UpdateError as kept:
        interrupted = SessionInterrupted("gone")
        interrupted.__context__ = kept
    assert errors.bad_request(request_of_nobody, interrupted).status_code == 503


def test_an_outage_says_when_to_come_back():
    assert errors.unavailable(RequestFactory().get("/")).headers["Retry-After"] == "60"


@pytest.mark.django_db
@pytest.mark.parametrize("refusal", [StateForbids("Déjà déposé."), WrongState("Déjà déposé.")], ids=["door", "service"])
def test_a_refusal_that_no_view_caught_is_a_conflict(request_of_nobody, refusal):
    response = RefusalPages(lambda request: None).process_exception(request_of_nobody, refusal)
    assert (response.status_code, "Déjà déposé." in response.content.decode()) == (409, True)


def test_any_other_fault_is_left_to_django(request_of_nobody):
    assert RefusalPages(lambda request: None).process_exception(request_of_nobody, KeyError("x")) is None


@pytest.mark.django_db
@pytest.mark.parametrize(("fault", "status"), [(RequestDataTooBig(), 413), (SuspiciousOperation(), 400)])
def test_a_sending_that_is_too_large_is_told_from_one_that_makes_no_sense(request_of_nobody, fault, status):
    assert errors.bad_request(request_of_nobody, fault).status_code == status


@pytest.mark.django_db
def test_a_form_larger_than_the_portal_takes_is_refused_as_such(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert client.post("/apparence/", {"next": "/" + "x" * 200}).status_code == 413


@pytest.mark.django_db
def test_a_forbidden_act_is_explained_when_the_refusal_says_why(request_of_nobody):
    response = errors.forbidden(request_of_nobody, PermissionDenied("Vous avez relu ce dossier."))
    assert "Vous avez relu ce dossier." in response.content.decode()


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_is_a_french_page(client):
    response = client.get("/nulle-part/")
    assert (response.status_code, "Il n’y a rien à cette adresse" in response.content.decode()) == (404, True)
