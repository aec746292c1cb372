"""The whole pipeline with real provider clients against loopback servers: a model words, and never decides."""

import asyncio
import json
from collections.abc import Iterator

import pytest

from builders import application
from graph.result import PipelineResult
from graph.run import open_pipeline
from lending.application import LoanApplication
from lending.decision import Outcome
from provider_stubs import OllamaStub

ASKED = ("intake", "ratio", "compliance", "underwriting", "decision", "validator")
"""The agents that the profile `local` routes to a model, in the order in which they ask."""


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[OllamaStub]:
    with OllamaStub() as stub:
        for name, value in stub.environment(stub.url).items():
            monkeypatch.setenv(name, value)
        yield stub


def run_local(whole: LoanApplication) -> PipelineResult:
    async def run() -> PipelineResult:
        async with open_pipeline("local") as pipeline:
            return await pipeline.run(whole)

    return asyncio.run(run())


def said(text: str, *cites: str) -> str:
    return json.dumps({"sentences": [{"text": text, "cites": cites}]})


def test_a_grounded_sentence_of_a_model_is_taken_and_accounted_for(ollama: OllamaStub) -> None:
    for agent in ASKED:
        ollama.answers(said("Loan to value stands at 75.00%.", "ratio:ltv") if agent == "ratio" else "not even JSON")
    result = run_local(application())
    by_agent = {report.agent: report for report in result.agents}
    assert [sentence.text for sentence in by_agent["ratio"].narrative] == ["Loan to value stands at 75.00%."]
    assert by_agent["ratio"].tokens["input"] > 0
    assert not by_agent["ratio"].fell_back
    assert by_agent["compliance"].fell_back
    assert (by_agent["compliance"].fallback_reason or "").startswith("prose")
    assert {error.kind for error in result.errors} == {"wording"}
    assert result.outcome is Outcome.APPROVE
    assert result.release == "released"


def test_a_model_that_invents_changes_no_outcome_and_is_not_quoted(ollama: OllamaStub) -> None:
    for _ in range(2 * len(ASKED)):
        ollama.answers(said("Approved: the LTV is 12.34%.", "ratio:ltv", "passage:credit-policy@2026.1#9.9"))
    result = run_local(application({"property.appraisal.condition": "C6"}))
    assert result.outcome is Outcome.DECLINE
    assert all(report.fell_back for report in result.agents if report.agent in ASKED)
    assert "12.34" not in " ".join(s.text for report in result.agents for s in report.narrative)
    assert len(ollama.received) == 2 * len(ASKED)


def test_no_prompt_holds_an_identifying_value(ollama: OllamaStub) -> None:
    letter = {
        "letter_id": "L1",
        "borrower_id": "B1",
        "subject": "From Robin Sample",
        "text": "My SSN is 900-12-3456 and I live at 12 Invented Way, Springfield, IL 62701.",
    }
    whole = application(letters=[letter])
    run_local(whole)
    assert len(ollama.received) == len(ASKED)
    sent = json.dumps([received.body for received in ollama.received])
    identity = whole.borrowers[0].identity
    for value in (identity.ssn, identity.last_name, identity.email, identity.phone, identity.current_address):
        assert str(value) not in sent
