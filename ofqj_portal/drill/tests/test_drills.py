"""The drills in short: what they count with, how they judge, and that they still find the runbook and the pages."""

import http.server
import smtplib
import threading
from collections import Counter
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.urls import resolve

from ofqj_portal.drill import __main__ as drill
from ofqj_portal.drill import lighthouse, restore, suites, upgrade
from ofqj_portal.drill.breaks import said
from ofqj_portal.drill.callers import Call
from ofqj_portal.drill.knee import Step, knee_of, lines_of
from ofqj_portal.drill.lines import Line, as_table, write_json
from ofqj_portal.drill.load import CUT, READERS, Crowd, form_of
from ofqj_portal.drill.post import PostOffice
from ofqj_portal.drill.soak import Soak
from ofqj_portal.drill.soak import lines_of as soak_lines
from ofqj_portal.local import processes

THREAD = '<form><input name="q"></form><form><input type="hidden" name="form_token" value="x"><textarea name="body">'


def test_the_post_office_counts_how_often_each_mail_was_handed_over():
    office = PostOffice()
    mail = EmailMessage()
    mail["Message-ID"], mail["To"], mail["From"] = "<1@essai>", "a@exemple.test", "b@exemple.test"
    mail.set_content("Bonjour.")
    host, port = office.server_address[:2]
    for _time in range(2):
        with smtplib.SMTP(str(host), int(port), timeout=5) as line:
            line.send_message(mail)
    office.shutdown()
    office.server_close()

    assert office.taken == Counter({"<1@essai>": 2})


class Portal(http.server.BaseHTTPRequestHandler):
    """A portal in a few words: it is away at the first sending, takes the second, and keeps the third to itself."""

    sent = 0

    def do_GET(self):
        self._say(200, THREAD)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        Portal.sent += 1
        self._say(503 if Portal.sent == 1 else 302, "Panne.")

    def _say(self, status, words):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(words.encode())

    def log_message(self, *words):
        """Say nothing."""


def test_people_send_the_same_form_again_until_it_is_acknowledged_and_remember_every_answer():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    crowd = Crowd(server.server_address[1], dict.fromkeys(READERS, "session=x"), ["OFQJ-2026-0001"], pause=0.01)
    with crowd.at_work(readers=1, writers=1):
        assert processes.wait_until(lambda: any(crowd.written.values()), seconds=20)
    server.shutdown()
    server.server_close()

    first = next(iter(crowd.written))
    assert crowd.written[first] is True
    assert {200, 302, 503} <= set(crowd.statuses())
    assert [answer.is_ours for answer in crowd.answers if answer.status == 503] == [False]  # not the page of the portal
    assert crowd.first_good(0.0) is not None
    assert crowd.ask("unml", "/")[0] == CUT  # nobody listens any more


def test_what_is_sent_is_the_form_with_a_text_to_fill():
    assert form_of(THREAD) == {"form_token": "x", "body": ""}
    assert said(Counter({200: 3, CUT: 1})) == "1 × coupées, 3 × 200"


def test_the_knee_is_where_one_more_client_no_longer_gives_a_tenth_more():
    rates = [(1, 10.0, 50.0), (2, 19.0, 60.0), (4, 24.0, 90.0), (8, 25.0, 300.0), (16, 60.0, 400.0)]
    steps = [Step(clients, rate, p95 / 2, p95, 1.2, 0.4, 0) for clients, rate, p95 in rates]

    assert knee_of(steps).clients == 4
    assert "24,0 pages/s à 4 clients, 67 ms" in lines_of(steps, 100)[-1].figure


def test_half_the_knee_holds_without_an_error_and_with_a_memory_that_does_not_grow():
    held = Soak([Call(200, 40.0)] * 90 + [Call(302, 40.0)] * 10, [200.0, *[220.0] * 39, *[230.0] * 20])
    assert [line.holds for line in soak_lines(held, rate=0.05, minutes=30)] == [True, True, True]
    leaks = Soak(
        [Call(200, 40.0)] * 80 + [Call(200, 90.0)] * 19 + [Call(502, 1.0)], [float(200 + n) for n in range(60)]
    )
    assert [line.holds for line in soak_lines(leaks, rate=0.05, minutes=30)] == [False, False, False]
    assert soak_lines(held, rate=12.5, minutes=30)[0].holds is False  # callers who gave up
    cut = Soak([Call(200, 40.0)] * 9 + [Call(CUT, 1.0)], [200.0] * 60)
    assert "1 × coupées, 9 × 200" in soak_lines(cut, rate=1.0, minutes=1)[0].figure


def test_the_table_says_what_holds_what_does_not_and_what_this_machine_cannot_try(tmp_path):
    lines = [Line("A", "un", "0", "0", True), Line("A", "deux", "0", "3", False), Line("B", "trois", "0", "root", None)]
    write_json(tmp_path / "var" / "vu.json", lines, {"at": "2026-11-27"})

    assert as_table(lines).count("| Épreuve | But | Vu | Verdict |") == 2
    assert [line.verdict for line in lines] == ["tenu", "à reprendre", "non essayé ici"]
    assert '"holds": null' in (tmp_path / "var" / "vu.json").read_text()


def test_a_drill_that_breaks_down_is_a_line_that_does_not_hold(monkeypatch):
    stopped = []
    stand = SimpleNamespace(open=lambda: stand, stop=lambda: stopped.append(True))
    monkeypatch.setattr(drill, "Stand", lambda name: stand)

    def fails(stand):
        raise RuntimeError("plus de courant")

    (line,) = drill.tried("essai", fails, opens_itself=False)
    assert (line.holds, "plus de courant" in line.figure, stopped) == (False, True, [True])


@pytest.fixture
def runbook(tmp_path):
    """The runbook, brought to the folders of a stand that has no server."""
    account, cluster = None, SimpleNamespace(account=None, programs=Path("/programmes"))
    stand = SimpleNamespace(home=tmp_path / "base", var=tmp_path / "var", cluster=cluster)
    assert account is stand.cluster.account
    stand.home.mkdir()
    return restore.Runbook(stand)


def test_the_restore_drill_finds_every_command_in_the_runbook_and_leaves_no_folder_of_a_server(runbook):
    kept = runbook.settings()
    blocks = [*restore.chapter("Sauvegarder"), *restore.chapter("Restaurer")]
    here = "".join(runbook.here(block) for block in blocks)

    assert (kept["wal_level"], kept["archive_mode"]) == ("replica", "on")
    assert str(runbook.kept) in kept["archive_command"]
    assert all(words in here for words in ("/programmes/pg_basebackup", "recovery_target_time", "recovery.signal"))
    assert [words.split()[-1] for words in runbook.before_opening()[1:]] == [
        "replay_erasures", "verify_journal", "check_invariants",
    ]  # fmt: skip
    assert not [words for words in ("/srv/", "/var/lib/postgresql", "sudo", "systemctl", "\n.venv") if words in here]


def test_every_page_that_the_drills_read_exists():
    pages = {page for pages in READERS.values() for page in pages} | {page for _account, page in lighthouse.PAGES}
    for page in pages:
        resolve(page.format(dossier="OFQJ-2026-0001"))


def test_every_suite_that_a_drill_plays_longer_exists():
    files = [file for suite in suites.SUITES for file in suite.files]
    assert [file for file in files if not (settings.ROOT / file).exists()] == []


def test_the_upgrade_goes_back_to_the_last_migration_of_the_version_before(tmp_path, monkeypatch):
    now, old = tmp_path / "now", tmp_path / "old"
    for folder, names in ((now, ("0001_a", "0002_b")), (old, ("0001_a",))):
        for app in ("projects", "ofqj_portal/core", "partners"):
            (folder / app / "migrations").mkdir(parents=True)
            for name in names if app != "partners" else names[:1]:
                (folder / app / "migrations" / f"{name}.py").touch()
    (now / "new" / "migrations").mkdir(parents=True)
    (now / "new" / "migrations" / "0001_a.py").touch()
    monkeypatch.setattr(upgrade.places, "CHECKOUT", now)

    assert upgrade.latest_of(old) == {"new": "zero", "projects": "0001_a", "core": "0001_a"}
