"""Where the local servers may keep their files, and who runs them."""

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ofqj_portal.local.errors import LocalStackError

CHECKOUT = Path(__file__).resolve().parents[2]


def var_folder() -> Path:
    """Name the folder of everything this checkout writes."""
    return Path(os.environ.get("OFQJ_VAR") or CHECKOUT / "var").resolve()


def server_account() -> pwd.struct_passwd | None:
    """Choose who runs PostgreSQL, which refuses root: ourselves, or for root `postgres` or else `nobody`."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LocalStackError("PostgreSQL refuse de tourner en root, et ni « postgres » ni « nobody » n’existent ici.")


def reachable_by(account: pwd.struct_passwd | None, path: Path) -> bool:
    """Say whether `account` may pass through every folder on the way to `path`."""
    if account is None:
        return True
    existing = [folder for folder in (path, *path.parents) if folder.exists()]
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in existing)


def open_home(var: Path, account: pwd.struct_passwd | None) -> Path:
    """Give the folder where `account` can keep its data: in `var`, else in a temporary place tied to this checkout."""
    var.mkdir(parents=True, exist_ok=True)
    return var if reachable_by(account, var) else shelter(var)


def shelter(var: Path) -> Path:
    """Make a folder that outlives a restart, for a checkout closed to other accounts; ours alone to write in."""
    key = hashlib.sha256(str(var).encode()).hexdigest()[:16]
    folder = Path("/var/tmp") / f"ofqj-{key}"
    folder.mkdir(mode=0o755, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        raise LocalStackError(f"Le dossier {folder} appartient à quelqu’un d’autre. Supprimez-le, puis recommencez.")
    folder.chmod(0o755)
    return folder


def copy_once(source: Path, target: Path) -> Path:
    """Copy a folder of programs to a place that the server's account can read; later calls find it there."""
    if not target.exists():
        partial = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(source, partial, symlinks=True, dirs_exist_ok=True)
        try:
            partial.rename(target)
        except OSError:  # another process was quicker
            shutil.rmtree(partial)
    return target


def own_folder(folder: Path, account: pwd.struct_passwd | None) -> Path:
    """Make a folder that belongs to `account` alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account is not None and folder.stat().st_uid != account.pw_uid:
        os.chown(folder, account.pw_uid, account.pw_gid)
    return folder


@contextmanager
def locked(path: Path, *, wait: bool = True, shared: bool = False) -> Iterator[IO[str]]:
    """Hold a lock that dies with us; raise BlockingIOError when it is taken and `wait` is false."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        fcntl.flock(handle, mode if wait else mode | fcntl.LOCK_NB)
        yield handle


def relock(handle: IO[str]) -> None:
    """Turn a shared lock into ours alone, waiting for whoever else holds it."""
    fcntl.flock(handle, fcntl.LOCK_EX)
