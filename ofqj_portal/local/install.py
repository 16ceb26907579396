"""Set the checkout up from nothing: Debian packages, virtual environment, locked requirements, fonts, translations.

Runs with the system's own Python and the standard library only: `python3 ofqj_portal/local/install.py [--tests]`.
What is already there is left alone, so a second run takes a blink.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
OLDEST_PYTHON = (3, 11)
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
TEST_LIBRARIES = {"libatomic.so.1": "libatomic1"}
TEST_PROGRAMS = {"chromium": "chromium", "pdftotext": "poppler-utils", "qpdf": "qpdf", "git": "git"}


class CannotInstall(Exception):
    """The set-up cannot go on; the message tells the person at the terminal what to do."""


def main(words: list[str]) -> int:
    """Set everything up; answer 0, or 1 after saying in French what to do."""
    for_tests = "--tests" in words
    try:
        if sys.version_info < OLDEST_PYTHON:
            raise CannotInstall("Python 3.11 ou plus récent est nécessaire : sudo apt-get install python3")
        install_packages(missing_packages(for_tests))
        make_environment()
        install_requirements(["requirements.txt", "requirements-dev.txt"] if for_tests else ["requirements.txt"])
        make_files()
    except CannotInstall as refusal:
        print(f"\n✗ {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrompu ; la même commande reprendra où elle s’est arrêtée.", file=sys.stderr)
        return 130
    return 0


def say(step: str) -> None:
    """Show where the set-up is."""
    print(f"· {step}", flush=True)


def missing_packages(for_tests: bool) -> list[str]:
    """Name the Debian packages that this machine lacks."""
    libraries = LIBRARIES | (TEST_LIBRARIES if for_tests else {})
    missing = [package for library, package in libraries.items() if not can_load(library)]
    if not VENV.exists() and not (importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv")):
        missing.insert(0, "python3-venv")
    if for_tests:
        missing += [package for program, package in TEST_PROGRAMS.items() if shutil.which(program) is None]
    return missing


def can_load(library: str) -> bool:
    """Say whether the system has a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_packages(missing: list[str]) -> None:
    """Install Debian packages as root; raise CannotInstall with the line to type otherwise."""
    if not missing:
        return
    line = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise CannotInstall(
            "Il manque des paquets à ce système. Tapez ceci, puis recommencez :\n\n"
            f"    sudo apt-get update && sudo {' '.join(line)}\n"
        )
    say(f"paquets Debian : {' '.join(missing)}")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-q"], "La liste des paquets Debian n’a pas pu être lue ; le réseau répond-il ?", quiet)
    run(line, "Les paquets Debian n’ont pas pu être installés ; le réseau répond-il ?", quiet)


def make_environment() -> None:
    """Make the virtual environment, anew if the one there no longer runs."""
    python = VENV / "bin" / "python"
    if python.exists() and subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode == 0:
        return
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    say("environnement Python (.venv)")
    run([sys.executable, "-m", "venv", "--clear", VENV], "L’environnement Python n’a pas pu être créé dans .venv.")


def install_requirements(locks: list[str]) -> None:
    """Install what the locks name, each archive checked against its hash, unless they are installed already."""
    todo = [lock for lock in locks if not stamp(lock).exists()]
    if not todo:
        return
    say(f"dépendances ({', '.join(todo)})")
    python, files = VENV / "bin" / "python", [word for lock in todo for word in ("-r", ROOT / lock)]
    trouble = "Les dépendances n’ont pas pu être installées ; le réseau répond-il ?"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    run([*pip, "-r", ROOT / "requirements-setup.txt"], trouble)
    uv = [VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", python, "--require-hashes", *files]
    trust = {"UV_SYSTEM_CERTS": "1"} if SYSTEM_CERTIFICATES.exists() else {}
    if subprocess.run([str(word) for word in uv], check=False, env=os.environ | trust).returncode != 0:
        say("uv n’a pas abouti, pip prend la suite")
        run([*pip, *files], trouble)
    for lock in todo:
        stamp(lock).touch()


def stamp(lock: str) -> Path:
    """Name the mark left when this very lock was installed."""
    digest = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()[:16]
    return VENV / f"installed-{Path(lock).stem}-{digest}"


def make_files() -> None:
    """Make the fonts and the compiled translations that the repository does not keep."""
    run(
        [VENV / "bin" / "python", "-m", "ofqj_portal.local.made_files"],
        "Polices ou traductions n’ont pas pu être faites.",
    )


def run(command: list[str | Path], trouble: str, env: dict[str, str] | None = None) -> None:
    """Run a step without any input; raise CannotInstall with `trouble` if it fails."""
    done = subprocess.run(
        [str(word) for word in command], check=False, stdin=subprocess.DEVNULL, env=env, cwd=ROOT
    ).returncode
    if done != 0:
        raise CannotInstall(trouble)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
