"""What comes of a body is the whole of it, or a refusal; a real server whose line is cut is in projects/tests."""

import io

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError
from django.test import RequestFactory

from ofqj_portal.core.whole_bodies import WholeBodies

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="one"%s\r\n\r\n1\r\n'
FILE = PART % b'; filename="piece.txt"' + b"--b--\r\n"


def received(kind, body, came):
    """Return the form that Django reads of the first `came` bytes of a body."""
    environ = RequestFactory().post("/").environ
    environ |= {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body[:came])}
    (request,) = WholeBodies(lambda environ, _start: [WSGIRequest(environ)])(environ, print)
    return request.POST.dict() | {name: file.read() for name, file in request.FILES.items()}


@pytest.mark.parametrize(
    ("kind", "body", "whole"),
    [
        (URLENCODED, b"one=1&two=22", {"one": "1", "two": "22"}),
        (MULTIPART, PART % b"" + b"--b--\r\n", {"one": "1"}),
        (MULTIPART, FILE, {"one": b"1"}),
    ],
    ids=["form", "parts", "file"],
)
def test_a_body_that_is_cut_anywhere_is_no_shorter_form(kind, body, whole):
    assert received(kind, body, len(body)) == whole
    for came in range(len(body)):
        with pytest.raises(UnreadablePostError):
            received(kind, body, came)


def test_a_request_without_a_body_is_left_alone():
    environ = {"wsgi.input": io.BytesIO()}
    assert WholeBodies(lambda found, _start: [found["wsgi.input"]])(environ, print) == [environ["wsgi.input"]]
