"""Many applications through one open pipeline: a few at a time, in order, and none of them can stop the others."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from typing import Protocol

import psycopg

from graph.failures import in_words
from graph.result import PipelineResult
from graph.run import Progress
from lending.application import LoanApplication

AT_ONCE = 4
_AHEAD = 4
"""How many times `at_once` may be under way or waiting for their turn in the order: one slow application does not hold
the others up, and ten thousand are not in memory together."""


class Runner(Protocol):
    """What a batch needs of a pipeline."""

    async def run(
        self, application: LoanApplication, *, review: bool = False, progress: Progress | None = None
    ) -> PipelineResult: ...


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one application: its result, or the `failure` that kept it from getting one, in one line."""

    application_id: str
    result: PipelineResult | None
    failure: str | None
    seconds: float


class Watcher:
    """Told how a batch goes, as it goes and not in input order. This one looks away."""

    def started(self, application_id: str) -> None: ...

    def entered(self, application_id: str, node: str) -> None: ...

    def finished(self, run: Run) -> None: ...


async def run_batch(
    pipeline: Runner, applications: Iterable[LoanApplication], *, watcher: Watcher, at_once: int = AT_ONCE
) -> AsyncGenerator[Run, None]:
    """One `Run` for each application, in the order given. Closing the iterator cancels what is under way.

    What a run raises becomes its `failure`; what the watcher raises ends the batch. Once `at_once` runs one after the
    other found no database, the rest fail without waiting for it.
    """
    batch = _Batch(pipeline, watcher, at_once)
    waiting = iter(applications)
    window: deque[asyncio.Task[Run]] = deque()

    def fill() -> None:
        for application in waiting:
            window.append(asyncio.create_task(batch.in_turn(application)))
            if len(window) >= at_once * _AHEAD:
                return

    try:
        fill()
        while window:
            # awaiting the run itself would hand a cancellation to it, which it may turn into a failure of its own
            await asyncio.wait(list(window)[:1])
            run = window.popleft().result()
            yield run
            if len(window) < at_once * _AHEAD:
                fill()
    finally:
        for task in window:
            task.cancel()
        await asyncio.gather(*window, return_exceptions=True)


class _Batch:
    """What the runs of one batch share."""

    def __init__(self, pipeline: Runner, watcher: Watcher, at_once: int) -> None:
        self._pipeline = pipeline
        self._watcher = watcher
        self._slots = asyncio.Semaphore(at_once)
        self._at_once = at_once
        self._without_database = 0

    async def in_turn(self, application: LoanApplication) -> Run:
        name = application.application_id
        async with self._slots:
            if self._without_database >= self._at_once:
                run = Run(name, None, "not run, because the database cannot be reached any more", 0.0)
            else:
                self._watcher.started(name)
                run = await self._run(application)
            self._watcher.finished(run)
            return run

    async def _run(self, application: LoanApplication) -> Run:
        name = application.application_id
        began = time.perf_counter()
        result, failure = None, None
        try:
            result = await self._pipeline.run(
                application, progress=lambda _thread, node: self._watcher.entered(name, node)
            )
            self._without_database = 0
        except Exception as error:  # noqa: BLE001 - whatever stops one application is told, and the others go on
            failure = in_words(error)
            self._without_database += isinstance(error, psycopg.OperationalError)
        return Run(name, result, failure, time.perf_counter() - began)
