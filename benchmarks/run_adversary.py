"""Every agent on a model that may say anything, over the golden files and random applications, against the rules alone.

Four parts: golden files and random applications with hostile models in this process (exchanged below `llm.call`, see
tests/hostile_pipeline.py), further random applications over HTTP through the three real clients with servers that fail
besides, and golden files over a model of random weights behind llama.cpp's own OpenAI server. For the random ones what
would change the answer is left out: no model has a part in it, and it takes half the time.

Nothing may be more favourable than the rules alone, no figure and no citation of a model's may be invented, nothing may
crash, and every failed call has to stand among the errors. Prints what each part came to and fails otherwise.
"""

import argparse
import asyncio
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from adversary_runs import Tally, tried, without_what_if
from hostile_models import FAULTS, Anything, reply
from hostile_pipeline import in_process, in_process_routes, pipeline_over, routes_to, served
from lending.application import LoanApplication
from lending.formats.json_format import read_json
from provider_stubs import STUBS, Asked
from random_applications import changes_of, drawn
from random_weights import random_weights_server
from test_golden import READING_DAY

PROCESSES = 2
CHUNK = 125
FAULT_PERCENT = 10
GOLDEN = sorted((Path(__file__).resolve().parents[1] / "data" / "golden" / "applications").glob("*.json"))


@dataclass(frozen=True)
class Job:
    """One part's applications, by their numbers from `first` on."""

    part: str
    first: int
    count: int

    def applications(self) -> list[LoanApplication]:
        numbers = range(self.first, self.first + self.count)
        if self.part in ("golden", "random weights"):
            files = [GOLDEN[number] for number in numbers]
            read = [read_json(path.name, path.read_bytes(), today=READING_DAY) for path in files]
            return [each.application for one in read for each in one.applications]
        return [drawn(changes_of(number) | {"application_id": f"RANDOM-{number}"}) for number in numbers]


async def _in_process(job: Job) -> Tally:
    with in_process(Anything(), seed=job.first) as count:
        async with pipeline_over(in_process_routes()) as pipeline:
            tally = await tried(pipeline, job.applications())
    tally.answers = count.answers
    return tally


async def _over_the_wire(job: Job) -> Tally:
    """One provider's client against a server that answers anything, or fails."""
    stub = next(each for each in STUBS if each.provider == job.part)()
    model, rng = Anything(), Random(job.first)  # noqa: S311 - a run can be repeated

    def answer(asked: Asked) -> None:
        if 100 * rng.random() < FAULT_PERCENT:
            rng.choice(list(FAULTS.values()))(stub)
        else:
            reply(stub, model(asked, rng))

    stub.answer_by = answer
    with served(stub):
        async with pipeline_over(routes_to(stub, timeout_s=2.0)) as pipeline:
            tally = await tried(pipeline, job.applications(), at_once=8)
    tally.answers = len(stub.received)
    return tally


async def _random_weights(job: Job) -> Tally:
    with tempfile.TemporaryDirectory() as folder, random_weights_server(Path(folder), seed=job.first) as routes:
        async with pipeline_over(routes) as pipeline:
            tally = await tried(pipeline, job.applications())
    tally.answers = tally.model_calls  # llama.cpp keeps no count
    return tally


def done(job: Job) -> tuple[str, Tally]:
    if job.part == "golden":
        return job.part, asyncio.run(_in_process(job))
    if job.part == "random weights":
        return job.part, asyncio.run(_random_weights(job))
    with without_what_if():
        return job.part, asyncio.run((_in_process if job.part == "random" else _over_the_wire)(job))


def jobs(options: argparse.Namespace) -> Iterator[Job]:
    def part(name: str, first: int, count: int) -> Iterator[Job]:
        for start in range(0, count, CHUNK):
            yield Job(name, first + start, min(CHUNK, count - start))

    yield from part("random weights", 0, min(options.random_weights, len(GOLDEN)))
    yield from part("golden", 0, min(options.golden, len(GOLDEN)))
    yield from part("random", options.seed, options.applications)
    for place, stub in enumerate(STUBS, start=1):
        yield from part(stub.provider, options.seed + place * 1_000_000, options.wire // len(STUBS))


def shown(parts: dict[str, Tally]) -> Table:
    table = Table(
        "part",
        "applications",
        "calls",
        "reached the model",
        "failed, all told",
        "narratives by a model",
        "suspended",
        "released",
        "held",
        "crashes",
        "broken",
        title="hostile models on every agent",
    )
    for name, tally in [*parts.items(), ("all", sum(parts.values(), Tally()))]:
        counts = (
            tally.applications,
            tally.model_calls,
            tally.answers,
            tally.failed_calls,
            tally.narratives_by_model,
            tally.suspended,
            tally.releases["released"],
            tally.releases["held"],
            tally.crashes,
            len(tally.broken),
        )
        table.add_row(name, *map(str, counts))
    return table


def changes(whole: Tally) -> Table:
    table = Table("rules alone", "with hostile models", "applications", title="outcomes of what was decided")
    for (before, after), count in sorted(whole.changes.items()):
        table.add_row(before, after, str(count))
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--applications", type=int, default=2000, help="random ones, in this process")
    parser.add_argument("--wire", type=int, default=210, help="random ones over HTTP, a third for each provider")
    parser.add_argument("--golden", type=int, default=len(GOLDEN))
    parser.add_argument("--random-weights", type=int, default=100, help="golden files over a model of random weights")
    parser.add_argument("--seed", type=int, default=0, help="number of the first random application")
    options = parser.parse_args()
    started, console = time.perf_counter(), Console(width=170)
    parts: dict[str, Tally] = {}
    with multiprocessing.get_context("spawn").Pool(PROCESSES, maxtasksperchild=4) as pool:
        for name, tally in pool.imap_unordered(done, jobs(options)):
            parts[name] = parts.get(name, Tally()) + tally
            count = sum(each.applications for each in parts.values())
            print(f"{count} applications, {time.perf_counter() - started:.0f} s", flush=True)
    whole = sum(parts.values(), Tally())
    console.print(shown(parts), changes(whole))
    kinds = ", ".join(f"{count} {kind}" for kind, count in whole.failures.most_common())
    print(f"Failed calls by kind: {kinds}.")
    for kind, count in Counter(each.partition(": ")[2][:60] for each in whole.broken).most_common(12):
        first = next(each for each in whole.broken if each.partition(": ")[2].startswith(kind))
        print(f"{count} times: {first}")
    uncounted = [name for name, tally in parts.items() if tally.answers != tally.model_calls]
    for name in uncounted:
        print(f"{name}: {parts[name].answers} requests reached the model, the results account for another number")
    sys.exit(1 if whole.broken or whole.crashes or uncounted else 0)


if __name__ == "__main__":
    main()
