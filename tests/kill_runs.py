"""Runs that are killed at a chosen moment, alone or with their database, and what becomes of them when they go on.

Each run is a process of its own, forked from one that has imported everything, with a loopback model that takes its
time and counts. Whoever uses this holds the embedded database's lease, so that it outlives the runs.
"""

import asyncio
import json
import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any

from graph.batch import Watcher, run_batch
from graph.kept import find_run, read_run
from graph.taking_up import TakingUp
from hostile_models import reply, reworded
from hostile_pipeline import pipeline_over, routes_to
from lending.application import LoanApplication
from provider_stubs import Asked, OllamaStub
from storage import paths, postmaster
from storage.answers import answers_of
from storage.cipher import cipher_in_use
from storage.database import open_database
from storage.ledger import check, read_ledger

_SPAWN = multiprocessing.get_context("forkserver")
_SPAWN.set_forkserver_preload([__name__, "langchain_ollama", "onnxruntime"])
_SECONDS = 120.0
VOLATILE = {"thread_id", "record", "latency_ms", "started", "cost_usd"}


@dataclass
class Counting:
    """A model that takes `after_s` for each answer, and when which question came to it."""

    stub: OllamaStub = field(default_factory=OllamaStub)
    after_s: float = 0.1
    asked: list[tuple[float, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        rng = Random(0)

        def answer(asked: Asked) -> None:
            self.asked.append((time.monotonic(), json.dumps(asked, sort_keys=True)))
            reply(self.stub, reworded(asked, rng), self.after_s)

        self.stub.answer_by = answer

    def counts(self) -> Counter[str]:
        return Counter(question for _, question in self.asked)

    def in_flight(self, moment: float) -> int:
        return sum(came <= moment < came + self.after_s for came, _ in self.asked)


def _work(applications: list[LoanApplication], environment: dict[str, str], ready: str, out: str) -> None:
    """In the child: underwrites or goes on, and leaves the results in `out` when all of them are there."""
    os.environ.update(environment)

    begun = Path(ready).touch

    async def run() -> list[dict[str, Any]]:
        stub = OllamaStub()
        async with pipeline_over(routes_to(stub)) as pipeline:
            begun()
            runs = run_batch(TakingUp(pipeline), applications, watcher=Watcher())
            async with aclosing(runs):
                done = [run async for run in runs]
        failed = [run.failure for run in done if run.failure]
        if failed:
            raise RuntimeError("; ".join(failed))
        return [run.result.model_dump(mode="json") for run in done if run.result]

    results = asyncio.run(run())
    Path(f"{out}.part").write_text(json.dumps(results))
    Path(f"{out}.part").rename(out)


def stable(value: Any) -> Any:
    """Without what differs between two runs of the same application."""
    if isinstance(value, dict):
        return {name: stable(each) for name, each in value.items() if name not in VOLATILE}
    return [stable(each) for each in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class Worker:
    """Starts runs of the same applications in child processes."""

    applications: Sequence[LoanApplication]
    model: Counting
    folder: Path

    def start(self, name: str) -> tuple[BaseProcess, Path, Path]:
        ready, out = self.folder / f"{name}.ready", self.folder / f"{name}.json"
        environment = {**self.model.stub.environment(self.model.stub.url), paths.HOME_VARIABLE: str(paths.home())}
        child = _SPAWN.Process(target=_work, args=(list(self.applications), environment, str(ready), str(out)))
        child.start()
        _wait_for(ready, child)
        return child, ready, out

    def to_the_end(self, name: str) -> list[dict[str, Any]]:
        child, ready, out = self.start(name)
        child.join(_SECONDS)
        if child.exitcode != 0:
            raise RuntimeError(f"the run ended with {child.exitcode}")
        ready.unlink()
        results: list[dict[str, Any]] = json.loads(out.read_text())
        out.unlink()
        return results

    def killed(self, name: str, after_s: float, *, database_too: bool) -> float:
        """Kills a run that long after it began; gives back when that was."""
        child, ready, out = self.start(name)
        time.sleep(after_s)
        assert child.pid is not None
        with suppress(ProcessLookupError):  # it was done already
            os.kill(child.pid, signal.SIGKILL)
        moment = time.monotonic()
        if database_too:
            kill_database()
        child.join()
        ready.unlink()
        out.unlink(missing_ok=True)
        return moment


def _wait_for(file: Path, child: BaseProcess) -> None:
    until = time.monotonic() + _SECONDS
    while not file.exists():
        if time.monotonic() > until or not child.is_alive():
            raise RuntimeError(f"the run did not begin (exit status {child.exitcode})")
        time.sleep(0.005)


def kill_database() -> None:
    """kill -9 to the server and all its children, as when a machine loses power; the next who asks starts it again."""
    import psutil  # type: ignore[import-untyped]  # noqa: PLC0415 - needed here only

    running = postmaster.read(paths.home() / "postgres")
    assert running is not None
    server = psutil.Process(running.pid)
    for process in (server, *server.children(recursive=True)):
        process.kill()
    psutil.wait_procs([server], timeout=10)


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is of one application: runs, versions of the record, models' answers, and what comes next."""

    runs: int
    versions: int
    answers: int
    waiting: tuple[str, ...]


async def standings(applications: Sequence[LoanApplication]) -> tuple[dict[str, Standing], bool]:
    """Of each application, and whether the ledger holds."""
    found: dict[str, Standing] = {}
    async with open_database() as database:
        for application in applications:
            try:
                kept = await read_run(database, await find_run(database, application.application_id))
            except LookupError:
                found[application.application_id] = Standing(0, 0, 0, ("intake",))
                continue
            answers = await answers_of(database, cipher_in_use(), kept.found.run.thread_id)
            found[application.application_id] = Standing(
                1 + len(kept.found.others), kept.found.run.versions, len(answers), kept.waiting
            )
        return found, check(await read_ledger(database)) is None
