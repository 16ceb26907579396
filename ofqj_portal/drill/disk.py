"""The disk of the database and of the files is full while people write; then there is room again."""

import http.client
import os
import subprocess
import time
import uuid
from pathlib import Path

from ofqj_portal.bench.base import say
from ofqj_portal.drill.breaks import BACK_WITHIN, CUT, begin_web, quiet_line, said, settle, written_lines
from ofqj_portal.drill.lines import Line
from ofqj_portal.drill.load import WRITER, Crowd, crowd_of, form_of
from ofqj_portal.drill.stand import Stand, model_demo
from ofqj_portal.drill.truths import truth_lines

GROUP = "Disque plein"
PAPER = b"%PDF-1.7\n" + b"% essai\n" * 260_000 + b"%%EOF\n"  # two megabytes
SPARE = 160  # megabytes left to work with before it is full
FORESEEN = {200, 302, 503, CUT}


class SmallDisk:
    """A disk of some megabytes in memory, mounted on a folder; only root can."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder, self.ballast = folder, folder / "lest"
        options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)]
        subprocess.run(["mount", *options], check=True)

    def fill(self) -> None:
        """Leave no byte."""
        with self.ballast.open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError:
                    continue

    def empty(self) -> None:
        """Give the room back."""
        self.ballast.unlink(missing_ok=True)

    def close(self) -> None:
        """Take the disk away."""
        subprocess.run(["umount", "-l", str(self.folder)], check=False)


def run(stand: Stand, *, full: float = 20.0, calm: float = 5.0) -> list[Line]:
    """Work with a full disk for `full` seconds, then with room; the stand is opened here, on the small disk."""
    if os.geteuid() != 0:
        return [Line(GROUP, "disque plein", "503 en français", "il faut être root pour monter un petit disque", None)]
    model = model_demo()
    used = subprocess.run(["du", "-sm", str(model.home)], capture_output=True, text=True, check=True)
    disk = SmallDisk(stand.home, int(used.stdout.split()[0]) + SPARE)
    try:
        stand.open()
        return _on(stand, disk, full, calm)
    finally:
        stand.stop()
        disk.close()


def _on(stand: Stand, disk: SmallDisk, full: float, calm: float) -> list[Line]:
    begin_web(stand)
    crowd = crowd_of(stand)
    with crowd.at_work():
        settle(crowd, calm)
        first = quiet_line(crowd, GROUP)
        say("disque plein")
        started = time.monotonic()
        disk.fill()
        sent = send_file(crowd)
        time.sleep(full)
        seen = crowd.statuses(started)
        disk.empty()
        fell = stand.cluster.process is None or stand.cluster.process.poll() is not None
        if fell:
            stand.cluster.start()  # as the init system does
        since = time.monotonic()
        time.sleep(max(calm, BACK_WITHIN))
        back = crowd.first_good(since)
    again = send_file(crowd)
    figure = f"{said(seen)} ; PostgreSQL {'tombé, relancé' if fell else 'resté debout'}"
    ours = all(answer.is_ours for answer in crowd.answers)
    good = back is not None and back <= BACK_WITHIN
    came = "pas revenu" if back is None else f"{back:.1f} s".replace(".", ",")
    files = f"{sent}, puis {again}"
    return [
        first,
        Line(GROUP, "pendant", "503 en français, jamais 500", figure, set(seen) <= FORESEEN and ours),
        Line(GROUP, "un fichier joint, disque plein", "503, puis accepté", files, (sent, again) == (503, 302)),
        Line(GROUP, "place rendue", "retour ≤ 10 s", came, good),
        *written_lines(stand, crowd, GROUP),
        *truth_lines(stand, GROUP),
    ]  # fmt: skip


def send_file(crowd: Crowd) -> int:
    """Write a message with a file of two megabytes; return the status of the answer."""
    address = f"/projets/{crowd.dossiers[-1]}/messages/"
    status, page = crowd.ask(WRITER, address)
    if status != http.client.OK:
        return status
    form = form_of(page.decode()) | {"body": "Avec un fichier."}
    edge = uuid.uuid4().hex
    said = f"--{edge}\r\nContent-Disposition: form-data; name="
    parts = [f'{said}"{name}"\r\n\r\n{value}\r\n' for name, value in form.items()]
    parts += [f'{said}"file"; filename="essai.pdf"\r\nContent-Type: application/pdf\r\n\r\n']
    body = (
        "".join(parts).encode() + b"%PDF-1.7\n" + b"% essai\n" * 260_000 + b"%%EOF\n" + f"\r\n--{edge}--\r\n".encode()
    )
    return crowd.post(WRITER, f"{address}envoyer/", body, f"multipart/form-data; boundary={edge}")[0]
