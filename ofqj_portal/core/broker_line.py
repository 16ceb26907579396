"""A line to the broker for the few words that a web process says to it; hiredis writes and reads its protocol.

Celery and redis-py would take some thirty megabytes of every web process to say as much; workers have them anyway.
"""

import os
import socket
import ssl
from contextlib import suppress
from urllib.parse import unquote, urlsplit

import hiredis

PORT = 6379
READ_AT_ONCE = 65_536  # bytes
Answer = bytes | int | list["Answer"] | None

_idle: dict[int, list["Line"]] = {}  # by process: a line is never shared across a fork


class BrokerAway(Exception):
    """The broker did not answer in time, hung up, or refused what it was asked."""


class Line:
    """One connection, signed in, on the database that the address names (redis:// or rediss://)."""

    def __init__(self, url: str, timeout: float) -> None:
        parts = urlsplit(url)
        host = parts.hostname or "127.0.0.1"
        try:
            self._socket = socket.create_connection((host, parts.port or PORT), timeout)
            if parts.scheme == "rediss":
                self._socket = ssl.create_default_context().wrap_socket(self._socket, server_hostname=host)
        except OSError as fault:
            raise BrokerAway(type(fault).__name__) from fault
        self._reader = hiredis.Reader()
        self.database = parts.path.strip("/") or "0"
        try:
            if parts.password:
                self.ask("AUTH", *([unquote(parts.username)] if parts.username else []), unquote(parts.password))
            self.ask("SELECT", self.database)
        except BrokerAway:
            self.close()
            raise

    def ask(self, *words: str, patience: float | None = None) -> Answer:
        """Say one command and return its answer, within `patience` seconds where it may last. Raises BrokerAway."""
        usual = self._socket.gettimeout()
        try:
            self._socket.settimeout(patience or usual)
            self._socket.sendall(hiredis.pack_command(words))
            return self._answer()
        except (OSError, hiredis.ProtocolError) as fault:
            raise BrokerAway(type(fault).__name__) from fault
        finally:
            self._socket.settimeout(usual)

    def _answer(self) -> Answer:
        while (answer := self._reader.gets()) is False:
            if not (heard := self._socket.recv(READ_AT_ONCE)):
                raise BrokerAway("closed")
            self._reader.feed(heard)
        if isinstance(answer, hiredis.ReplyError):
            raise BrokerAway(str(answer).partition(" ")[0])
        return answer

    def close(self) -> None:
        """Hang up."""
        with suppress(OSError):
            self._socket.close()


def say(url: str, *words: str, timeout: float) -> Answer:
    """Say one command on a line of this process, kept for the next; a line that was cut is opened anew, once.

    Raises BrokerAway. A command may be heard twice: only say what stands it.
    """
    lines = _idle.setdefault(os.getpid(), [])
    with suppress(IndexError, BrokerAway):
        return _said(lines.pop(), lines, words)
    return _said(Line(url, timeout), lines, words)


def _said(line: Line, lines: list[Line], words: tuple[str, ...]) -> Answer:
    try:
        answer = line.ask(*words)
    except BrokerAway:
        line.close()
        raise
    lines.append(line)
    return answer


def hang_up() -> None:
    """Close the lines of this process; the next command opens one."""
    for line in _idle.pop(os.getpid(), []):
        line.close()
