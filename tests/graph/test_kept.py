"""What is kept of a run, found by its name and read back: to its end, midway, rewritten, or with records alone."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import pytest
from langgraph.errors import NodeCancelledError

from agents.case_file import CaseFile, ReviewerAction, Update
from agents.context import AgentContext
from agents.narrative import Narrative, Sentence
from agents.registry import AGENTS
from builders import application
from graph.kept import Kept, UnknownRunError, find_run, read_run
from graph.run import Pipeline
from lending.decision import Outcome
from pipelines import in_pipeline
from storage.database import Database
from storage.errors import StorageError
from storage.records import append_record

REFERRED = {"borrowers.0.declarations.undisclosed_borrowed_funds": True}

Use = Callable[[Pipeline], Awaitable[Kept]]


async def kept_of(database: Database, name: str) -> Kept:
    return await read_run(database, await find_run(database, name))


def after_a_run(changes: Mapping[str, object], *, review: bool = False) -> Use:
    async def use(pipeline: Pipeline) -> Kept:
        result = await pipeline.run(application(changes), review=review)
        return await kept_of(pipeline.database, result.thread_id)

    return use


async def not_found(database: Database, name: str) -> str:
    with pytest.raises(UnknownRunError) as error:
        await find_run(database, name)
    return str(error.value)


def test_a_run_is_found_by_its_own_name_its_application_and_the_beginning_of_either() -> None:
    async def use(pipeline: Pipeline) -> None:
        database = pipeline.database
        old = (await pipeline.run(application({"application_id": "FIND-10"}))).thread_id
        new = (await pipeline.run(application({"application_id": "FIND-10"}))).thread_id
        await pipeline.run(application({"application_id": "FIND-1"}))
        for name, found in {old: old, old[:-3]: old, "FIND-10": new, "FIND-10-": new}.items():
            assert (await find_run(database, name)).run.thread_id == found, name
        newest = await find_run(database, "FIND-10")
        assert [run.thread_id for run in newest.others] == [old]
        assert newest.application_id == "FIND-10"
        whole = await find_run(database, "FIND-1")
        assert (whole.application_id, whole.others) == ("FIND-1", ())
        several = await not_found(database, "FIND")
        assert "2 applications" in several
        assert "FIND-10" in several
        assert "FIND-10" in await not_found(database, "FNID-10")
        assert "no run and no application is called" in await not_found(database, "")

    in_pipeline(use)


def test_a_run_to_its_end_is_read_with_all_its_nodes() -> None:
    kept = in_pipeline(after_a_run({}))
    assert (kept.waiting, kept.case.release) == ((), "released")
    nodes = [visit.node for visit in kept.visits]
    assert nodes == [*list(AGENTS)[:4], "judged", "decision", "worded", "audit", "validator", "release"]
    assert all(visit.ended and visit.began <= visit.ended for visit in kept.visits)
    assert [sealed.record.version for sealed in kept.sealed] == [1]
    assert kept.rejected == {}


def test_a_run_that_waits_for_a_person_has_no_record_and_says_what_comes_next() -> None:
    kept = in_pipeline(after_a_run(REFERRED, review=True))
    assert (kept.waiting, kept.sealed) == (("review",), ())
    assert kept.found.application_id == "APP-1"
    assert kept.visits[-1].node == "review"
    assert kept.visits[-1].ended is None


def test_a_run_that_a_person_resumed_is_one_run() -> None:
    action = ReviewerAction(reviewer="U-17", outcome=Outcome.APPROVE_WITH_CONDITIONS, comment="A documented gift.")

    async def use(pipeline: Pipeline) -> Kept:
        paused = await pipeline.run(application(REFERRED), review=True)
        await pipeline.resume(paused.thread_id, action)
        return await kept_of(pipeline.database, paused.thread_id)

    kept = in_pipeline(use)
    assert kept.waiting == ()
    assert [visit.node for visit in kept.visits].count("review") == 1
    assert [sealed.record.review for sealed in kept.sealed] == [action]


def test_a_run_that_was_stopped_midway_tells_where(monkeypatch: pytest.MonkeyPatch) -> None:
    async def stopped(_case: CaseFile, _context: AgentContext) -> Update:
        raise asyncio.CancelledError

    monkeypatch.setitem(AGENTS, "compliance", replace(AGENTS["compliance"], run=stopped))

    async def use(pipeline: Pipeline) -> Kept:
        with pytest.raises(NodeCancelledError):
            await pipeline.run(application({"application_id": "STOPPED-1"}))
        return await kept_of(pipeline.database, "STOPPED-1")

    kept = in_pipeline(use)
    assert kept.waiting == ("compliance",)
    assert kept.case.facts is not None
    assert kept.case.decision is None


def test_wording_that_was_written_again_is_told_with_its_defects(monkeypatch: pytest.MonkeyPatch) -> None:
    real = AGENTS["ratio"].run

    async def invents(case: CaseFile, context: AgentContext) -> Update:
        bad = Sentence(text="The LTV is 12.34%.", cites=("ratio:ltv",))
        narrative = Narrative(agent="ratio", sentences=(bad,), written_by="model")
        return (await real(case, context)).model_copy(update={"narratives": {"ratio": narrative}})

    monkeypatch.setitem(AGENTS, "ratio", replace(AGENTS["ratio"], run=invents))
    kept = in_pipeline(after_a_run({}))
    assert [sealed.record.version for sealed in kept.sealed] == [1, 2]
    assert [defect.sentence for defect in kept.rejected[1].defects] == ["The LTV is 12.34%."]
    assert list(kept.rejected) == [1]


def test_records_alone_tell_the_case_and_not_how_it_ended() -> None:
    async def use(pipeline: Pipeline) -> Kept:
        thread = (await pipeline.run(application())).thread_id
        async with pipeline.database.pool.connection() as connection:
            await connection.execute("DELETE FROM checkpoints WHERE thread_id = %s", (thread,))
        return await kept_of(pipeline.database, thread)

    kept = in_pipeline(use)
    assert (kept.visits, kept.waiting) == ((), ())
    assert kept.case.decision is not None
    assert kept.case.verdict is None


def test_a_record_of_another_form_is_refused_with_its_place() -> None:
    async def use(pipeline: Pipeline) -> None:
        await append_record(
            pipeline.database, thread_id="OTHER-FORM", application_id="OTHER-1", version=1, document='{"version":1}'
        )
        with pytest.raises(StorageError, match=r"version 1 of the record of OTHER-FORM has a form .*thread_id"):
            await kept_of(pipeline.database, "OTHER-FORM")

    in_pipeline(use)
