"""`make sabotage`: take each guard away in a copy of the checkout, and see the test that watches it turn red."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ofqj_portal.drill.faults import FAULTS, Fault
from ofqj_portal.local.places import CHECKOUT, var_folder

TESTS_FAILED = 1


def copy_checkout(into: Path) -> None:
    """Copy what git tracks, and lend the copy the checkout's environment."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, check=True).stdout
    for name in filter(None, tracked.decode().split("\0")):
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(CHECKOUT / name, target)
    (into / ".venv").symlink_to(CHECKOUT / ".venv")


def put_in(fault: Fault, copy: Path) -> str:
    """Take the guard away in the copy; return what the file held. Raises LookupError if its words are not there."""
    path = copy / fault.file
    whole = path.read_text()
    if whole.count(fault.old) != 1:
        raise LookupError(f"{fault.file} : « {fault.old} » n’y est pas une fois et une seule.")
    path.write_text(whole.replace(fault.old, fault.new))
    return whole


def is_seen(fault: Fault, copy: Path) -> bool:
    """Run the test that watches the guard, in the copy; say whether it fails."""
    words = [
        str(copy / ".venv/bin/python"),
        "-m",
        "pytest",
        "-q",
        "-x",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        fault.test,
    ]
    place = {"OFQJ_VAR": str(var_folder()), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(words, cwd=copy, env=os.environ | place, capture_output=True, text=True, check=False)
    if done.returncode not in {0, TESTS_FAILED}:
        raise RuntimeError(f"{fault.test} ne s’est pas joué :\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == TESTS_FAILED


def main(words: list[str]) -> int:
    """Try every fault, or those whose name holds a word given; answer 0 if each was seen."""
    chosen = [fault for fault in FAULTS if not words or any(word.lower() in fault.guard.lower() for word in words)]
    unseen = []
    with tempfile.TemporaryDirectory(prefix="ofqj-sabotage-") as folder:
        copy = Path(folder)
        copy_checkout(copy)
        for fault in chosen:
            started, whole = time.monotonic(), put_in(fault, copy)
            try:
                seen = is_seen(fault, copy)
            finally:
                (copy / fault.file).write_text(whole)
            took = f"{time.monotonic() - started:.0f} s"
            print(f"{'✓ vu' if seen else '✗ PASSÉ INAPERÇU'} · {fault.guard} ({took})", flush=True)
            if not seen:
                unseen.append(fault)
    print(f"\n{len(chosen) - len(unseen)} garde-fous sur {len(chosen)} : leur retrait est vu.")
    return 1 if unseen or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
