"""`make lint`: every check that does not run the portal. All of them run, then the faults are counted."""

import os
import subprocess
import sys
from pathlib import Path

from ofqj_portal.local.lock import lock_faults
from ofqj_portal.local.places import CHECKOUT

TYPED = ("services", "access", "queries", "documents")
BIN = Path(sys.executable).parent


def typed_files() -> list[str]:
    """List the files whose types are checked: what decides, who may, which rows, what papers say."""
    files = [
        path.relative_to(CHECKOUT)
        for folder in ("ofqj_portal", "partners", "projects", "participants", "conventions")
        for path in sorted((CHECKOUT / folder).rglob("*.py"))
    ]
    return [
        str(file)
        for file in files
        if {*file.parent.parts, file.stem} & set(TYPED) and "tests" not in file.parts and "migrations" not in file.parts
    ]


def steps() -> dict[str, list[str]]:
    """Name each check and its command."""
    python, ruff = str(BIN / "python"), str(BIN / "ruff")
    return {
        "style du code": [ruff, "check", "."],
        "mise en forme": [ruff, "format", "--check", "--quiet", "."],
        "gabarits": [str(BIN / "djlint"), "--lint", "--quiet", "templates"],
        "sens des imports": [str(BIN / "lint-imports"), "--no-cache"],
        "types": [str(BIN / "mypy"), "--no-error-summary", *typed_files()],
        "réglages et modèles": [python, "manage.py", "check", "--fail-level", "WARNING"],
        "migrations manquantes": [python, "manage.py", "makemigrations", "--check", "--dry-run", "-v1"],
    }


def main() -> int:
    """Run every check; answer 0 if all pass, else 1."""
    environment = os.environ | {"OFQJ_SKIP_SERVICES": "1", "DJANGO_SETTINGS_MODULE": "ofqj_portal.settings.dev"}
    failed = []
    for name, words in steps().items():
        done = subprocess.run(
            words,
            cwd=CHECKOUT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if not report(name, [] if done.returncode == 0 else [done.stdout.strip()]):
            failed.append(name)
    if not report("verrous des dépendances", lock_faults(CHECKOUT)):
        failed.append("verrous des dépendances")
    if failed:
        print(f"\n✗ À corriger : {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def report(name: str, faults: list[str]) -> bool:
    """Say how a check went; answer whether it passed."""
    print(f"{'✗' if faults else '✓'} {name}", flush=True)
    for fault in faults:
        print("    " + fault.replace("\n", "\n    "), flush=True)
    return not faults


if __name__ == "__main__":
    sys.exit(main())
