"""A new version takes the place of the one before while people work: the migrations pass under the old code."""

import os
import signal
import subprocess
import tarfile
import time
from io import BytesIO
from pathlib import Path

from ofqj_portal.bench.base import say
from ofqj_portal.drill.breaks import begin_web, judged, quiet_line, said, settle, written_lines
from ofqj_portal.drill.lines import Line
from ofqj_portal.drill.load import crowd_of
from ofqj_portal.drill.stand import Stand
from ofqj_portal.drill.truths import truth_lines
from ofqj_portal.local import places, processes

GROUP = "Mettre à jour"
MIGRATIONS = ":(glob)**/migrations/[0-9]*.py"


def run(stand: Stand, *, calm: float = 10.0) -> list[Line]:
    """Serve the version before on its own tables, migrate under it, then restart on this one, as the runbook does.

    OFQJ_UPGRADE_FROM names the version before; else it is the last one with fewer migrations.
    """
    version = version_before()
    if version is None:
        return [Line(GROUP, "la version d’avant", "servie, puis remplacée", "pas d’historique git ici", None)]
    stand.open()
    crowd = crowd_of(stand)
    old = unpacked(version, stand.var / "avant")
    went_back = latest_of(old)
    for app, name in went_back.items():
        stand.manage("migrate", app, name, "--verbosity", "0")
    say(f"version {version}, migrations d’avant : {went_back}")
    begin_web(stand, checkout=old)
    with crowd.at_work():
        settle(crowd, calm)
        lines = [quiet_line(crowd, GROUP)]
        started = time.monotonic()
        stand.manage("migrate", "--verbosity", "0")
        took = time.monotonic() - started
        time.sleep(calm)
        seen = crowd.statuses(started)
        figure = f"{said(seen)} ; migrées en {took:.1f} s".replace(".", ",")
        name = f"{', '.join(went_back)} : migrations sous la version d’avant ({version})"
        lines.append(Line(GROUP, name, "que des 200 et des 302", figure, set(seen) <= {200, 302}))
        started = time.monotonic()
        processes.stop(stand.parts["web"], with_signal=signal.SIGTERM, patience=25)
        stopped = time.monotonic()
        begin_web(stand)
        time.sleep(calm)
        away = crowd.first_good(stopped) or float("inf")
        lines.append(judged("la nouvelle version prend sa place", crowd, started, [away], GROUP))
    return [*lines, *written_lines(stand, crowd, GROUP), *truth_lines(stand, GROUP)]


def version_before() -> str | None:
    """Return what OFQJ_UPGRADE_FROM names, else the commit before the newest migration; None without a history."""
    if named := os.environ.get("OFQJ_UPGRADE_FROM"):
        return named
    newest = _git("log", "-1", "--format=%h", "--", MIGRATIONS).decode().strip()
    before = _git("rev-parse", "--short", f"{newest}~1").decode().strip() if newest else ""
    return before or None


def unpacked(version: str, folder: Path) -> Path:
    """Lay the files of a version down in `folder`. Raises TarError if there is no such version."""
    with tarfile.open(fileobj=BytesIO(_git("archive", version))) as files:
        files.extractall(folder, filter="data")
    return folder


def latest_of(old: Path) -> dict[str, str]:
    """Return, for each app that has migrations since, the last one of the version in `old`."""
    found = {}
    apps = [*places.CHECKOUT.glob("*/migrations"), *places.CHECKOUT.glob("ofqj_portal/*/migrations")]
    for folder in sorted(apps):
        now, before = _last(folder), _last(old / folder.relative_to(places.CHECKOUT))
        if now and now != before:
            found[folder.parent.name] = before or "zero"
    return found


def _last(folder: Path) -> str:
    return max((file.stem for file in folder.glob("[0-9]*.py")), default="")


def _git(*words: str) -> bytes:
    return subprocess.run(["git", "-C", str(places.CHECKOUT), *words], stdout=subprocess.PIPE, check=False).stdout
