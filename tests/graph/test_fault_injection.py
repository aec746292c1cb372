"""Each agent's model fails in each way, over the wire: the run ends, the decision stands, and the failure is told."""

import asyncio
import json
from dataclasses import replace
from random import Random

import pytest

from adversary_checks import calls_of, is_suspended, unreported
from adversary_runs import without_what_if
from builders import application
from graph.result import PipelineResult
from graph.run import Pipeline, open_pipeline
from hostile_models import FAULTS, HOSTILE, Model, Said, behave, honest, reply, reworded
from hostile_pipeline import served
from lending.core import underwrite
from llm.desk import Desk
from provider_stubs import STUBS, Asked, Stub

WRITERS = ("intake", "ratio", "compliance", "underwriting", "decision")
AGENTS = (*WRITERS, "validator")
JUDGES = frozenset({"intake", "underwriting", "validator"})
"""What their models judge the decision waits for, so a failure refers or holds the file."""
LETTER = {"letter_id": "L1", "borrower_id": "B1", "subject": "A gap", "text": "I was between two jobs in 2025."}
FILE = application({"loan.escrow_account": False, "letters": [LETTER]})
TIMEOUT_S = 0.6


def _with(field: str, value: object) -> Model:
    """Honest but for one field of every sentence, or prose where there is none."""

    def model(asked: Asked, rng: Random) -> Said:
        whole = json.loads(honest(asked, rng).text)
        sentences = whole.get("sentences", [])
        for sentence in sentences:
            sentence[field] = value
        return Said(json.dumps(whole) if sentences else "I would rather not say.")

    return model


ANSWERS: dict[str, Model] = {
    **{
        name: HOSTILE[name] for name in ("empty", "null", "prose", "broken", "truncated", "wrong types", "extra fields")
    },
    "refuses": HOSTILE["refuses"],
    "invented citation": _with("cites", ["passage:credit-policy@2026.1#9.9"]),
    "wrong figure": _with("text", "The figure is 12.345%."),
}
NOT_GROUNDED = frozenset({"invented citation", "wrong figure"})
WAYS = (*FAULTS, *ANSWERS)


def _fail(stub: Stub, way: str) -> None:
    def answer(asked: Asked) -> None:
        if way in FAULTS:
            FAULTS[way](stub)
        else:
            reply(stub, ANSWERS[way](asked, Random(0)))

    stub.answer_by = answer


async def _run(pipeline: Pipeline, asked: dict[str, Stub]) -> PipelineResult:
    """The file with these agents on these servers and no model for the others."""
    routes = dict(pipeline.desk.routes)
    for agent, stub in asked.items():
        routes[agent] = stub.route(timeout_s=TIMEOUT_S, context_tokens=32768)
    if "validator" in asked and "second_validator" in routes:
        routes["second_validator"] = routes["validator"]
    return await replace(pipeline, desk=Desk(routes)).run(FILE)


class Outcomes:
    """The result of each agent's failure in each way, and how often models were asked over all of them."""

    def __init__(self) -> None:
        self.results: dict[tuple[str, str], PipelineResult] = {}
        self.requests = 0

    async def establish(self) -> None:
        openai, ollama, bedrock = stubs = [kind() for kind in STUBS]
        with served(*stubs), without_what_if():
            async with open_pipeline("embedded") as pipeline:
                for place, way in enumerate(WAYS):
                    for stub in stubs:
                        _fail(stub, way)
                    turns = [stubs[(place + turn) % len(stubs)] for turn in range(len(WRITERS))]
                    runs = [_run(pipeline, {agent: stub}) for agent, stub in zip(WRITERS, turns, strict=True)]
                    for agent, result in zip(WRITERS, await asyncio.gather(*runs), strict=True):
                        self.results[agent, way] = result
                    behave(ollama, reworded)
                    judge = (openai, bedrock)[place % 2]
                    self.results["validator", way] = await _run(pipeline, {"decision": ollama, "validator": judge})
        self.requests = sum(len(stub.received) for stub in stubs)


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    found = Outcomes()
    asyncio.run(found.establish())
    return found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("agent", AGENTS)
def test_a_failure_of_one_agents_model(outcomes: Outcomes, agent: str, way: str) -> None:
    result = outcomes.results[agent, way]
    calls = [call for name, call in calls_of(result) if name == agent]
    assert calls
    assert list(unreported(result)) == []
    if way in NOT_GROUNDED:
        assert [error for error in result.errors if error.agent == agent]
    else:
        assert all(calls), "every call of a model that never answers is accounted for as failed"
    assert result.outcome is underwrite(FILE).decision.outcome or is_suspended(result)
    if is_suspended(result):
        assert agent in JUDGES
    else:
        assert result.release == "released"
    said = next(report for report in result.agents if report.agent == agent)
    assert "12.345" not in " ".join(sentence.text for sentence in said.narrative)
    assert "9.9" not in " ".join(key for sentence in said.narrative for key in sentence.cites)


def test_every_request_stands_in_an_account(outcomes: Outcomes) -> None:
    """A request whose time was over before it was on its way, as on a busy machine, stands there and never arrived."""
    calls = [failure or "" for result in outcomes.results.values() for _, failure in calls_of(result)]
    late = sum(failure.startswith("timeout") for failure in calls)
    assert len(calls) - late <= outcomes.requests <= len(calls)
