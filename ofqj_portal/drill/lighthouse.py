"""The main pages through Lighthouse, in the Chromium of the machine, signed in."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from ofqj_portal.bench.base import say
from ofqj_portal.drill.breaks import begin_web
from ofqj_portal.drill.lines import Line
from ofqj_portal.drill.stand import Stand
from ofqj_portal.drill.tools import LIGHTHOUSE, NoTool, bring

GROUP = "Lighthouse 12"
SERVED = "ofqj_portal.drill.served_settings"
LEAST, GOAL = 95, "≥ 95 partout, vitesse comprise (machine calme)"
JUDGED = ("accessibility", "best-practices", "performance", "seo")
PASSED = 0.9  # what Lighthouse shows in green
WORDS = {"accessibility": "accessibilité", "best-practices": "pratiques", "performance": "vitesse", "seo": "moteurs"}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking"
PAGES = (
    ("", "/connexion/"),
    ("conseiller-fr", "/"),
    ("conseiller-fr", "/projets/"),
    ("conseiller-fr", "/projets/{dossier}/"),
    ("conseiller-fr", "/participants/"),
    ("instructeur-fr", "/instruction/"),
    ("unml", "/structures/"),
    ("", "/accessibilite/"),
)


def run(stand: Stand) -> list[Line]:
    """Judge each page, as somebody who may read it."""
    try:
        program = bring(LIGHTHOUSE, "node", "chromium") / "cli" / "index.js"
    except NoTool as missing:
        return [Line(GROUP, "pages principales", GOAL, str(missing), None)]
    people = stand.play("people")
    stand.settings = SERVED
    stand.manage("collectstatic", "--noinput", "--verbosity", "0")
    begin_web(stand)
    lines = []
    for account, address in PAGES:
        place = address.format(dossier=people["dossiers"][0])
        say(f"Lighthouse : {place}")
        report = look_at(program, f"http://127.0.0.1:{stand.web_port}{place}", people["cookies"].get(account, ""))
        lines.append(_judged(f"{place} ({account or 'personne'})", report))
    return lines


def look_at(program: Path, url: str, cookies: str) -> dict[str, Any]:
    """Return the report of one page."""
    command = ["node", str(program), url, "--output=json", "--quiet", f"--chrome-flags={FLAGS}"]
    if cookies:
        command.append(f"--extra-headers={json.dumps({'Cookie': cookies})}")
    chromium = shutil.which("chromium") or ""
    environment = os.environ | {"CHROME_PATH": chromium}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout))


def _judged(name: str, report: dict[str, Any]) -> Line:
    scores = {key: round(100 * (report["categories"][key]["score"] or 0)) for key in JUDGED}
    figure = ", ".join(f"{WORDS[key]} {score}" for key, score in scores.items())
    arrived = report["finalDisplayedUrl"].partition("?")[0] == report["requestedUrl"]  # not at the sign-in page
    good = arrived and min(scores.values()) >= LEAST
    return Line(GROUP, name, GOAL, figure if good else f"{figure} : {', '.join(_faults(report))}", good)


def _faults(report: dict[str, Any]) -> list[str]:
    asked = [ref["id"] for key in JUDGED for ref in report["categories"][key]["auditRefs"] if ref["weight"]]
    scores = {name: report["audits"][name]["score"] for name in asked}
    return [name for name, score in scores.items() if score is not None and score < PASSED]
