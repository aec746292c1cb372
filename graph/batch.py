"""Many applications through one open pipeline: a few at a time, in order, and none of them can stop the others."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import psycopg

from graph.failures import in_words
from graph.result import PipelineResult
from graph.run import Progress

AT_ONCE = 4
_AHEAD = 4
"""How many times `at_once` may be under way or waiting for their turn in the order: one slow application does not hold
the others up, and ten thousand are not in memory together."""


class Named(Protocol):
    """What a batch is made of: applications, or runs of them that were interrupted."""

    @property
    def application_id(self) -> str: ...


Item = TypeVar("Item", bound=Named)
_Item_contra = TypeVar("_Item_contra", bound=Named, contravariant=True)


class Runner(Protocol[_Item_contra]):
    """What a batch needs of a pipeline."""

    async def run(self, item: _Item_contra, /, *, progress: Progress | None = None) -> PipelineResult: ...


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one application: its result, or the `failure` that kept it from getting one, in one line.

    `begun` is false for one that was not begun because the batch was told to stop.
    """

    application_id: str
    result: PipelineResult | None
    failure: str | None
    seconds: float
    begun: bool = True


class Watcher:
    """Told how a batch goes, as it goes and not in input order. This one looks away."""

    def started(self, application_id: str) -> None: ...

    def entered(self, application_id: str, node: str) -> None: ...

    def finished(self, run: Run) -> None: ...


async def run_batch(
    pipeline: Runner[Item],
    items: Iterable[Item],
    *,
    watcher: Watcher,
    at_once: int = AT_ONCE,
    stop: asyncio.Event | None = None,
) -> AsyncGenerator[Run, None]:
    """One `Run` for each application, in the order given. Closing the iterator cancels what is under way.

    Once `stop` is set, no other is begun, and those under way come to their end. What a run raises becomes its
    `failure`; what the watcher raises ends the batch. Once `at_once` runs one after the other found no database, the
    rest fail without waiting for it.
    """
    batch = _Batch(pipeline, watcher, at_once, stop or asyncio.Event())
    waiting = iter(items)
    window: deque[asyncio.Task[Run]] = deque()

    def fill() -> None:
        for item in waiting:
            window.append(asyncio.create_task(batch.in_turn(item)))
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


class _Batch(Generic[Item]):
    """What the runs of one batch share."""

    def __init__(self, pipeline: Runner[Item], watcher: Watcher, at_once: int, stop: asyncio.Event) -> None:
        self._pipeline = pipeline
        self._watcher = watcher
        self._slots = asyncio.Semaphore(at_once)
        self._at_once = at_once
        self._stop = stop
        self._without_database = 0

    async def in_turn(self, item: Item) -> Run:
        name = item.application_id
        async with self._slots:
            if self._stop.is_set():
                return Run(name, None, "not begun", 0.0, begun=False)
            if self._without_database >= self._at_once:
                run = Run(name, None, "not run, because the database cannot be reached any more", 0.0)
            else:
                self._watcher.started(name)
                run = await self._run(item)
            self._watcher.finished(run)
            return run

    async def _run(self, item: Item) -> Run:
        name = item.application_id
        began = time.perf_counter()
        result, failure = None, None
        try:
            result = await self._pipeline.run(item, progress=lambda _thread, node: self._watcher.entered(name, node))
            self._without_database = 0
        except Exception as error:  # noqa: BLE001 - whatever stops one application is told, and the others go on
            failure = in_words(error)
            self._without_database += isinstance(error, psycopg.OperationalError)
        return Run(name, result, failure, time.perf_counter() - began)
