"""Jobs that the fault tests hand to real workers, in processes of their own."""

import time
from pathlib import Path

from ofqj_portal.core import jobs
from ofqj_portal.core.numbers import next_number


@jobs.handles("test.slow", queue="papers")
def slow(job, progress):
    """Count one effect, then wait for the gate to open before it may commit."""
    next_number("effets")
    for step in range(600):
        progress(step % 100, 100, "En attente de la porte")
        if Path(job.args["gate"]).exists():
            return
        time.sleep(0.05)
    raise TimeoutError


@jobs.handles("test.quick")
def quick(job, progress):
    """Count one effect."""
    next_number("effets")
