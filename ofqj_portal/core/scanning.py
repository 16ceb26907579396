"""Ask the antivirus what it thinks of a file: clamd, through its Unix socket. Whatever goes wrong, nothing is clean."""

from io import BytesIO

from clamav_client.clamd import ClamdError, ClamdUnixSocket
from django.conf import settings


class ScannerAway(Exception):
    """The antivirus does not answer, or not in words one understands: the file stays held, and is tried again."""


def is_configured() -> bool:
    """Say whether there is an antivirus to ask."""
    return bool(settings.CLAMAV_SOCKET)


def threat_in(content: bytes) -> str:
    """Return the name of what the antivirus found in `content`; "" when it says that there is nothing.

    Raises ScannerAway for anything but a clear answer: down, slow, too large for it, or an error of its own.
    """
    scanner = ClamdUnixSocket(settings.CLAMAV_SOCKET, timeout=settings.CLAMAV_TIMEOUT_SECONDS)
    try:
        answer = scanner.instream(BytesIO(content))
    except (ClamdError, OSError, ValueError) as fault:
        raise ScannerAway(type(fault).__name__) from fault
    status, threat = answer.get("stream", ("", None))
    if status == "OK":
        return ""
    if status == "FOUND":
        return threat or "?"
    raise ScannerAway(f"answer {status or 'missing'}")
