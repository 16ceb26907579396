"""`make bench`: seed both bases once, serve them, measure, and print one table; COMPARE=file shows an earlier run."""

import argparse
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from ofqj_portal.bench.base import Base, say
from ofqj_portal.bench.lines import Line, as_table, read_ratios, write_json
from ofqj_portal.bench.measure import Desk, page_lines, read_pages, server_lines
from ofqj_portal.bench.works import work_lines
from ofqj_portal.local import places

SMALL, LARGE = 10, 100
ROUNDS, EACH = 5, 6


def main() -> int:
    """Run the benchmark; the exit code says how many lines miss their goal (0: none)."""
    asked = _arguments()
    scales = [asked.large] if asked.only == "works" else [asked.small, asked.large]
    bases = [Base(scale) for scale in scales]
    try:
        for base in bases:
            base.start()
        lines = _measure(bases, asked)
    finally:
        for base in bases:
            base.stop()
    kept = places.var_folder() / "bench" / f"{datetime.now(tz=UTC):%Y-%m-%d-%H%M}.json"
    write_json(kept, lines, _machine())
    before = read_ratios(Path(asked.compare)) if asked.compare else {}
    print(as_table(lines, before))
    missed = sum(1 for line in lines if not line.holds)
    print(f"\n{len(lines) - missed} lignes tenues, {missed} à reprendre. Chiffres gardés : {kept}")
    return min(missed, 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Ce que coûtent les pages et les longs travaux.")
    parser.add_argument("--compare", default=os.environ.get("COMPARE", ""), help="le JSON d’un passage d’avant")
    parser.add_argument("--only", choices=("pages", "works", ""), default="", help="une moitié seulement")
    parser.add_argument("--small", type=int, default=SMALL, help="échelle de la petite base")
    parser.add_argument("--large", type=int, default=LARGE, help="échelle de la grande base")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--each", type=int, default=EACH)
    return parser.parse_args()


def _measure(bases: list[Base], asked: argparse.Namespace) -> list[Line]:
    lines: list[Line] = []
    if asked.only != "works":
        small, large = (Desk(base) for base in bases)
        for desk in (small, large):
            say(f"sessions et serveurs ({desk.base.scale * 100} dossiers)")
            desk.open()
        read_pages([small, large], rounds=asked.rounds, each=asked.each)
        lines += server_lines(large) + page_lines(small, large)
    if asked.only != "pages":
        lines += work_lines(bases[-1])
    return lines


def _machine() -> dict[str, str]:
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return {
        "at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processeurs, charge {load}",
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    sys.exit(main())
