"""A recorded run is run again from its record alone, to the byte; what was not recorded is told, never made up."""

import asyncio
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from agents.case_file import ReviewerAction
from agents.record import ExaminationRecord
from agents.versions import rules_archive, rules_sha256, sha256_of_archive
from builders import application
from graph.impact import Impact, impact_on
from graph.old_rules import OldRulesError, derived_by
from graph.replay import Replayed, replay
from graph.result import PipelineResult
from graph.run import Pipeline
from hostile_models import Model, Said, behave, lying, reworded
from hostile_pipeline import pipeline_over, routes_to, served
from lending.application import LoanApplication
from lending.decision import Outcome
from pipelines import in_pipeline
from provider_stubs import Asked, OllamaStub
from storage.canonical import canonical_json
from storage.recorded import RecordedRun, runs_in_database

LETTER = {"letter_id": "L1", "borrower_id": "B1", "subject": "A job", "text": "I changed my job in May 2025."}
REFERRED = {"borrowers.0.declarations.undisclosed_borrowed_funds": True}
FILES: dict[str, dict[str, Any]] = {
    "approved": {},
    "with_a_letter": {"letters": [LETTER]},
    "declined": {"property.appraisal.condition": "C6"},
    "counteroffer": {"loan.amount": "384000", "loan.mortgage_insurance_annual_percent": "0.6"},
    "incomplete": {"property.monthly_taxes": None},
    "referred": REFERRED,
    "out_of_the_tables": {"application_date": "2019-03-02"},
}


async def recorded(pipeline: Pipeline, thread_id: str) -> RecordedRun:
    return await anext(runs_in_database(pipeline.database, thread_id))


def versions(run: RecordedRun) -> list[ExaminationRecord]:
    return [ExaminationRecord.model_validate_json(document) for document in run.documents]


def run_of(whole: LoanApplication, model: Model | None = None) -> tuple[PipelineResult, RecordedRun]:
    async def run(pipeline: Pipeline) -> tuple[PipelineResult, RecordedRun]:
        result = await pipeline.run(whole)
        return result, await recorded(pipeline, result.thread_id)

    if model is None:
        return in_pipeline(run)

    async def asking() -> tuple[PipelineResult, RecordedRun]:
        stub = OllamaStub()
        with served(stub):
            behave(stub, model)
            async with pipeline_over(routes_to(stub)) as pipeline:
                return await run(pipeline)

    return asyncio.run(asking())


def again(run: RecordedRun) -> Replayed:
    """Without a database, a manual or a model: whatever asked for one would fail."""
    return asyncio.run(replay(versions(run), run.verdict))


@pytest.mark.parametrize("model", [None, reworded, lying])
@pytest.mark.parametrize("file", FILES)
def test_a_run_is_the_same_again_to_the_byte(file: str, model: Model | None) -> None:
    _, run = run_of(application({**FILES[file], "application_id": f"REPLAY-{file}"}), model)
    assert again(run) == Replayed((), possible=file != "out_of_the_tables")


def objecting(asked: Asked, rng: Random) -> Said:
    """Honest, but for a judge that finds nothing supported."""
    said = reworded(asked, rng)
    return Said(said.text.replace('"supported"', '"contradicts"'))


def test_a_run_whose_wording_was_written_again_has_all_its_versions_again() -> None:
    result, run = run_of(application(application_id="REWRITTEN"), objecting)
    assert result.record is not None
    assert len(run.documents) == result.record.version > 1
    first, second = versions(run)[:2]
    assert second.replaces is not None
    assert first.replaces is None
    assert again(run) == Replayed(())


def test_a_persons_decision_is_taken_again_from_the_record() -> None:
    async def run(pipeline: Pipeline) -> RecordedRun:
        paused = await pipeline.run(application({**REFERRED, "application_id": "DECIDED"}), review=True)
        action = ReviewerAction(reviewer="U-17", outcome=Outcome.APPROVE, comment="The gift letter came.")
        await pipeline.resume(paused.thread_id, action)
        return await recorded(pipeline, paused.thread_id)

    assert again(in_pipeline(run)) == Replayed(())


def changed(run: RecordedRun, change: Callable[[dict[str, Any]], object]) -> RecordedRun:
    raw = json.loads(run.documents[-1])
    change(raw)
    return replace(run, documents=(*run.documents[:-1], canonical_json(raw)))


def _no_calls(raw: dict[str, Any]) -> None:
    for trace in raw["traces"]:
        trace["calls"] = []


def _other_answer(raw: dict[str, Any]) -> None:
    call = next(call for trace in raw["traces"] for call in trace["calls"] if call["purpose"] == "narrative")
    call["answer"] = call["answer"].replace("On file", "As filed")


def _other_outcome(raw: dict[str, Any]) -> None:
    raw["decision"]["outcome"] = "decline"


def _no_passages(raw: dict[str, Any]) -> None:
    raw["policy"] = {}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_no_calls, "miss: a model is asked what it was not asked then"),
        (_other_answer, "another narratives"),
        (_other_outcome, "another decision"),
        (_no_passages, "another passages"),
    ],
)
def test_what_the_record_does_not_hold_is_loud(change: Callable[[dict[str, Any]], object], told: str) -> None:
    _, run = run_of(application(application_id="LOUD", letters=[LETTER]), reworded)
    differences = again(changed(run, change)).differences
    assert any(told in difference for difference in differences), differences


def test_a_decision_is_derived_again_by_the_rules_that_made_it() -> None:
    _, run = run_of(application(application_id="OLD-RULES"))
    archive = rules_archive()
    assert sha256_of_archive(archive) == rules_sha256()
    assert asyncio.run(derived_by(archive, rules_sha256(), run.documents[-1])) == ()
    other = changed(run, _other_outcome).documents[-1]
    assert asyncio.run(derived_by(archive, rules_sha256(), other)) == ("decision",)
    with pytest.raises(OldRulesError, match="have another hash"):
        asyncio.run(derived_by(archive, "0" * 64, run.documents[-1]))


def test_other_rules_give_another_decision() -> None:
    """Rules of another day, as an archive: the same source but for one limit."""
    lower = _archive_with("lending/tables/conventional.py", b"620", b"790")
    _, run = run_of(application(application_id="LOWER"))
    parted = asyncio.run(derived_by(lower, sha256_of_archive(lower), run.documents[-1]))
    assert "decision" in parted


def _archive_with(name: str, before: bytes, after: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(rules_archive())) as old, zipfile.ZipFile(content, "w") as new:
        for each in old.namelist():
            source = old.read(each)
            new.writestr(each, source.replace(before, after) if each == name else source)
    return content.getvalue()


def impact(run: RecordedRun, *, with_models: bool = False, **patches: Any) -> Impact:
    async def decided(pipeline: Pipeline) -> Impact:
        with pytest.MonkeyPatch.context() as patched:
            for name, value in patches.items():
                patched.setattr(name.replace("__", "."), value)
            return await impact_on(versions(run)[-1], pipeline, with_models=with_models)

    return in_pipeline(decided)


@pytest.mark.parametrize("with_models", [True, False])
@pytest.mark.parametrize("file", FILES)
def test_today_decides_as_today_did(file: str, *, with_models: bool) -> None:
    _, run = run_of(application({**FILES[file], "application_id": f"IMPACT-{file}"}))
    found = impact(run, with_models=with_models)
    assert not found.changed
    assert found.then is found.now


def test_what_other_policies_say_is_told_by_rule() -> None:
    _, run = run_of(application(application_id="POLICY"))

    def reword(raw: dict[str, Any]) -> None:
        for passage in raw["passages"].values():
            passage["text"] = passage["text"].replace("may", "might")

    found = impact(changed(run, reword))
    assert found.passages
    assert not found.rules
    assert found.then is found.now is Outcome.APPROVE


def test_what_other_rules_decide_is_told() -> None:
    _, run = run_of(application(application_id="RULES"))

    def as_if_then(raw: dict[str, Any]) -> None:
        raw["decision"]["outcome"] = "decline"
        raw["underwriting_findings"][0]["outcome"] = "fail"

    found = impact(changed(run, as_if_then))
    assert (found.then, found.now) == (Outcome.DECLINE, Outcome.APPROVE)
    assert found.rules == (json.loads(run.documents[-1])["underwriting_findings"][0]["rule_id"],)
    assert found.changed
