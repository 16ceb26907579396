"""A network that leaves at any byte of what a step sends: all is written or nothing, and sent again it counts once.

The server is the one that serves the portal, in a process of its own.
"""

import os
import socket
import sys
from http.client import HTTPResponse
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.urls import reverse

from ofqj_portal.core.models import JournalEntry
from ofqj_portal.core.tests.workers import database_url
from ofqj_portal.local import processes
from partners.tests.factories import member
from projects.models import Project
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 120 if os.environ.get("OFQJ_DRILL") else 9  # places where the line is cut, in the head and in the body each
TYPED = {"aims": "Trouver sa voie, " * 40 + "fin.", "public": "Des jeunes suivis, " * 30 + "fin.", "theme": "Le bois"}


@pytest.fixture
def served(tmp_path):
    """Serve the test's database on a port of one's own; return the port and the log."""
    port, log = processes.free_port(), tmp_path / "web.log"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "ofqj_portal.settings.test",
        "DATABASE_URL": database_url(),
        "OFQJ_BIND": f"127.0.0.1:{port}",
        "OFQJ_WEB_PROCESSES": "1",
        "OFQJ_WEB_THREADS": "1",  # in turn: an answer says that all before it is over
    }
    web = processes.spawn(
        [sys.executable, "-m", "gunicorn", "ofqj_portal.wsgi"], log=log, env=environment, cwd=settings.ROOT
    )
    try:
        assert processes.wait_until(lambda: answers(port), seconds=60, pause=0.1), log.read_text()[-3000:]
        yield port, log
    finally:
        processes.kill_group(web)
        web.wait()


def answers(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/connexion/", timeout=30) as answer:
            return answer.status == 200
    except OSError:
        return False


def opened(client):
    """Open the step of a new dossier as its adviser: the dossier, its address, her session, what the form carries."""
    project = ProjectFactory(aims="", public="", theme="")
    client.force_login(member(project.carrier))
    address = reverse("projects:section", args=[project.number, "projet"])
    form = client.get(address).context["form"]
    shown = {bound.html_name: bound.value() or "" for bound in form}
    return project, address, client.cookies[settings.SESSION_COOKIE_NAME].value, shown


def raw(address, session, shown, port, *, alone):
    """Write the request byte for byte, head and body: as the page sends it by itself, or as its button does."""
    fields = [("csrfmiddlewaretoken", "a" * 32), *(shown | TYPED).items()]
    if alone:
        fields = [*fields[:1], ("seen", shown["seen"]), *TYPED.items(), *(("envoi", name) for name in TYPED)]
    body = urlencode(fields).encode()
    head = [
        f"POST {address} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Cookie: {settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={'a' * 32}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *(["X-Autosave: 1"] if alone else []),
    ]
    return ("\r\n".join(head) + "\r\n\r\n").encode(), body


def send(port, content, *, listen):
    """Send these bytes and no more; return the status of the answer, if one waits for it."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(content)
        if not listen:
            return None
        line.shutdown(socket.SHUT_WR)
        with HTTPResponse(line) as answer:
            answer.begin()
            return answer.status


def stored(project):
    return Project.objects.values(*TYPED, "version").get(pk=project.pk)


def cuts(head, body):
    """Spread the places where the line is cut; the last byte of each part is one of them."""
    for part, start in ((head, 0), (body, len(head))):
        yield from sorted({start + place * (len(part) - 1) // ROUNDS for place in range(ROUNDS + 1)})


def test_a_step_that_is_cut_at_any_byte_is_written_whole_or_not_at_all(served, client):
    port, log = served
    for alone in (True, False):
        project, *step = opened(client)
        head, body = raw(*step, port, alone=alone)
        nothing = stored(project)
        for turn, place in enumerate(cuts(head, body)):
            status = send(port, (head + body)[:place], listen=turn % 2 == 0 and place > len(head))
            assert answers(port)
            assert (place, stored(project), status in (None, 400, 403)) == (place, nothing, True)

        send(port, head + body, listen=False)  # all of it left, and nobody read the answer
        assert answers(port)
        written = stored(project)
        assert written == nothing | TYPED | {"version": written["version"]}
        assert send(port, head + body, listen=True) in (200, 302)
        assert stored(project) == written
        assert JournalEntry.objects.filter(verb="project.section_saved").count() == (0 if alone else 1)
    told = log.read_text()
    assert [word for word in ("Traceback", "Internal Server Error") if word in told] == []
