"""A mail server that keeps count: how many times each message was handed to it."""

import re
import socketserver
import threading
from collections import Counter
from typing import Any

MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]+>)", re.IGNORECASE | re.MULTILINE)


class PostOffice(socketserver.ThreadingTCPServer):
    """Listens on 127.0.0.1, or another address of this machine, and takes every mail that is handed to it."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, address: str = "127.0.0.1") -> None:
        super().__init__((address, 0), Counterhand)
        self.taken: Counter[str] = Counter()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        return f"smtp://{host!s}:{port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hung up in the middle was killed on purpose."""


class Counterhand(socketserver.StreamRequestHandler):
    """One conversation; a mail counts once its last line came and was acknowledged."""

    server: PostOffice

    def handle(self) -> None:
        """Answer the few words that a sender says."""
        self._say("220 essai")
        while line := self.rfile.readline().strip().upper():
            if line.startswith(b"DATA"):
                self._say("354 dites")
                self._take()
            elif line.startswith(b"QUIT"):
                self._say("221 au revoir")
                break
            else:
                self._say("250 bien")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if line:
            found = MESSAGE_ID.search(b"".join(lines))
            self.server.taken[found.group(1).decode() if found else "?"] += 1
            self._say("250 pris")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
