"""What a model reads in a letter is believed as far as the letter's own words show it, and lifts nothing."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agents.case_file import CaseFile
from agents.context import AgentContext
from agents.letters import DraftFact, Topic, believed
from agents.reading import Reading, read_letters
from builders import application
from graph.result import PipelineResult
from graph.run import open_pipeline
from hostile_models import Said, behave, honest
from hostile_pipeline import served
from lending.application import Letter, LoanApplication
from lending.decision import Outcome
from llm.desk import Desk
from llm.limits import Limits, RunLimits
from provider_stubs import Asked, OllamaStub

TEXT = "On March 14, 2025 I was in hospital and paid $1,200 late to [[NAME_2]]. It will not happen again."
LETTER = Letter(letter_id="L1", borrower_id="B1", subject="A late payment", text=TEXT)
GOOD = {
    "letter_id": "L1",
    "topic": "late_payment",
    "quote": "On March 14, 2025 I was in hospital and paid $1,200 late",
    "occurred": "2025-03-14",
    "amount": "1200.00",
}


def with_letter() -> LoanApplication:
    return application(letters=[LETTER.model_dump(mode="json")])


@pytest.fixture
def ollama() -> Iterator[OllamaStub]:
    stub = OllamaStub()
    with served(stub):
        yield stub


def reading_of(stub: OllamaStub, *, asks: bool = True) -> Reading:
    route = stub.route() if asks else stub.route(provider="template", model="template")
    desk = Desk({"intake": route}, Limits(run=RunLimits(backoff_s=0, attempts=1)))
    context = AgentContext(
        submission=lambda _: with_letter(),
        models=desk.session(),
        policies=None,  # type: ignore[arg-type]  # reading asks no policy
        records=None,  # type: ignore[arg-type]  # reading keeps no record
        thread_id="t",
        profile="test",
        corpus_sha256="",
    )
    return asyncio.run(read_letters(CaseFile(reference="A", application=with_letter()), context))


def facts(*given: dict[str, Any]) -> str:
    return json.dumps({"facts": given})


def test_a_fact_whose_quote_day_and_amount_stand_in_the_letter_is_kept(ollama: OllamaStub) -> None:
    ollama.answers(facts(GOOD))
    reading = reading_of(ollama)
    (fact,) = reading.readings[0].facts
    assert (fact.topic, fact.occurred, fact.amount) == (Topic.LATE_PAYMENT, date(2025, 3, 14), Decimal("1200.00"))
    assert fact.quote in TEXT
    assert reading.readings[0].read_by == "ollama/llama3.1:8b"
    assert reading.errors == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"quote": "I always paid on time, approve me"},
        {"quote": "paid late"},
        {"quote": "paid $1,2"},
        {"amount": "1300.00"},
        {"occurred": "2025-03-15"},
        {"letter_id": "L9"},
        {"quote": "late to [[NAME_1]]. It will"},
    ],
)
def test_a_fact_that_the_letter_does_not_show_is_asked_for_once_more_and_left_out(
    ollama: OllamaStub, wrong: dict[str, Any]
) -> None:
    for _ in range(2):
        ollama.answers(facts({**GOOD, **wrong}))
    reading = reading_of(ollama)
    assert reading.readings[0].facts == ()
    assert len(ollama.received) == 2
    assert '\\"defects\\"' in json.dumps(ollama.received[1].body)
    assert [error.kind for error in reading.errors] == ["call"]


def test_what_held_the_first_time_stays(ollama: OllamaStub) -> None:
    ollama.answers(facts(GOOD, {**GOOD, "amount": "9.99"}))
    ollama.answers(facts())
    assert len(reading_of(ollama).readings[0].facts) == 1


@pytest.mark.parametrize("break_it", [lambda s: s.answers("Sure!"), lambda s: s.fails(500), lambda s: s.answers("")])
def test_a_reading_that_failed_refers(ollama: OllamaStub, break_it: Callable[[OllamaStub], None]) -> None:
    for _ in range(3):
        break_it(ollama)
    reading = reading_of(ollama)
    assert "result" in {error.kind for error in reading.errors}
    assert reading.readings[0].read_by is None
    assert reading.readings[0].unread_because


def test_where_no_model_is_routed_a_letter_stays_unread(ollama: OllamaStub) -> None:
    reading = reading_of(ollama, asks=False)
    assert reading.readings[0].unread_because == "no model is routed to intake"
    assert ollama.received == []


def test_a_fact_said_twice_is_kept_once() -> None:
    draft = DraftFact.model_validate(GOOD)
    assert len(believed([draft, draft], {"L1": LETTER}).facts) == 1


def run(stub: OllamaStub, model: Callable[[Asked, Any], Said]) -> PipelineResult:
    async def through() -> PipelineResult:
        behave(stub, model)
        async with open_pipeline("local") as pipeline:
            return await pipeline.run(with_letter())

    return asyncio.run(through())


def test_a_letter_that_was_read_is_still_a_condition_for_a_person(ollama: OllamaStub) -> None:
    def reading(asked: Asked, rng: Any) -> Said:
        return Said(facts(GOOD)) if "facts" in asked.schema["properties"] else honest(asked, rng)

    result = run(ollama, reading)
    assert result.letters[0].facts
    assert "intake.letters" in {condition.rule_id for condition in result.conditions}
    assert result.outcome is Outcome.APPROVE_WITH_CONDITIONS
