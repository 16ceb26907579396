"""`make drill`: break the portal on purpose, drill after drill, and print one table; DRILLS="jobs disk" tries some."""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from ofqj_portal.bench.base import say
from ofqj_portal.drill import breaks, disk, hosts, jobs, knee, lighthouse, markup, restore, soak, suites, upgrade
from ofqj_portal.drill.lines import Line, as_table, write_json
from ofqj_portal.drill.stand import Stand, load_of_machine
from ofqj_portal.local import places

Drill = Callable[[Stand], list[Line]]
#: Each drill, and whether it opens its stand itself.
DRILLS: dict[str, tuple[Drill, bool]] = {
    "jobs": (jobs.run, False),
    "breaks": (breaks.run, False),
    "disk": (disk.run, True),
    "restore": (restore.run, False),
    "hosts": (hosts.run, True),
    "upgrade": (upgrade.run, True),
    "suites": (suites.run, True),
    "knee": (knee.run, True),
    "soak": (soak.run, True),
    "markup": (markup.run, True),
    "lighthouse": (lighthouse.run, False),
}


def main(words: list[str]) -> int:
    """Run the drills named, or all; the exit code says whether a line does not hold."""
    parser = argparse.ArgumentParser(description="Les longues épreuves du portail.")
    parser.add_argument("drills", nargs="*", choices=[*DRILLS, []], help="lesquelles ; sans rien, toutes")
    chosen = parser.parse_args(words).drills or list(DRILLS)
    lines: list[Line] = []
    started = time.monotonic()
    for name in chosen:
        say(f"épreuve « {name} »")
        lines += tried(name, *DRILLS[name])
    kept = places.var_folder() / "drill" / f"{datetime.now(tz=UTC):%Y-%m-%d-%H%M}.json"
    write_json(kept, lines, machine())
    print(as_table(lines))
    missed = sum(line.holds is False for line in lines)
    took = (time.monotonic() - started) / 60
    print(f"\n{len(lines) - missed} lignes sur {len(lines)}, {took:.0f} min. Chiffres gardés : {kept}")
    return min(missed, 1)


def tried(name: str, drill: Drill, opens_itself: bool) -> list[Line]:
    """Run one drill on a stand of its own; a drill that breaks down is a line that does not hold."""
    stand = Stand(name)
    try:
        return drill(stand if opens_itself else stand.open())
    except Exception as fault:
        return [Line(name, "l’épreuve elle-même", "aboutir", f"{type(fault).__name__} : {fault}"[:300], False)]
    finally:
        stand.stop()


def machine() -> dict[str, str]:
    """Say where and when the figures were seen."""
    return {
        "at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processeurs",
        "load": load_of_machine(),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
