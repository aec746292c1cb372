"""What durability costs: applications one by one, kept and not kept, and fifty at once. `make bench-durability`.

Models are the templates, Postgres is the embedded one on this machine. What is kept: the application's lock, the run,
a checkpoint behind every node, the record and its place in the ledger. What it is held against runs the same graph with
its checkpoints and records in memory. The two take turns, so that the machine's noise is in both. The machine is named
by its processor and the number of its cores.
"""

import argparse
import asyncio
import os
import platform
import statistics
import sys
import time
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from builders import application  # noqa: E402 - found through ROOT
from graph.batch import Watcher, run_batch  # noqa: E402 - as above
from graph.build import Graph  # noqa: E402 - as above
from graph.in_memory import MemoryRecords, graph_in_memory, run_in_memory  # noqa: E402 - as above
from graph.run import Pipeline, open_pipeline  # noqa: E402 - as above
from lending.application import LoanApplication  # noqa: E402 - as above
from own_server import own_server  # noqa: E402 - as above

MOST_MS = 25.0
LEAST_A_SECOND = 40.0
AT_ONCE = 50


def checked(release: str | None) -> None:
    if release != "released":
        raise RuntimeError(f"a run came to {release}, which is not what is timed")


async def not_kept(pipeline: Pipeline, graph: Graph, whole: LoanApplication) -> None:
    context = replace(pipeline.context(whole.application_id, lambda _: whole), records=MemoryRecords())
    checked((await run_in_memory(context, whole.application_id, graph=graph)).release)


async def timed(pipeline: Pipeline, runs: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each run, kept and not kept."""
    kept, bare = list[float](), list[float]()
    graph = graph_in_memory()
    for number in range(runs + 1):
        whole = application(application_id=f"TIMED-{number}")
        started = time.perf_counter()
        await not_kept(pipeline, graph, whole)
        between = time.perf_counter()
        result = await pipeline.run(whole)
        ended = time.perf_counter()
        checked(result.release)
        bare.append((between - started) * 1000)
        kept.append((ended - between) * 1000)
    return kept[1:], bare[1:]


async def at_once(pipeline: Pipeline, count: int) -> float:
    """Applications a second."""
    several = [application(application_id=f"MANY-{number}") for number in range(count)]
    started = time.perf_counter()
    async with aclosing(run_batch(pipeline, several, watcher=Watcher(), at_once=AT_ONCE)) as runs:
        done = [run async for run in runs]
    for run in done:
        checked(run.result.release if run.result else run.failure)
    return count / (time.perf_counter() - started)


async def measured(runs: int, count: int) -> tuple[list[float], list[float], float]:
    async with open_pipeline("embedded") as pipeline:
        kept, bare = await timed(pipeline, runs)
        return kept, bare, await at_once(pipeline, count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--applications", type=int, default=500, help="of the batch that is run at once")
    options = parser.parse_args()
    with own_server():
        kept, bare, rate = asyncio.run(measured(options.runs, options.applications))
    cost = statistics.median(one - other for one, other in zip(kept, bare, strict=True))
    table = Table("figure", "measured", "limit", "share", title=f"{platform.processor() or platform.machine()}, "
                  f"{os.cpu_count()} cores, Postgres beside it")  # fmt: skip
    table.add_row("one application, not kept, median", f"{statistics.median(bare):.1f} ms", "", "")
    table.add_row("one application, kept, median", f"{statistics.median(kept):.1f} ms", "", "")
    table.add_row("what keeping it costs, median", f"{cost:.1f} ms", f"{MOST_MS:g} ms", f"{cost / MOST_MS:.0%}")
    share = f"{rate / LEAST_A_SECOND:.0%}"
    table.add_row(f"{AT_ONCE} at once", f"{rate:.1f} a second", f"at least {LEAST_A_SECOND:g}", share)
    Console(width=110).print(table)
    sys.exit(1 if cost > MOST_MS or rate < LEAST_A_SECOND else 0)


if __name__ == "__main__":
    main()
