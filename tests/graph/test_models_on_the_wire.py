"""The whole pipeline with real provider clients against loopback servers: a model words, and never decides."""

import asyncio
import json
from collections.abc import Iterator
from random import Random

import pytest

from adversary_checks import calls_of, is_suspended, unreported
from builders import application
from graph.result import PipelineResult
from graph.run import open_pipeline
from hostile_models import HOSTILE, Said, behave, honest, reworded
from hostile_pipeline import served
from lending.application import LoanApplication
from lending.decision import Outcome
from provider_stubs import Asked, OllamaStub

WRITERS = ("intake", "ratio", "compliance", "underwriting", "decision")
"""The agents whose narrative the profile `local` asks a model for."""


@pytest.fixture
def ollama() -> Iterator[OllamaStub]:
    stub = OllamaStub()
    with served(stub):
        yield stub


def run_local(whole: LoanApplication) -> PipelineResult:
    async def run() -> PipelineResult:
        async with open_pipeline("local") as pipeline:
            return await pipeline.run(whole)

    return asyncio.run(run())


def inventing(asked: Asked, rng: Random) -> Said:
    whole = json.loads(honest(asked, rng).text)
    if "sentences" in whole:
        cites = ["ratio:ltv", "passage:credit-policy@2026.1#9.9"]
        whole["sentences"] = [{"text": "Approved: the LTV is 12.34%.", "cites": cites}]
    return Said(json.dumps(whole))


def test_a_grounded_sentence_of_a_model_is_taken_and_accounted_for(ollama: OllamaStub) -> None:
    behave(ollama, reworded)
    result = run_local(application())
    by_agent = {report.agent: report for report in result.agents}
    assert by_agent["ratio"].narrative[0].text.startswith("On file: ")
    assert by_agent["ratio"].tokens["input"] > 0
    assert not by_agent["ratio"].fell_back
    assert len(calls_of(result)) == len(ollama.received)
    assert result.outcome is Outcome.APPROVE
    assert result.release == "released"


def test_prose_is_accounted_for_and_the_template_stands_in(ollama: OllamaStub) -> None:
    behave(ollama, HOSTILE["prose"])
    result = run_local(application())
    reports = [report for report in result.agents if report.agent in WRITERS]
    assert all(report.fell_back for report in reports)
    assert all((report.fallback_reason or "").startswith("prose") for report in reports)
    assert len(calls_of(result)) == len(ollama.received)
    assert list(unreported(result)) == []
    assert result.outcome is Outcome.APPROVE or is_suspended(result)


def test_a_model_that_invents_changes_no_outcome_and_is_not_quoted(ollama: OllamaStub) -> None:
    behave(ollama, inventing)
    result = run_local(application({"property.appraisal.condition": "C6"}))
    assert result.outcome is Outcome.DECLINE
    assert all(report.fell_back for report in result.agents if report.agent in WRITERS)
    assert "12.34" not in " ".join(s.text for report in result.agents for s in report.narrative)
    assert len(calls_of(result)) == len(ollama.received) >= 2 * len(WRITERS)


def test_no_prompt_holds_an_identifying_value(ollama: OllamaStub) -> None:
    behave(ollama, honest)
    letter = {
        "letter_id": "L1",
        "borrower_id": "B1",
        "subject": "From Robin Sample",
        "text": "My SSN is 900-12-3456 and I live at 12 Invented Way, Springfield, IL 62701.",
    }
    whole = application(letters=[letter])
    run_local(whole)
    assert len(ollama.received) >= len(WRITERS)
    sent = json.dumps([received.body for received in ollama.received])
    identity = whole.borrowers[0].identity
    for value in (identity.ssn, identity.last_name, identity.email, identity.phone, identity.current_address):
        assert str(value) not in sent
