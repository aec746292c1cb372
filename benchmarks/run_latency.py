"""What overlapping saves: applications over simulated models of two seconds a call, on the routes as they are shipped.

Every provider is a loopback server that answers after the delay, as an honest model does: it rewords the draft, asks
for one tool where it may, finds everything supported. Seven calls one after the other would take seven delays; the wall
time of one application is held against that. One warm-up is not counted. A model that runs inside this process is
answered by Ollama's server, and policies are searched by the local embedder, which answers at once.
"""

import argparse
import asyncio
import dataclasses
import statistics
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from adversary_checks import calls_of
from builders import application
from graph.run import Pipeline, open_pipeline
from hostile_models import Model, behave, reworded, without_tools
from hostile_pipeline import served
from lending.application import LoanApplication
from llm.desk import Desk
from llm.routes import load_routes
from provider_stubs import STUBS, OllamaStub

CALLS = 7
LIMIT = 0.6
RUNS = 3
LETTER = {
    "letter_id": "L1",
    "borrower_id": "B1",
    "subject": "A late payment",
    "text": "In May 2025 I was in hospital for three weeks and paid $310 late.",
}


def over(pipeline: Pipeline, profile: str) -> Pipeline:
    """The pipeline on the profile's own routes, each to a provider that a loopback server stands for."""
    known = {kind.provider for kind in STUBS} | {"template"}
    other = OllamaStub().route()
    routes = {
        agent: route if route.provider in known else other.model_copy(update={"timeout_s": route.timeout_s})
        for agent, route in load_routes(profile).items()
    }
    return dataclasses.replace(pipeline, desk=Desk(routes))


async def timed(pipeline: Pipeline, profile: str, whole: LoanApplication) -> tuple[float, int, int, str]:
    """(median seconds, calls, failed calls, outcome and release) of `RUNS` runs after one."""
    taken = []
    for _ in range(RUNS + 1):
        started = time.perf_counter()
        result = await over(pipeline, profile).run(whole)
        taken.append(time.perf_counter() - started)
    calls = calls_of(result)
    failed = sum(failure is not None for _, failure in calls)
    return statistics.median(taken[1:]), len(calls), failed, f"{result.outcome}, {result.release}"


async def rows(delay_s: float) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    files = {"with a letter": application(letters=[LETTER]), "without a letter": application()}
    models: dict[str, Model] = {"one tool": reworded, "no tool": without_tools}
    stubs = [kind() for kind in STUBS]
    with served(*stubs):
        async with open_pipeline("embedded") as pipeline:
            for profile in ("dev", "production"):
                for tools, model in models.items():
                    for file, whole in files.items():
                        for stub in stubs:
                            behave(stub, model, after_s=delay_s)
                        seconds, calls, failed, came_to = await timed(pipeline, profile, whole)
                        share = seconds / (CALLS * delay_s)
                        counts = (str(calls), str(failed), f"{seconds:.2f} s", f"{share:.2f}")
                        found.append((profile, file, tools, came_to, *counts))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--delay", type=float, default=2.0, help="seconds that every call takes")
    options = parser.parse_args()
    table = Table(
        *("profile", "file", "weighing", "came to", "calls", "failed", "median wall"), f"share of {CALLS} calls",
        title=f"one application, {options.delay:g} s a call, {RUNS} runs after one; limit {LIMIT}",
    )  # fmt: skip
    found = asyncio.run(rows(options.delay))
    for row in found:
        table.add_row(*row)
    Console(width=150).print(table)
    sys.exit(1 if any(float(row[-1]) > LIMIT or row[5] != "0" for row in found) else 0)


if __name__ == "__main__":
    main()
