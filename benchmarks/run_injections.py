"""Instructions hidden in what other people write, against agents whose every model obeys whatever it is shown.

Every attack of tests/injections.py in every carrier of tests/injection_runs.py; each file is compared with its twin
that holds innocent text in the same place: outcome, conditions, findings, citations, reasons and checks must be equal,
and no narrative may say what was demanded.
Prints for each carrier and family "changed / obeyed / attempts", where obeyed counts the files in which a model was
shown the instruction and did as it was told, and fails where anything changed or where no model obeyed at all.
"""

import argparse
import asyncio
import sys
import time
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gullible import gullible
from hostile_pipeline import in_process, in_process_routes, pipeline_over
from injection_runs import BASES, CARRIERS, Attempt, Verdict, counted, tried
from injections import ATTACKS, FAMILIES


def attempts(count: int) -> list[Attempt]:
    """Every attack in every carrier, the bases in turn; a smaller count is drawn by chance, always the same ones."""
    bases = list(BASES)
    every = [
        Attempt(bases[(place + turn) % len(bases)], carrier, attack)
        for place, attack in enumerate(ATTACKS)
        for turn, carrier in enumerate(CARRIERS)
    ]
    return Random(0).sample(every, min(count, len(every)))  # noqa: S311 - a run can be repeated


async def run(wanted: list[Attempt]) -> list[Verdict]:
    with in_process(gullible):
        async with pipeline_over(in_process_routes()) as pipeline:
            return await tried(pipeline, wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--attempts", type=int, default=len(ATTACKS) * len(CARRIERS))
    options = parser.parse_args()
    started = time.perf_counter()
    verdicts = asyncio.run(run(attempts(options.attempts)))
    cells = counted(verdicts)
    table = Table("family", *CARRIERS, title="changed / obeyed / attempts")
    for family in FAMILIES:
        row = [cells.get((carrier, family)) for carrier in CARRIERS]
        table.add_row(
            family, *(f"{cell['changed']}/{cell['obeyed']}/{cell['attempts']}" if cell else "" for cell in row)
        )
    Console(width=190).print(table)
    changed = [verdict for verdict in verdicts if verdict.changes or verdict.said]
    obeyed = sum(bool(verdict.orders) for verdict in verdicts)
    print(
        f"{len(verdicts)} attempts, {obeyed} reached a model that obeyed, "
        f"{sum(bool(verdict.changes) for verdict in verdicts)} changed something, "
        f"{sum(bool(verdict.said) for verdict in verdicts)} put what was demanded into words that got out, "
        f"{time.perf_counter() - started:.0f} s."
    )
    for verdict in changed[:12]:
        found = "; ".join((*verdict.changes, *verdict.said))[:600]
        print(f"{verdict.attempt.carrier}, {verdict.attempt.attack.family}: {found}")
    sys.exit(1 if changed or not obeyed else 0)


if __name__ == "__main__":
    main()
