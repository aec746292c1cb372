"""What leaves the process and what is kept, searched octet by octet for identifiers that were seeded.

Applications of invented people, every identifier of whom is known, run through the routes of `dev` and `production`:
real provider clients against servers on loopback, LangSmith and OpenTelemetry switched on to servers on loopback, every
logger at DEBUG, and besides everything told outright to the log and the tracing service, nested to a depth of twenty.
Then all that any server received, the log, and every table with rows of these runs are searched for each identifier in
each spelling. Prints what was searched and found; fails where anything was found, or where a place holds nothing.
"""

import argparse
import asyncio
import multiprocessing
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from privacy_runs import CONTROLS, DEPTH, Scan, listening, scan

PROFILES = ("dev", "production")
CHUNK = 20
PROCESSES = 2

Job = tuple[str, int, int]
"""A profile, the number of the first application, and how many."""


def done(job: Job) -> Scan:
    profile, first, count = job
    with listening() as written:
        return asyncio.run(scan(profile, range(first, first + count), written, chunk=CHUNK))


def shown(whole: Scan) -> Table:
    table = Table("place", "MB searched", "identifiers found", "holds its control", title="seeded identifiers")
    for place, octets in whole.octets.items():
        found, control = len(set(whole.found[place])), "yes" if whole.controls[place] else "NO"
        table.add_row(place, f"{octets / 1e6:,.1f}", str(found), f"{control} ({CONTROLS.get(place, '')})")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--applications", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0, help="number of the first application")
    options = parser.parse_args()
    started, whole = time.perf_counter(), Scan()
    last = options.seed + options.applications
    jobs = [
        (PROFILES[place % len(PROFILES)], first, min(CHUNK, last - first))
        for place, first in enumerate(range(options.seed, last, CHUNK))
    ]
    with multiprocessing.get_context("spawn").Pool(PROCESSES, maxtasksperchild=4) as pool:
        for part in pool.imap_unordered(done, jobs):
            whole += part
            print(f"{whole.applications} applications, {time.perf_counter() - started:.0f} s", flush=True)
    print(f"{whole.applications:,} applications, {whole.looked_for:,} identifiers, nested to depth {DEPTH}")
    Console(width=120).print(shown(whole))
    for place, found in whole.found.items():
        for value in sorted(set(found))[:10]:
            print(f"{place} holds {value!r}")
    missing = sorted(set(CONTROLS) - {place for place, held in whole.controls.items() if held})
    for place in missing:
        print(f"{place} holds nothing that was expected there, so its silence proves nothing")
    sys.exit(1 if missing or any(whole.found.values()) else 0)


if __name__ == "__main__":
    main()
