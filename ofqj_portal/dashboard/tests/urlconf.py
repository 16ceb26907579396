"""Every address of the portal, read from the URLconf: what the access matrix is generated from."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Third-party consoles with their own doors, tried in tests of their own.
OUTSIDE = ("admin",)


@dataclass(frozen=True)
class Address:
    """One URL name, with the names of the parameters its path takes, and the methods its view says that it takes."""

    name: str
    parameters: frozenset[str]
    methods: frozenset[str] | None


def addresses() -> list[Address]:
    """List every named address, once each, in the order of the URLconf."""
    found: dict[str, Address] = {}
    for name, parameters, view in _walk(get_resolver().url_patterns, (), frozenset()):
        if name.split(":")[0] not in OUTSIDE:
            found.setdefault(name, Address(name, parameters, _methods_of(view)))
    return list(found.values())


def unnamed_patterns() -> list[str]:
    """List the patterns without a name: nobody could declare them."""
    return list(_unnamed(get_resolver().url_patterns))


def _walk(
    patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...], parameters: frozenset[str]
) -> Iterator[tuple[str, frozenset[str], Any]]:
    for entry in patterns:
        taken = parameters | frozenset(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inside = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry.url_patterns, inside, taken)
        elif entry.name:
            yield ":".join((*spaces, entry.name)), taken, entry.callback


def _methods_of(view: Any) -> frozenset[str] | None:
    """Read what `require_http_methods` was told under the other decorators; None if the view does not say."""
    while view is not None:
        told = inspect.getclosurevars(view).nonlocals.get("request_method_list") if inspect.isfunction(view) else None
        if told is not None:
            return frozenset(told) - {"HEAD", "OPTIONS"}
        view = getattr(view, "__wrapped__", None)
    return None


def _unnamed(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace not in OUTSIDE:
                yield from _unnamed(entry.url_patterns)
        elif not entry.name:
            yield str(entry.pattern)


ADDRESSES = {address.name: address for address in addresses()}
