import pytest
from django.http import HttpResponse
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs

from ofqj_portal.core import request_log

pytestmark = pytest.mark.django_db


def finished(client, address, **headers):
    """Ask for a page and return its answer and the line that tells its end."""
    with capture_logs() as lines:
        response = client.get(address, headers=headers)
    (line,) = [line for line in lines if line["event"] == "request.finished"]
    return response, line


def test_a_request_ends_in_one_line_that_names_the_page_and_no_address(client):
    response, line = finished(client, "/connexion/?next=/recherche/?q=Tremblay")

    assert (line["page"], line["method"], line["status"]) == ("account_login", "GET", 200)
    assert "Tremblay" not in str(line)
    assert len(response[request_log.HEADER]) == 32


def test_an_address_that_leads_nowhere_is_not_written_down(client):
    _, line = finished(client, "/Tremblay/")

    assert (line["page"], line["status"]) == ("-", 404)


@pytest.mark.parametrize(
    ("given", "kept"), [("0123456789abcdef0123456789abcdef", True), ("a\tb", False), ("x" * 32, False), ("", False)]
)
def test_the_number_that_the_proxy_gave_is_kept_if_it_is_one(client, given, kept):
    response, _ = finished(client, "/connexion/", **{"X-Request-ID": given})

    assert (response[request_log.HEADER] == given) is kept


def test_what_is_written_meanwhile_carries_the_number(rf):
    answer = request_log.RequestLog(lambda request: HttpResponse(get_contextvars()["request_id"]))(rf.get("/"))

    assert answer.content.decode() == answer[request_log.HEADER]
    assert "request_id" not in get_contextvars()


def test_what_broke_is_told_as_an_error(rf):
    with capture_logs() as lines:
        request_log.RequestLog(lambda request: HttpResponse(status=500))(rf.get("/"))

    assert [line["log_level"] for line in lines] == ["error"]
