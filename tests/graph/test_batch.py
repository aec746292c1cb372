"""Many applications at once: in order, a few at a time, and no one stops the others."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from datetime import date

import psycopg
import pytest

from builders import application
from graph.batch import Run, Watcher, run_batch
from graph.result import PipelineResult
from graph.run import Progress, UnknownSubmissionError
from lending.application import LoanApplication
from lending.tables.dated import DateOutsideTableError
from told_results import told_result

PAUSE = 0.002


class SlowPipeline:
    """Answers after as many pauses as the map says (one where it does not), and notes who was there at once."""

    def __init__(self, pauses: dict[str, int] | None = None, failing: Mapping[str, Exception] | None = None) -> None:
        self.pauses, self.failing = pauses or {}, failing or {}
        self.inside: set[str] = set()
        self.most_inside = 0
        self.begun: list[str] = []

    async def run(
        self, application: LoanApplication, *, review: bool = False, progress: Progress | None = None
    ) -> PipelineResult:
        assert not review
        assert progress is not None
        name = application.application_id
        self.begun.append(name)
        self.inside.add(name)
        self.most_inside = max(self.most_inside, len(self.inside))
        try:
            progress("some-thread", "intake")
            await asyncio.sleep(PAUSE * self.pauses.get(name, 1))
            if name in self.failing:
                raise self.failing[name]
            return RESULT.model_copy(update={"application_id": name})
        finally:
            self.inside.discard(name)


RESULT = told_result()


def applications(count: int) -> list[LoanApplication]:
    return [application(application_id=f"APP-{number}") for number in range(count)]


def batch(
    pipeline: SlowPipeline, several: Sequence[LoanApplication], *, at_once: int = 4, watcher: Watcher | None = None
) -> list[Run]:
    async def collect() -> list[Run]:
        return [run async for run in run_batch(pipeline, several, watcher=watcher or Watcher(), at_once=at_once)]

    return asyncio.run(collect())


def test_results_come_in_input_order_whoever_is_ready_first() -> None:
    several = applications(6)
    runs = batch(SlowPipeline({"APP-0": 20}), several)
    assert [run.application_id for run in runs] == [one.application_id for one in several]
    assert [run.result.application_id for run in runs if run.result] == [one.application_id for one in several]
    assert runs[0].seconds > runs[1].seconds


@pytest.mark.parametrize("at_once", [1, 3])
def test_no_more_than_the_allowed_number_run_at_once(at_once: int) -> None:
    pipeline = SlowPipeline()
    batch(pipeline, applications(10), at_once=at_once)
    assert pipeline.most_inside == at_once


def test_a_failing_application_does_not_stop_the_others() -> None:
    failing = {"APP-1": RuntimeError("the connection\nis gone")}
    runs = batch(SlowPipeline(failing=failing), applications(4))
    assert [run.result is not None for run in runs] == [True, False, True, True]
    assert runs[1].failure == "RuntimeError: the connection is gone"
    assert all(run.failure is None for run in runs if run.result)


def test_a_database_that_is_gone_is_not_waited_for_by_everyone() -> None:
    gone = psycopg.OperationalError("no connection")
    pipeline = SlowPipeline(failing={f"APP-{number}": gone for number in range(1, 50)})
    runs = batch(pipeline, applications(50), at_once=2)
    assert [run.result is not None for run in runs] == [True] + [False] * 49
    assert runs[-1].failure == "not run, because the database cannot be reached any more"
    assert len(pipeline.begun) <= 5


def test_single_lost_connections_do_not_end_the_batch() -> None:
    gone = psycopg.OperationalError("no connection")
    pipeline = SlowPipeline(failing={f"APP-{number}": gone for number in range(0, 20, 2)})
    runs = batch(pipeline, applications(20), at_once=2)
    assert sum(run.result is not None for run in runs) == 10
    assert len(pipeline.begun) == 20


def test_a_failure_repeats_nothing_that_identifies_a_person() -> None:
    failing = {"APP-0": ValueError("no row for robin.sample@example.com, SSN 123-45-6789")}
    [run] = batch(SlowPipeline(failing=failing), applications(1))
    assert run.failure is not None
    assert "robin.sample" not in run.failure
    assert "123-45-6789" not in run.failure


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (DateOutsideTableError("rates", date(2013, 1, 1), date(2014, 1, 1), None), "table 'rates' has no row for"),
        (UnknownSubmissionError("no run is known"), "no run is known"),
        (ValueError("the term is too long"), "the term is too long"),
        (LookupError("no such rule"), "no such rule"),
        (KeyError("ltv"), "KeyError: 'ltv'"),
        (UnicodeDecodeError("utf-8", b"x", 0, 1, "bad"), "UnicodeDecodeError: 'utf-8' codec"),
        (RuntimeError(), "RuntimeError"),
        (ValueError(), "ValueError"),
    ],
)
def test_only_what_nobody_expected_is_told_with_its_type(error: Exception, told: str) -> None:
    [run] = batch(SlowPipeline(failing={"APP-0": error}), applications(1))
    assert run.failure is not None
    assert run.failure.startswith(told)


def test_one_slow_application_neither_holds_the_others_up_nor_lets_them_all_pile_up() -> None:
    pipeline = SlowPipeline({"APP-0": 200})

    async def first() -> None:
        async with aclosing(run_batch(pipeline, applications(100), watcher=Watcher(), at_once=2)) as runs:
            await anext(runs)

    asyncio.run(first())
    assert 2 < len(pipeline.begun) < 20


def test_closing_the_batch_ends_what_is_under_way() -> None:
    pipeline = SlowPipeline({f"APP-{number}": 10_000 for number in range(1, 10)})

    async def first_only() -> None:
        async with aclosing(run_batch(pipeline, applications(10), watcher=Watcher())) as runs:
            assert (await anext(runs)).application_id == "APP-0"
        assert pipeline.inside == set()

    asyncio.run(asyncio.wait_for(first_only(), timeout=5))


def test_the_watcher_is_told_of_every_step() -> None:
    told: list[tuple[str, ...]] = []

    class Notes(Watcher):
        def started(self, application_id: str) -> None:
            told.append(("started", application_id))

        def entered(self, application_id: str, node: str) -> None:
            told.append(("entered", application_id, node))

        def finished(self, run: Run) -> None:
            told.append(("finished", run.application_id))

    batch(SlowPipeline(), applications(1), watcher=Notes())
    assert told == [("started", "APP-0"), ("entered", "APP-0", "intake"), ("finished", "APP-0")]


def test_an_empty_batch_is_over_at_once() -> None:
    assert batch(SlowPipeline(), []) == []


def test_a_run_that_takes_its_cancellation_for_a_failure_does_not_keep_the_batch_going() -> None:
    """As a database client may, which tells of a query that was canceled."""

    class Deaf(SlowPipeline):
        async def run(
            self, application: LoanApplication, *, review: bool = False, progress: Progress | None = None
        ) -> PipelineResult:
            try:
                return await super().run(application, review=review, progress=progress)
            except asyncio.CancelledError:
                raise psycopg.errors.QueryCanceled("canceling statement due to user request") from None

    async def story() -> int:
        pipeline, several = Deaf(), applications(40)
        first = asyncio.Event()

        async def consume() -> None:
            async with aclosing(run_batch(pipeline, several, watcher=Watcher())) as runs:
                async for _ in runs:
                    first.set()

        task = asyncio.create_task(consume())
        await first.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return len(pipeline.begun)

    assert asyncio.run(story()) < 40
