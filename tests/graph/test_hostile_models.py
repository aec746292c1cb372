"""Hostile models on every agent: what they say is more careful than the rules at most, and no invention gets out.

`benchmarks/run_adversary.py` holds thousands of applications to the same checks.
"""

import asyncio
import json
from dataclasses import replace
from random import Random

import pytest

from adversary_checks import plain_numbers, problems, record_of
from adversary_runs import Tally, tried, without_what_if
from agents.record import ExaminationRecord
from builders import application
from graph.result import PipelineResult
from hostile_models import HOSTILE, Anything, Model, Said, honest
from hostile_pipeline import in_process, in_process_routes, pipeline_over
from lending.application import LoanApplication
from lending.decision import Outcome
from llm.desk import Desk
from provider_stubs import Asked
from random_applications import changes_of, drawn
from random_weights import MISSING, random_weights_server

LETTER = {
    "letter_id": "L1",
    "borrower_id": "B1",
    "subject": "A late payment",
    "text": "In May 2025 I was in hospital for three weeks and paid $310 late.",
}
FILES = {
    "approved": application(),
    "with a letter": application(letters=[LETTER]),
    "declined": application({"property.appraisal.condition": "C6"}),
    "incomplete": application({"property.monthly_taxes": None}),
}


RANDOM = [drawn(changes_of(seed)) for seed in range(12)]


async def _all() -> dict[str, Tally]:
    """Each model over the files, a model that does anything over random ones as well: through one pipeline."""
    found: dict[str, Tally] = {}
    models: list[tuple[str, Model, list[LoanApplication]]] = [
        *((name, model, list(FILES.values())) for name, model in HOSTILE.items()),
        ("anything", Anything(), RANDOM),
        ("honest", honest, [FILES["approved"]]),
    ]
    async with pipeline_over(in_process_routes()) as pipeline:
        for name, model, files in models:
            with in_process(model) as count, without_what_if():
                found[name] = await tried(replace(pipeline, desk=Desk(pipeline.desk.routes)), files)
            found[name].answers = count.answers
    return found


@pytest.fixture(scope="module")
def tallies() -> dict[str, Tally]:
    return asyncio.run(_all())


@pytest.mark.parametrize("name", [*HOSTILE, "anything"])
def test_no_model_makes_anything_more_favourable_or_invents(tallies: dict[str, Tally], name: str) -> None:
    tally = tallies[name]
    assert not tally.broken
    assert tally.crashes == 0
    assert tally.model_calls == tally.answers > 0


def test_an_honest_model_is_believed(tallies: dict[str, Tally]) -> None:
    tally = tallies["honest"]
    assert not tally.broken
    assert tally.narratives_by_model >= 4
    assert tally.failed_calls == 0


def one_run(whole: LoanApplication) -> tuple[PipelineResult, ExaminationRecord]:
    async def run() -> tuple[PipelineResult, ExaminationRecord]:
        with in_process(honest):
            async with pipeline_over(in_process_routes()) as pipeline:
                result = await pipeline.run(whole)
                return result, await record_of(pipeline, result)

    return asyncio.run(run())


def test_the_checks_find_what_they_look_for() -> None:
    whole = FILES["declined"]
    result, record = one_run(whole)
    assert problems(whole, result, record) == []
    narrative = record.narratives["decision"]
    sentence = narrative.sentences[0].model_copy(
        update={"text": "Approved at ninety, 12.345%.", "cites": ("finding:made.up",)}
    )
    forged = record.model_copy(
        update={
            "narratives": {
                **record.narratives,
                "decision": narrative.model_copy(update={"sentences": (sentence,), "written_by": "model"}),
            }
        }
    )
    approved = result.model_copy(update={"outcome": Outcome.APPROVE, "findings": result.findings[1:]})
    found = " | ".join(problems(whole, approved, forged))
    for words in ("decline became approve", "finding ", "made.up, which nobody made", "12.345", "ninety in words"):
        assert words in found


def test_numbers_are_compared_as_bare_digits() -> None:
    assert plain_numbers("$1,200.50 and 045 and 7.00% and \uff14\uff12") == {"1200.5", "45", "7", "42"}


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"always tools"}))
def test_a_hostile_model_is_not_the_honest_one(name: str) -> None:
    schema = {
        "type": "object",
        "properties": {
            "sentences": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "text": {"type": "string"},
                        "cites": {"type": "array", "items": {"type": "string"}},
                    },
                },
            }
        },
    }
    draft = [{"text": "The LTV is 75.00% and passed.", "cites": ["ratio:ltv"]}]
    asked = Asked(schema, "", json.dumps({"draft": draft}))
    assert json.loads(honest(asked, Random(1)).text) == {"sentences": draft}
    said = [HOSTILE[name](asked, Random(seed)) for seed in range(5)]
    assert any(each != Said(json.dumps({"sentences": draft})) for each in said)


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
def test_a_model_of_random_weights_changes_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    async def run() -> Tally:
        with random_weights_server(tmp_path_factory.mktemp("random"), tokens=48) as routes:
            async with pipeline_over(routes) as pipeline:
                return await tried(pipeline, [FILES["declined"], FILES["with a letter"]])

    tally = asyncio.run(run())
    assert not tally.broken
    assert tally.model_calls > 5
