"""Several acts at the same instant, each on a connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

AT_ONCE = 50


def together(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run every act on its own connection, all released at the same instant; return results and refusals in order."""
    gate = Barrier(min(len(acts), AT_ONCE))

    def run(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout=20)
            return act()
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, acts))
