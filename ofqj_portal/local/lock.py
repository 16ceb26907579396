"""The locked requirements: `make lock` writes them, `make lint` checks that they still answer what is asked."""

import re
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ofqj_portal.local.places import CHECKOUT

LOCKS = ("requirements-setup", "requirements", "requirements-dev")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+?)(?: ;.*)?(?: \\)?$", re.MULTILINE)


def pinned_versions(lock: str) -> dict[str, str]:
    """Read which version of each package a lock names."""
    return {canonicalize_name(name): version for name, version in PINNED.findall(lock)}


def asked_requirements(text: str) -> list[Requirement]:
    """Read the requirements of an input or floors file, comments and options apart."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def lock_faults(folder: Path) -> list[str]:
    """List in French where locks, inputs and floors disagree."""
    locks = {name: pinned_versions((folder / f"{name}.txt").read_text()) for name in LOCKS}
    faults = []
    for name, pinned in locks.items():
        for asked in asked_requirements((folder / f"{name}.in").read_text()):
            version = pinned.get(canonicalize_name(asked.name))
            if version is None:
                faults.append(f"{name}.txt : {asked.name} manque, lancez « make lock »")
            elif version not in asked.specifier:
                faults.append(f"{name}.txt : {asked.name} {version} ne répond pas à « {asked} », lancez « make lock »")
    for floor in asked_requirements((folder / "requirements-floors.txt").read_text()):
        for name, pinned in locks.items():
            version = pinned.get(canonicalize_name(floor.name))
            if version is not None and version not in floor.specifier:
                faults.append(f"{name}.txt : {floor.name} {version} est sous le plancher {floor.specifier}")
    runtime = locks["requirements"]
    faults += [
        f"requirements-dev.txt : {package} {version} diffère de {runtime[package]}"
        for package, version in locks["requirements-dev"].items()
        if runtime.get(package, version) != version
    ]
    return faults


def write_locks() -> int:
    """Resolve every input anew and write the locks with their hashes."""
    for name in LOCKS:
        done = subprocess.run(
            [
                *(str(CHECKOUT / ".venv/bin/uv"), "pip", "compile", "--quiet", "--upgrade", "--universal"),
                *("--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"),
                *(f"{name}.in", "-o", f"{name}.txt"),
            ],
            cwd=CHECKOUT,
            check=False,
        )
        if done.returncode != 0:
            print(f"✗ {name}.in n’a pas pu être résolu ; le réseau répond-il ?", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(write_locks())
