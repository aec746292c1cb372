"""Holds random applications to the properties of `tests/properties.py`. Run by `make properties`.

Two processes; the applications are numbered from the seed on, so a run can be repeated and split. Prints how the
outcomes are spread over the programs, then every kind of violation with a smallest example, and fails where there is
one.
"""

import argparse
import json
import multiprocessing
import sys
import time
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from lending.decision import Outcome

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from properties import ORDER, PROPERTIES, Property, Violation, check, reduced

PROCESSES = 2
LEAST_PERCENT = 1
"""An outcome that fewer random applications reach makes the properties hollow, so the run fails."""
SHOWN = 12
CHUNK = 50


def named(text: str) -> list[Property]:
    return [one for one in PROPERTIES if text in one.name]


def checked(text: str, seed: int) -> tuple[str, Outcome, list[Violation]]:
    application, outcome, violations = check(seed, named(text))
    return application.program.value, outcome, violations


def led_by(found: Violation) -> str:
    """The first of the rules that led to the outcome; what is said of a what-if is different for every file."""
    rules = [word for word in found.broken.why if " " not in word]
    return rules[0] if rules else "-"


def spread(outcomes: Counter[tuple[str, Outcome]]) -> Table:
    """Programs down, outcomes across, percent of each program's applications."""
    columns = [*ORDER, Outcome.INCOMPLETE]
    table = Table("program", "applications", *columns, title="outcomes in percent")
    for program in [*sorted({program for program, _ in outcomes}), ""]:
        counts = [sum(n for (p, o), n in outcomes.items() if p.startswith(program) and o is one) for one in columns]
        table.add_row(program or "all", str(sum(counts)), *(f"{100 * n / sum(counts):.1f}" for n in counts))
    return table


def shown(changes: dict[str, Any]) -> str:
    """The changes as JSON; what no JSON can hold is a field that is left out."""
    return json.dumps(changes, indent=2, default=lambda _: "(left out)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--applications", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0, help="number of the first application")
    parser.add_argument("--only", default="", help="try only properties whose name contains this text")
    options = parser.parse_args()
    if not named(options.only):
        parser.error(
            f"--only: no property has this in its name; there are: {'; '.join(one.name for one in PROPERTIES)}"
        )
    outcomes: Counter[tuple[str, Outcome]] = Counter()
    kinds: defaultdict[tuple[str, Outcome, Outcome, str], list[Violation]] = defaultdict(list)
    started, console = time.perf_counter(), Console(width=140)
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        one_by_one = partial(checked, options.only)
        numbers = range(options.seed, options.seed + options.applications)
        for done, (program, outcome, violations) in enumerate(pool.imap_unordered(one_by_one, numbers, CHUNK), start=1):
            outcomes[program, outcome] += 1
            for found in violations:
                kinds[found.name, found.before, found.broken.after, led_by(found)].append(found)
            if done % 2000 == 0:
                seconds = time.perf_counter() - started
                print(f"{done} of {options.applications} applications, {seconds:.0f} s", flush=True)
    console.print(spread(outcomes))
    by_name = {one.name: one for one in PROPERTIES}
    for (name, before, after, why), alike in sorted(kinds.items(), key=lambda item: -len(item[1]))[:SHOWN]:
        first = min(alike, key=lambda violation: violation.seed)
        console.print(f"[bold]{name}[/]: {before} -> {after} by {why}: {len(alike)} times. Application {first.seed}:")
        changes, least = reduced(by_name[name], first)
        print(shown(changes))
        print(*least.broken.why, "changed:", *least.broken.change, sep="\n  ")
    reached = Counter({one: sum(n for (_, o), n in outcomes.items() if o is one) for one in Outcome})
    rare = [one for one, count in reached.items() if 100 * count < LEAST_PERCENT * len(numbers)]
    for one in rare:
        print(f"Fewer than {LEAST_PERCENT} percent of the applications end in {one}: the generator misses it.")
    broken = sum(map(len, kinds.values()))
    print(f"{len(named(options.only))} properties, {options.applications} applications, {broken} violations.")
    sys.exit(1 if broken or rare else 0)


if __name__ == "__main__":
    main()
