"""What two drills borrow from npm, installed once in var/drill/npm."""

import shutil
import subprocess
from pathlib import Path

from ofqj_portal.bench.base import say
from ofqj_portal.local import places

HTML_CHECKER, LIGHTHOUSE = "vnu-jar@26.9.27", "lighthouse@12"


class NoTool(Exception):
    """This machine has not what the tool runs on."""


def bring(package: str, *programs: str) -> Path:
    """Install `package` if it is not there and return its folder. Raises NoTool without `programs` or the registry."""
    missing = [program for program in ("npm", *programs) if shutil.which(program) is None]
    if missing:
        raise NoTool(f"{', '.join(missing)} manque ici")
    home = places.var_folder() / "drill" / "npm"
    folder = home / "node_modules" / package.partition("@")[0]
    if not folder.exists():
        say(f"{package}, une fois seulement")
        home.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-fund", "--no-audit", "--ignore-scripts", "--prefix", str(home), package]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if done.returncode or not folder.exists():
            raise NoTool(f"npm n’a pas pu installer {package}")
    return folder
