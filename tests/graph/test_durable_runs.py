"""A run that stops anywhere goes on from there: nothing is asked twice, nothing is decided twice."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar
from unittest.mock import patch

import pytest

from builders import application
from graph.result import PipelineResult
from graph.run import OtherSubmissionError, Pipeline, UnknownSubmissionError
from graph.taking_up import TakingUp, UnderKey
from hostile_pipeline import pipeline_over, routes_to, served
from kill_runs import Counting, Worker, kill_database, stable, standings
from lending.application import LoanApplication
from lending.decision import Outcome
from own_server import own_server
from pipelines import in_pipeline
from storage.ledger import check, read_ledger
from storage.locks import ApplicationLocks, LockedError
from storage.records import list_records
from storage.run_states import RunState, note_state, run_of_key

T = TypeVar("T")

LETTER = {"letter_id": "L1", "borrower_id": "B1", "subject": "A job", "text": "I changed my job in May 2025."}
REFERRED = {"borrowers.0.declarations.undisclosed_borrowed_funds": True}
CHECKPOINTS = 12
"""Of an undisturbed run: its input, and one behind each node."""


class GoneError(Exception):
    """The database, as a run sees it."""


async def stopped_at(pipeline: Pipeline, whole: LoanApplication, number: int, *, kept: bool) -> None:
    """Runs it until the checkpoint of that number, which is still `kept` or is not."""
    saver: Any = pipeline.graph.checkpointer
    real, seen = saver.aput, 0

    async def put(*arguments: Any, **more: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen < number:
            return await real(*arguments, **more)
        if kept:
            await real(*arguments, **more)
        raise GoneError

    with patch.object(saver, "aput", put), pytest.raises(GoneError):
        await pipeline.run(whole)


async def interrupted_of(pipeline: Pipeline, application_id: str) -> RunState:
    (found,) = [run for run in await pipeline.interrupted() if run.application_id == application_id]
    return found


async def thread_of(pipeline: Pipeline, key: str) -> str:
    found = await run_of_key(pipeline.database, key)
    assert found is not None
    return found.thread_id


def steady(result: PipelineResult) -> Any:
    return stable(result.model_dump(mode="json"))


@pytest.mark.parametrize("kept", [True, False])
def test_a_run_goes_on_from_every_checkpoint_with_or_without_what_came_behind_it(*, kept: bool) -> None:
    async def check_all(pipeline: Pipeline) -> None:
        undisturbed = steady(await pipeline.run(application(application_id="CALM")))
        for number in range(1, CHECKPOINTS + 1):
            whole = application(application_id=f"STOP-{kept}-{number}")
            await stopped_at(pipeline, whole, number, kept=kept)
            interrupted = await interrupted_of(pipeline, whole.application_id)
            result = await pipeline.run(whole, take_up=True)
            assert result.thread_id == interrupted.thread_id
            assert steady(result) == {**undisturbed, "application_id": whole.application_id}
            records = await list_records(pipeline.database, application_id=whole.application_id)
            assert [record.version for record in records] == [1]
            assert whole.application_id not in {run.application_id for run in await pipeline.interrupted()}
        assert check(await read_ledger(pipeline.database)) is None

    in_pipeline(check_all)


def test_what_passed_intake_goes_on_without_its_submission_and_what_did_not_asks_for_it() -> None:
    async def check_both(pipeline: Pipeline) -> None:
        await stopped_at(pipeline, application(application_id="EARLY"), 1, kept=True)
        await stopped_at(pipeline, application(application_id="LATE"), 3, kept=True)
        early, late = [await interrupted_of(pipeline, name) for name in ("EARLY", "LATE")]
        with pytest.raises(UnknownSubmissionError, match=r"EARLY was interrupted before intake had read it.*its file"):
            await pipeline.take_up(early)
        assert (await pipeline.take_up(late)).outcome is Outcome.APPROVE
        assert (await pipeline.run(application(application_id="EARLY"), take_up=True)).thread_id == early.thread_id

    in_pipeline(check_both)


def test_a_run_of_another_profile_is_not_taken_up() -> None:
    async def run(pipeline: Pipeline) -> None:
        await stopped_at(pipeline, application(application_id="PROFILE"), 3, kept=True)
        interrupted = await interrupted_of(pipeline, "PROFILE")
        with pytest.raises(OtherSubmissionError, match="begun in the profile embedded; use --profile embedded"):
            await replace(pipeline, profile="dev").take_up(interrupted)
        await pipeline.run(application(application_id="PROFILE-KEY"), idempotency_key="profile-key")
        await note_state(pipeline.database, await thread_of(pipeline, "profile-key"), "running")
        other = replace(pipeline, profile="dev")
        with pytest.raises(OtherSubmissionError, match="begun in the profile embedded"):
            await other.run(application(application_id="PROFILE-KEY"), idempotency_key="profile-key")
        await pipeline.take_up(interrupted)

    in_pipeline(run)


def with_model(use: Callable[[Pipeline, Counting], Awaitable[T]]) -> T:
    model = Counting(after_s=0.0)

    async def run() -> T:
        async with pipeline_over(routes_to(model.stub)) as pipeline:
            return await use(pipeline, model)

    with served(model.stub):
        return asyncio.run(run())


def test_no_answer_of_a_model_is_asked_for_again() -> None:
    async def run(pipeline: Pipeline, model: Counting) -> None:
        whole = application(application_id="ASKED-CALM", letters=[LETTER])
        calm = steady(await pipeline.run(whole))
        asked = len(model.asked)
        assert asked > 5
        for number in range(2, CHECKPOINTS + 1):
            model.asked.clear()
            whole = application(application_id=f"ASKED-{number}", letters=[LETTER])
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr("agents.under_way.UnderWay.cancel", all_of_it)  # so that no answer is on its way
                await stopped_at(pipeline, whole, number, kept=False)
            before = len(model.asked)
            result = await pipeline.run(whole, take_up=True)
            assert len(model.asked) == asked, f"{before} before, {len(model.asked)} in all"
            assert steady(result) == {**calm, "application_id": whole.application_id}

    with_model(run)


async def all_of_it(self: Any) -> None:
    """In the place of `UnderWay.cancel`: waits."""
    await asyncio.gather(*self._tasks.values(), return_exceptions=True)


def test_a_run_that_ended_is_told_again_with_every_answer_and_asks_nothing() -> None:
    async def run(pipeline: Pipeline, model: Counting) -> None:
        whole = application(application_id="TOLD", letters=[LETTER])
        first = await pipeline.run(whole)
        again = await pipeline.run(whole, take_up=True)
        assert again == first
        assert len(model.asked) == sum(call.sent for agent in first.agents for call in agent.calls)
        answers = [call.answer for agent in first.agents for call in agent.calls]
        assert all(answers)

    with_model(run)


def test_one_key_is_one_run() -> None:
    async def run(pipeline: Pipeline) -> None:
        whole = application(application_id="KEYED")
        runner = UnderKey(pipeline, "batch-7")
        first, second = await asyncio.gather(runner.run(whole), runner.run(whole))
        assert first == second
        assert (await UnderKey(pipeline, "batch-8").run(whole)).thread_id != first.thread_id
        with pytest.raises(OtherSubmissionError, match=r"batch-7/KEYED was given with another submission"):
            await runner.run(application({"application_id": "KEYED", "loan.amount": "299000"}))

    in_pipeline(run)


def test_a_submission_that_changed_is_run_anew() -> None:
    async def run(pipeline: Pipeline) -> None:
        first = await pipeline.run(application(application_id="CHANGED"))
        runner = TakingUp(pipeline)
        assert (await runner.run(application(application_id="CHANGED"))).thread_id == first.thread_id
        other = await runner.run(application({"application_id": "CHANGED", "loan.amount": "299000"}))
        assert other.thread_id != first.thread_id

    in_pipeline(run)


def test_a_run_that_waits_for_a_person_is_told_as_it_waits() -> None:
    async def run(pipeline: Pipeline) -> None:
        whole = application({**REFERRED, "application_id": "WAITS"})
        first = await pipeline.run(whole, review=True)
        assert first.release == "pending"
        assert await pipeline.run(whole, take_up=True) == first
        assert "WAITS" not in {run.application_id for run in await pipeline.interrupted()}

    in_pipeline(run)


def test_one_run_at_a_time_for_each_application() -> None:
    async def run(pipeline: Pipeline) -> None:
        elsewhere = ApplicationLocks(pipeline.database)
        async with elsewhere.held("ALONE", patience_s=1.0):
            with pytest.raises(LockedError, match="another process underwrites ALONE now"):
                async with pipeline.locks.held("ALONE", patience_s=0.1):
                    pytest.fail("was let in")
            running = asyncio.create_task(pipeline.run(application(application_id="ALONE")))
            await asyncio.sleep(0.2)
            assert not running.done()
        assert (await running).outcome is Outcome.APPROVE
        await elsewhere.close()

    in_pipeline(run)


def test_a_lock_whose_waiter_is_cancelled_is_free() -> None:
    async def run(pipeline: Pipeline) -> None:
        other = ApplicationLocks(pipeline.database)

        async def hold() -> None:
            async with pipeline.locks.held("CANCELLED", patience_s=5.0):
                await asyncio.sleep(30)

        for pause in (0.0, 0.001, 0.002, 0.01):
            held = asyncio.create_task(hold())
            await asyncio.sleep(pause)
            held.cancel()
            await asyncio.gather(held, return_exceptions=True)
            async with other.held("CANCELLED", patience_s=0.5):
                pass
        await other.close()

    in_pipeline(run)


@pytest.mark.parametrize(("after_s", "database_too"), [(0.1, False), (0.3, True), (0.5, False), (0.7, True)])
def test_a_process_that_is_killed_loses_nothing(after_s: float, *, database_too: bool) -> None:
    model = Counting()
    with model.stub, own_server() as folder:
        worker = Worker([application(application_id="KILLED", letters=[LETTER])], model, folder)
        worker.killed("first", after_s, database_too=database_too)
        put = len(model.asked)
        before, _ = asyncio.run(standings(worker.applications))
        (result,) = worker.to_the_end("second")
        after, holds = asyncio.run(standings(worker.applications))
        assert (result["outcome"], result["release"]) == ("approve_with_conditions", "released")
        assert (after["KILLED"].runs, after["KILLED"].waiting, holds) == (1, (), True)
        assert len(model.asked) - put == after["KILLED"].answers - before["KILLED"].answers


def test_a_database_that_was_killed_comes_back_with_all_that_it_said_it_had() -> None:
    with own_server():

        async def run(pipeline: Pipeline) -> PipelineResult:
            return await pipeline.run(application(application_id="BEFORE"))

        first = in_pipeline(run)
        kill_database()

        async def again(pipeline: Pipeline) -> PipelineResult:
            return await pipeline.run(application(application_id="BEFORE"), take_up=True)

        assert in_pipeline(again) == first
