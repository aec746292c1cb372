"""The validator believes the sealed record, and only as far as it can derive it again."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from agents import audit, compliance, decision, intake, ratio, underwriting, validator
from agents.case_file import CaseFile, Verdict
from agents.context import AgentContext
from agents.registry import AGENTS
from builders import application
from graph.in_memory import MemoryRecords
from graph.run import Pipeline
from pipelines import in_pipeline
from storage.canonical import canonical_json

Tamper = Callable[[dict[str, Any]], None]


async def audited(pipeline: Pipeline, memory: MemoryRecords) -> tuple[CaseFile, AgentContext]:
    context = replace(pipeline.context("thread-1", lambda _: application()), records=memory)
    case = CaseFile(reference="APP-1")
    for agent in (intake, ratio, compliance, underwriting, decision, audit):
        update = await agent.run(case, context)
        case = case.after(update)
        if look_up := AGENTS[agent.NAME].look_up:
            case = case.after(await look_up(case, context))
        if agent is not audit:
            case = case.after(await AGENTS[agent.NAME].narrate(case, context))
    return case, context


def verdict_after(tamper: Tamper | None, *, reseal: bool) -> Verdict:
    """The verdict on a record that was changed; with `reseal` its hash in the state is changed as well."""

    async def run(pipeline: Pipeline) -> Verdict:
        memory = MemoryRecords()
        case, context = await audited(pipeline, memory)
        assert case.record is not None
        if tamper:
            record = json.loads(memory.documents["thread-1", 1])
            tamper(record)
            text = canonical_json(record)
            memory.documents["thread-1", 1] = text
            if reseal:
                digest = hashlib.sha256(text.encode()).hexdigest()
                case = case.model_copy(update={"record": case.record.model_copy(update={"sha256": digest})})
        return (await validator.run(case, context)).verdict

    return in_pipeline(run)


def failed(verdict: Verdict) -> list[str]:
    return [check.name for check in verdict.checks if not check.passed]


def test_an_untouched_record_passes_every_check() -> None:
    verdict = verdict_after(None, reseal=False)
    assert verdict.passed
    assert [check.name for check in verdict.checks] == ["seal", "derivation", "citations", "figures", "grounding"]


def test_a_record_changed_behind_its_seal_is_found() -> None:
    def cheaper(record: dict[str, Any]) -> None:
        record["facts"]["ratios"]["ltv"] = "60.00"

    assert failed(verdict_after(cheaper, reseal=False)) == ["seal"]


@pytest.mark.parametrize(
    ("name", "tamper"),
    [
        ("a ratio", lambda record: record["facts"]["ratios"].update(ltv="60.00")),
        ("a finding", lambda record: record["underwriting_findings"][0].update(outcome="not_applicable")),
        ("a finding left out", lambda record: record["compliance_findings"].pop()),
        ("the outcome", lambda record: record["decision"].update(outcome="refer")),
        ("the application", lambda record: record["application"]["loan"].update(amount="380000")),
    ],
)
def test_a_resealed_record_that_cannot_be_derived_again_is_found(name: str, tamper: Tamper) -> None:
    assert "derivation" in failed(verdict_after(tamper, reseal=True)), name


def _passage(record: dict[str, Any]) -> dict[str, Any]:
    return next(iter(record["passages"].values()))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda record: _passage(record).update(text="Anything goes."),
        lambda record: _passage(record).update(start=0),
        lambda record: _passage(record).update(text_sha256="0" * 64),
        lambda record: record["passages"].pop(next(iter(record["passages"]))),
    ],
)
def test_a_citation_that_does_not_open_as_recorded_is_found(tamper: Tamper) -> None:
    assert "citations" in failed(verdict_after(tamper, reseal=True))


def test_a_figure_that_nobody_measured_names_the_agent_to_write_again() -> None:
    def flatter(record: dict[str, Any]) -> None:
        record["narratives"]["ratio"]["sentences"][0]["text"] = "The LTV is 60.00%."

    verdict = verdict_after(flatter, reseal=True)
    assert failed(verdict) == ["figures"]
    assert {defect.agent for defect in verdict.defects} == {"ratio"}


def test_without_a_record_nothing_passes() -> None:
    async def run(pipeline: Pipeline) -> Verdict:
        memory = MemoryRecords()
        case, context = await audited(pipeline, memory)
        memory.documents.clear()
        return (await validator.run(case, context)).verdict

    assert failed(in_pipeline(run)) == ["seal"]
