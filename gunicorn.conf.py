"""The web server, in the demo as in production: threads over a few processes that share what they loaded."""

import ctypes
import gc
import os
import shutil
import tempfile

bind = os.environ.get("OFQJ_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("OFQJ_WEB_PROCESSES", "2"))
threads = int(os.environ.get("OFQJ_WEB_THREADS", "4"))
worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
control_socket_disable = True
forwarded_allow_ips = os.environ.get("OFQJ_PROXY_ADDRESSES", "127.0.0.1")

#: Where the processes count requests, to be read as one (core/metrics.py); made anew at each start.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="ofqj-metrics-", dir=worker_tmp_dir)


#: Objects between two looks of the collector: once in five pages, for less than a millisecond. Python's own number has
#: it look at every page; much larger ones make a page in twenty pay for all.
ALLOCATED_BETWEEN_COLLECTIONS = 3_000
#: Of glibc's mallopt(): how many heaps a process may hold. Each thread would fill one of its own, and none shrinks.
M_ARENA_MAX = -8


def pre_fork(server: object, worker: object) -> None:
    """Set aside what is loaded for good, so that the collector neither walks it nor unshares its memory.

    Give back what loading left empty, and let the threads of a worker share one heap, where the C library can.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATED_BETWEEN_COLLECTIONS)
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.mallopt(M_ARENA_MAX, 1)
        library.malloc_trim(0)


def child_exit(server: object, worker: object) -> None:
    """Give back the files of a process that ended."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server: object) -> None:
    """Leave nothing behind."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
