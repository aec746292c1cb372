"""All samples through the whole pipeline: what is said stands, what is cited opens, what is decided repeats."""

import asyncio
import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from agents.grounding import Evidence, defects_of
from agents.narrative import Narrative
from graph.result import PipelineResult
from graph.run import open_pipeline
from graph.submissions import load_submissions
from lending.application import LoanApplication
from lending.core import underwrite
from lending.decision import Outcome
from lending.findings import Unit, figure
from lending.ratios import ratio_figures
from lending.stages import failed
from storage.canonical import canonical_json
from storage.records import read_record

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "applications"
NUMBER = re.compile(r"(?<![\w.])\$?\d(?:[\d,]*\d)?(?:\.\d+)?%?")
DECIDED = {
    "outcome",
    "proposed_outcome",
    "principal_reasons",
    "conditions",
    "counteroffer",
    "missing_items",
    "review_items",
    "what_if",
}
COMPUTED = {"ratios", "disclosure", "findings", "policy", "citations", "release", "checks", "errors"}


@dataclass(frozen=True)
class SampleRun:
    application: LoanApplication
    result: PipelineResult
    again: PipelineResult
    record: str


async def _run_twice() -> list[SampleRun]:
    submissions = load_submissions([SAMPLES], today=date(2026, 12, 31))
    assert submissions.problems == ()
    runs = []
    async with open_pipeline("embedded") as pipeline:
        for read in submissions.applications:
            result, again = await pipeline.run(read.application), await pipeline.run(read.application)
            record = await read_record(pipeline.database, result.thread_id)
            assert record is not None
            runs.append(SampleRun(read.application, result, again, record.document))
    return runs


@pytest.fixture(scope="module")
def runs() -> list[SampleRun]:
    return asyncio.run(_run_twice())


def test_every_sample_gets_the_outcome_that_the_rules_give(runs: list[SampleRun]) -> None:
    assert len(runs) >= 16
    for run in runs:
        assert run.result.outcome is underwrite(run.application).decision.outcome, run.result.application_id
        assert run.result.release == "released", run.result.checks


def test_every_number_in_every_narrative_stands_in_the_record(runs: list[SampleRun]) -> None:
    """By plain search in the sealed record outside the narratives, independent of how the pipeline checks it."""
    for run in runs:
        recorded = json.loads(run.record)
        del recorded["narratives"]
        counts = {str(len(run.result.findings)), str(len(recorded["passages"])), "0"}
        text = json.dumps(recorded, ensure_ascii=False)
        for agent in run.result.agents:
            for sentence in agent.narrative:
                for number in NUMBER.findall(sentence.text):
                    known = re.search(rf"(?<![\d.]){re.escape(number)}(?![\d%]|[.,]\d)", text)
                    assert known or (agent.agent == "audit" and number in counts), (run.result.application_id, sentence)


def test_every_number_stands_in_what_its_own_sentence_cites(runs: list[SampleRun]) -> None:
    for run in runs:
        result = run.result
        offer = result.counteroffer
        offered = {f"offer_{name}": shown for name, shown in ratio_figures(offer.ratios).items()} if offer else {}
        if offer:
            offered["offer_loan_amount"] = figure("offer_loan_amount", "loan offered", offer.loan_amount, Unit.USD)
            offered["offer_term"] = figure("offer_term", "term offered", Decimal(offer.term_months), Unit.MONTHS)
        evidence = Evidence(
            figures=offered,
            findings={finding.rule_id: finding for finding in result.findings},
            ratios=ratio_figures(result.ratios) if result.ratios else {},
            passages={passage.passage_id: passage for passage in result.citations},
        )
        for agent in result.agents:
            if agent.agent not in {"audit", "validator"}:  # these speak of counts of the file as a whole
                narrative = Narrative(agent=agent.agent, sentences=agent.narrative, written_by="template")
                assert defects_of(narrative, evidence) == (), (result.application_id, agent.agent)


def test_every_citation_opens_its_passage(runs: list[SampleRun]) -> None:
    async def open_all() -> int:
        opened = 0
        async with open_pipeline("embedded") as pipeline:
            for run in runs:
                for passage in run.result.citations:
                    found = await pipeline.policies.open_passage(passage.passage_id, text_sha256=passage.text_sha256)
                    assert found == passage
                    opened += 1
        return opened

    assert asyncio.run(open_all()) > len(runs)


def test_the_same_samples_give_byte_identical_decisions(runs: list[SampleRun]) -> None:
    for run in runs:
        first, second = (
            canonical_json(r.model_dump(include=DECIDED | COMPUTED, mode="json")) for r in (run.result, run.again)
        )
        assert first == second
        words = [[agent.narrative for agent in r.agents] for r in (run.result, run.again)]
        assert words[0] == words[1]


def test_seven_agents_work_on_an_approval(runs: list[SampleRun]) -> None:
    approved = next(run.result for run in runs if run.result.outcome is Outcome.APPROVE)
    assert [agent.agent for agent in approved.agents] == [
        "intake",
        "ratio",
        "compliance",
        "underwriting",
        "decision",
        "audit",
        "validator",
    ]


def test_an_incomplete_file_goes_straight_to_decision(runs: list[SampleRun]) -> None:
    incomplete = [run.result for run in runs if run.result.outcome is Outcome.INCOMPLETE]
    assert incomplete
    for result in incomplete:
        assert [agent.agent for agent in result.agents] == ["intake", "decision", "audit", "validator"]
        assert result.missing_items


def test_a_compliance_failure_skips_underwriting(runs: list[SampleRun]) -> None:
    skipped = [
        run.result
        for run in runs
        if failed(tuple(f for f in run.result.findings if f.rule_id.startswith("compliance.")))
    ]
    assert skipped
    for result in skipped:
        assert result.outcome in {Outcome.DECLINE, Outcome.COUNTEROFFER}
        assert "underwriting" not in {agent.agent for agent in result.agents}


def test_compliance_and_underwriting_cite_the_policy_manual(runs: list[SampleRun]) -> None:
    for run in runs:
        for agent in run.result.agents:
            if agent.agent in {"compliance", "underwriting"}:
                assert any(key.startswith("passage:") for s in agent.narrative for key in s.cites), agent
