"""The two roles of the database, read from two addresses."""

import hashlib
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import environ

NO_KERBEROS = {"gssencmode": "disable"}  # its libraries would be loaded to learn that there is none
LOST_AFTER = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 25_000}
SERVER_GIVES_UP = (
    "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=25000"
)
#: The joins of a page are written in a good order: trying every other one costs the planner more than it finds.
FEWER_ORDERS = "-c join_collapse_limit=5 -c from_collapse_limit=5"
#: A page of an index costs hardly more than the next page of a table: both are in memory, or on a disk without arms.
READ_BY_INDEX = "-c random_page_cost=1.1"
#: What is planned once (core/kept_plans.py) is read by keys: the plan that serves all of them, from the first time on.
ONE_PLAN = "-c plan_cache_mode=force_generic_plan"
#: A connection keeps its plans as long as it lives: an hour, after which the server forgets what it held for it.
LIVES_SECONDS = 3600


def database(url: str) -> dict[str, Any]:
    """Read an address; connect within five seconds, keep connections and check them before each request.

    A host that the network lost is given up within half a minute, by us and by the server, which then undoes what it
    had begun: its locks would hold up everybody else for the two hours of the system's own patience.
    """
    return environ.Env.db_url_config(url) | {
        "CONN_MAX_AGE": LIVES_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            **NO_KERBEROS,
            **LOST_AFTER,
            "options": f"{SERVER_GIVES_UP} {FEWER_ORDERS} {READ_BY_INDEX} {ONE_PLAN}",
        },
    }


def restricted_address(owner_url: str) -> str:
    """Derive the application's address from the owner's, for development and tests only; `migrate` makes the role."""
    parts = urlsplit(owner_url)
    role = f"{parts.username or 'ofqj'}_app"
    password = hashlib.sha256(f"application:{owner_url}".encode()).hexdigest()[:32]
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role)}:{password}@{place}"))
