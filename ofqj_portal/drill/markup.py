"""Every page of the access matrix, as every actor gets it, through the Nu checker of the W3C."""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from ofqj_portal.bench.base import say
from ofqj_portal.drill.lines import Line
from ofqj_portal.drill.stand import Stand
from ofqj_portal.drill.tools import HTML_CHECKER, NoTool, bring
from ofqj_portal.local import places

GROUP = "HTML"
GOAL = "0 erreur, 0 avertissement"
PAGES_OF = "ofqj_portal/dashboard/tests/test_access_matrix.py"
SHOWN = 12


def run(stand: Stand) -> list[Line]:
    """Keep the pages that the matrix reads, then check them all; the stand is not used."""
    try:
        checker = bring(HTML_CHECKER, "java") / "build" / "dist" / "vnu.jar"
    except NoTool as missing:
        return [Line(GROUP, "pages de la matrice", GOAL, str(missing), None)]
    with tempfile.TemporaryDirectory(prefix="ofqj-pages-") as folder:
        say("pages de la matrice d’accès")
        keep_pages(Path(folder))
        count = len(list(Path(folder).iterdir()))
        found = faults_in(checker, Path(folder))
    for words, times in found.most_common(SHOWN):
        say(f"{times} × {words}")
    figure = f"{count} pages, {sum(found.values())} remarques, {len(found)} sortes"
    return [Line(GROUP, "pages de la matrice", GOAL, figure, bool(count) and not found)]


def keep_pages(folder: Path) -> None:
    """Have the access matrix leave what it reads in `folder`."""
    words = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", PAGES_OF, "-k", "every_role"]
    environment = os.environ | {"OFQJ_PAGES": str(folder)}
    subprocess.run(words, cwd=places.CHECKOUT, env=environment, stdout=subprocess.DEVNULL, check=True)


def faults_in(checker: Path, folder: Path) -> Counter[str]:
    """Return what the checker has to say of the pages of `folder`, each remark with the pages' count."""
    words = ["java", "-Xmx512m", "-jar", str(checker), "--format", "json", "--skip-non-html", str(folder)]
    done = subprocess.run(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, check=False)
    messages: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    counted = [message for message in messages if message["type"] == "error" or message.get("subType") == "warning"]
    return Counter(f"{message['message']} ({Path(message['url']).stem})" for message in counted)
