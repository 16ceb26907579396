"""What leaves for a Sentry server is read where it arrives: on a server of the test, from a process of production."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest

from ofqj_portal.settings.tests.test_production import run

BREAK = """
import logging, django, sentry_sdk, structlog
django.setup()
from django.test import Client
private = "Tremblay-0042"
client = Client(raise_request_exception=False, headers={"host": "portail.ofqj.test"})
client.cookies["__Host-session"] = private * 3  # the base is away: this request breaks
client.post(f"/lien/espace/SECRET-0042/?q={private}", {"nom": private}, secure=True)
structlog.contextvars.bind_contextvars(request_id="abc123")
try:
    raise LookupError(f"refus de la base\\nDETAIL:  Key (email)=({private}) already exists.")
except LookupError:
    logging.getLogger("projects").exception("act of %s failed", private)
sentry_sdk.flush(5)
"""


@pytest.fixture
def sentry():
    """Return the address of a server that takes what it is sent, and the list of it."""
    arrived = []

    class Take(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            arrived.append(brotli.decompress(body) if self.headers.get("Content-Encoding") == "br" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words):
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Take)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://cle@127.0.0.1:{server.server_port}/1", arrived
    server.shutdown()
    server.server_close()


def test_an_error_leaves_for_sentry_with_its_place_in_the_code_and_nothing_of_anybody(sentry):
    address, arrived = sentry

    done = run(["-c", BREAK], OFQJ_SENTRY_DSN=address)

    told = b"".join(arrived).decode()
    assert done.returncode == 0, done.stderr
    assert [words in told for words in ("OperationalError", "LookupError", "refus de la base", "abc123")] == [True] * 4
    assert ("Tremblay" in told, "SECRET" in told) == (False, False)
