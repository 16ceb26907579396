"""The two roles of the database, read from two addresses."""

import hashlib
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import environ


def database(url: str) -> dict[str, Any]:
    """Read an address; connect within five seconds, keep connections and check them before each request."""
    return environ.Env.db_url_config(url) | {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }


def restricted_address(owner_url: str) -> str:
    """Derive the application's address from the owner's, for development and tests only; `migrate` makes the role."""
    parts = urlsplit(owner_url)
    role = f"{parts.username or 'ofqj'}_app"
    password = hashlib.sha256(f"application:{owner_url}".encode()).hexdigest()[:32]
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role)}:{password}@{place}"))
