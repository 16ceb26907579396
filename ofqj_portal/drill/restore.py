"""Backup, a disaster, and back to a chosen instant, by the commands of the runbook alone (docs/exploitation.md)."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime

from ofqj_portal.bench.base import say
from ofqj_portal.drill.lines import Line
from ofqj_portal.drill.stand import Stand
from ofqj_portal.drill.truths import truth_lines
from ofqj_portal.local import places
from ofqj_portal.local.postgres import SUPERUSER

GROUP = "Sauvegarder, restaurer"
RUNBOOK = places.CHECKOUT / "docs" / "exploitation.md"
WITHIN = 15 * 60.0
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
SETTING = re.compile(r"^(\w+) = '?(.*?)'?$", re.MULTILINE)
DISASTER = (
    "UPDATE projects_project SET title = 'Écrasé'",
    "DELETE FROM core_outboxmail_attachments",
    "DELETE FROM notifications_notification",
)


def chapter(title: str) -> list[str]:
    """Return the commands of one chapter of the runbook, a block each."""
    text = RUNBOOK.read_text().partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return BLOCK.findall(text)


class Runbook:
    """The commands of the runbook, with the folders of a stand in the place of a server's."""

    def __init__(self, stand: Stand) -> None:
        self.stand = stand
        self.kept = places.own_folder(stand.home / "sauvegarde", stand.cluster.account)
        self.restored = stand.home / "restauree"
        for folder in ("base", "wal"):
            places.own_folder(self.kept / folder, stand.cluster.account)

    def here(self, words: str) -> str:
        """Name our folders, our account and our programs where the runbook names a server's."""
        account = self.stand.cluster.account
        own = {
            "/srv/ofqj-sauvegarde/fichiers": str(self.kept / "files"),
            "/srv/ofqj-sauvegarde": str(self.kept),
            " /srv/ofqj/\n": f" {self.stand.var / 'demo'}\n",
            "/srv/ofqj/fichiers": str(self.stand.var / "demo" / "files"),
            "/var/lib/postgresql/15/restauree": str(self.restored),
            "sudo -u postgres pg_basebackup": str(self.stand.cluster.programs / "pg_basebackup"),
            "chown -R postgres:": f"chown -R {account.pw_name}:" if account else "true",
            ".venv/bin/python": sys.executable,
        }
        for theirs, ours in own.items():
            words = words.replace(theirs, ours)
        return re.sub(r"systemctl .*", "", words)

    def settings(self) -> dict[str, str]:
        """Return what the runbook has PostgreSQL keep of its own writing."""
        return dict(SETTING.findall(self.here(chapter("Sauvegarder")[0])))

    def run(self, block: str) -> str:
        """Run one block; return what it said. Raises CalledProcessError."""
        reach = {
            "PGHOST": "127.0.0.1", "PGPORT": str(self.stand.cluster.port), "PGUSER": SUPERUSER,
            "PGPASSWORD": self.stand.cluster.password(SUPERUSER),
        }  # fmt: skip
        done = subprocess.run(
            ["sh", "-eu", "-c", block], env=self.stand.environment() | reach, cwd=places.CHECKOUT,
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    def back_up(self) -> None:
        """Keep the database and the files, as every night."""
        self.run(self.here(chapter("Sauvegarder")[1]))
        if self.stand.cluster.account:
            self.run(f"chown -R {self.stand.cluster.account.pw_name}: {self.kept}/base")

    def go_back(self, to: datetime) -> None:
        """Bring the database to an instant, in a new folder, and start PostgreSQL there."""
        block = self.here(chapter("Restaurer")[0])
        block = re.sub(r"base/\d{4}-\d\d-\d\d", f"base/{datetime.now().astimezone():%F}", block)
        block = re.sub(r"recovery_target_time = '[^']*'", f"recovery_target_time = '{to.isoformat()}'", block)
        self.run(block)
        self.stand.cluster.data, self.stand.cluster.patience = self.restored, WITHIN
        self.stand.cluster.start()

    def before_opening(self) -> list[str]:
        """Return the commands that the runbook runs before people come back: the files, then three of the portal."""
        lines = self.here(chapter("Restaurer")[1]).splitlines()
        return [words for line in lines if (words := line.partition("#")[0].strip())]


def run(stand: Stand) -> list[Line]:
    """Live through a backup, an erasure, a disaster and the way back."""
    book = Runbook(stand)
    stand.cluster.stop()
    stand.cluster.options = book.settings()
    stand.cluster.start()
    say("sauvegarde de nuit, puis une journée de travail")
    book.back_up()
    erased_before = stand.play("erasing")
    wanted, files = _export(stand, "avant.jsonl"), _digests(stand)
    instant = datetime.now(tz=UTC)
    time.sleep(1)
    erased_after = stand.play("erasing")
    _break(stand)
    say(f"retour à {instant:%H:%M:%S}")
    started = time.monotonic()
    stand.cluster.stop()
    book.go_back(instant)
    same = _export(stand, "apres.jsonl") == wanted
    came_back = _found(stand, erased_after["words"])  # what must be erased again is there to be
    said = [book.run(words) for words in book.before_opening()]
    took = time.monotonic() - started
    words = erased_before["words"] + erased_after["words"]
    names = _found(stand, words)
    erased = f"{said[1].strip()} {came_back} mots revenus, {names} sur {len(words)} restent"
    export = f"{len(wanted)} octets, {'identiques' if same else 'différents'}"
    whole = files.items() <= _digests(stand).items()
    return [
        Line(GROUP, "durée, sauvegarde reprise comprise", "≤ 15 min", f"{took:.0f} s", took <= WITHIN),
        Line(GROUP, "export du métier à l’instant choisi", "identique à l’octet", export, same),
        Line(GROUP, "fichiers", "empreintes identiques", f"{len(files)} fichiers", whole),
        Line(GROUP, "effacés avant et après l’instant", "aucun ne reste", erased, bool(came_back) and not names),
        *truth_lines(stand, GROUP),
    ]  # fmt: skip


def _export(stand: Stand, name: str) -> bytes:
    file = stand.var / name
    stand.manage("export_business", str(file))
    return file.read_bytes()


def _digests(stand: Stand) -> dict[str, str]:
    folder = stand.var / "demo" / "files"
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _break(stand: Stand) -> None:
    """Do what a wrong command of an administrator does: rows overwritten and deleted, and the files gone."""
    with stand.sql() as cursor:
        cursor.execute("SET session_replication_role = replica")  # past every trigger
        for statement in DISASTER:
            cursor.execute(statement)
    shutil.rmtree(stand.var / "demo" / "files")


def _found(stand: Stand, words: list[str]) -> int:
    """Count the words of erased people that a dump of the whole database still holds."""
    programs = stand.cluster.programs
    dump = subprocess.run(
        [str(programs / "pg_dump"), stand.cluster.url(SUPERUSER)],
        stdout=subprocess.PIPE, check=True, env=os.environ,
    ).stdout.decode()  # fmt: skip
    return sum(word in dump for word in words)
