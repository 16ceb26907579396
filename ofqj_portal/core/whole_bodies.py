"""A request that is cut before its end is refused, never taken for a shorter one.

A web server hands over what came of a body, however short: a form that a network cut in the middle would write half a
text, and empty the fields that did not arrive.
"""

import io
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class CutShort(OSError):
    """The line was cut before the end of the body; Django makes it an UnreadablePostError."""


class WholeBodies:
    """A WSGI application whose requests read their bodies to the end that was announced, or not at all."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length):
            environ["wsgi.input"] = io.BufferedReader(_Body(environ["wsgi.input"], int(length)))
        return self.application(environ, start_response)


class _Body(io.RawIOBase):
    """What came of a body of `length` bytes; its end before that is told."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream = stream
        self._left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Read the next bytes. Raises CutShort."""
        wanted = min(len(buffer), self._left)
        if not wanted:
            return 0
        data = self._stream.read(wanted)
        if not data:
            raise CutShort("The line was cut.")
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)
