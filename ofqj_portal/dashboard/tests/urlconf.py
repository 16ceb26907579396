"""Every address of the portal, read from the URLconf: what the access matrix is generated from."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

# Third-party consoles with their own doors, tried in tests of their own.
OUTSIDE = ("admin",)


@dataclass(frozen=True)
class Address:
    """One URL name, with the names of the parameters its path takes."""

    name: str
    parameters: frozenset[str]


def addresses() -> list[Address]:
    """List every named address, once each, in the order of the URLconf."""
    found: dict[str, Address] = {}
    for name, parameters in _walk(get_resolver().url_patterns, (), frozenset()):
        if name.split(":")[0] not in OUTSIDE:
            found.setdefault(name, Address(name, parameters))
    return list(found.values())


def unnamed_patterns() -> list[str]:
    """List the patterns without a name: nobody could declare them."""
    return list(_unnamed(get_resolver().url_patterns))


def _walk(
    patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...], parameters: frozenset[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    for entry in patterns:
        taken = parameters | frozenset(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inside = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry.url_patterns, inside, taken)
        elif entry.name:
            yield ":".join((*spaces, entry.name)), taken


def _unnamed(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace not in OUTSIDE:
                yield from _unnamed(entry.url_patterns)
        elif not entry.name:
            yield str(entry.pattern)
