"""A tiny clamd that speaks the real protocol over a real Unix socket: INSTREAM in chunks, one line back."""

import socket
import struct
import threading
from pathlib import Path
from types import TracebackType

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class FakeClamd:
    """Answers each stream: FOUND for one that holds EICAR, OK for any other; or what `mood` says.

    `mood`: "well"; "slow" says nothing until it is closed; "broken" answers an error; "full" refuses the size;
    "mute" hangs up without a word. `streams` are those it was sent.
    """

    def __init__(self, folder: Path, mood: str = "well") -> None:
        self.path, self.mood, self.streams = str(folder / "clamd.sock"), mood, []
        self._closing = threading.Event()

    def __enter__(self) -> "FakeClamd":
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(self.path)
        self._server.listen()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._closing.set()
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(timeout=5)
        Path(self.path).unlink()

    def _serve(self) -> None:
        while not self._closing.is_set():
            try:
                client, _address = self._server.accept()
            except OSError:
                return
            with client, client.makefile("rwb") as stream:
                self._answer(stream)

    def _answer(self, stream) -> None:
        assert stream.readline() == b"nINSTREAM\n"
        content = b""
        while size := struct.unpack("!L", stream.read(4))[0]:
            content += stream.read(size)
        self.streams.append(content)
        if self.mood == "slow":
            self._closing.wait(5)
            return
        stream.write(self._words(content))
        stream.flush()

    def _words(self, content: bytes) -> bytes:
        if self.mood != "well":
            words = {"broken": b"stream: Can't allocate memory ERROR\n", "mute": b""}
            return words.get(self.mood, b"INSTREAM size limit exceeded. ERROR\n")
        return b"stream: Eicar-Test-Signature FOUND\n" if EICAR in content else b"stream: OK\n"
