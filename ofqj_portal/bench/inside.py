"""Work on the base of the benchmark from within: set Django up, count processor time, say what was found as JSON."""

import gc
import json
import logging
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

import django

from ofqj_portal.bench.cpu import cpu_of

django.setup()
logging.disable(logging.CRITICAL)

from django.db import connection  # noqa: E402

from ofqj_portal.core.long_works import settle  # noqa: E402

settle()  # as a worker does


def sizes(**usual: int) -> dict[str, int]:
    """Return the sizes asked for on the command line as name=number, over the usual ones."""
    asked = dict(word.split("=") for word in sys.argv[1:] if "=" in word)
    return usual | {name: int(size) for name, size in asked.items() if name in usual}


def cost(work: Callable[[], Any]) -> float:
    """Return the milliseconds of processor that `work` takes, here and in our backend of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    gc.collect()
    before = cpu_of(os.getpid()) + cpu_of(backend)
    work()
    return cpu_of(os.getpid()) + cpu_of(backend) - before


def best(work: Callable[[], Any], times: int = 3) -> float:
    """Return the least cost of some runs: what others do to the machine only ever adds."""
    return min(cost(work) for _time in range(times))


def memory() -> float:
    """Return the most memory this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def tell(found: Any) -> None:
    """Say what was found, on the last line."""
    print(json.dumps(found))
