"""The embedded runtime over a model of random weights: llama.cpp in this process, held to the schema."""

import asyncio
from pathlib import Path

import pytest

from llm.call import Answer
from llm.failures import FailureKind, ModelFailure
from llm.providers import embedded
from llm.providers.registry import chat_model, probe, zone_of
from llm.route import Route
from llm.zones import Zone
from model_questions import Weighed, failure_of, put
from random_gguf import write_random_gguf


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("xllamacpp", reason="the embedded runtime is an optional package")
    pytest.importorskip("gguf", reason="the package that writes the model is optional")
    folder = tmp_path_factory.mktemp("models")
    write_random_gguf(folder / "tiny.gguf")
    (folder / "broken.gguf").write_bytes(b"GGUF" + b"0" * 400)
    return folder


@pytest.fixture(autouse=True)
def folder(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERWRIGHT_MODELS", str(models))


def route(model: str = "tiny", max_output_tokens: int = 300, timeout_s: float = 60, temperature: float = 0) -> Route:
    return Route(
        provider="embedded",
        model=model,
        temperature=temperature,
        max_output_tokens=max_output_tokens,
        context_tokens=2048,
        timeout_s=timeout_s,
    )


def answered() -> Answer[Weighed]:
    """An answer of the random weights, which often find no end."""
    for number in range(60):
        try:
            return put(route(temperature=0.5), f"Question {number}")
        except ModelFailure as failure:
            if failure.kind not in {FailureKind.TRUNCATED, FailureKind.INVALID_JSON}:
                raise
    pytest.fail("none of 60 answers came to an end within the schema")


def test_random_weights_are_held_to_the_schema_and_counted() -> None:
    answer = answered()
    assert answer.value.outcome in {"approve", "refer"}
    [call] = answer.calls
    assert call.tokens.input > 20
    assert call.tokens.output > 10
    assert call.cost_usd == 0


def test_a_prompt_that_was_just_read_comes_from_the_cache() -> None:
    failure_of(route(max_output_tokens=5))
    [call] = failure_of(route(max_output_tokens=5)).calls
    assert 0 < call.tokens.cached_input <= call.tokens.input


def test_an_answer_that_does_not_fit_is_cut_off_and_counted() -> None:
    failure = failure_of(route(max_output_tokens=5))
    assert failure.kind is FailureKind.TRUNCATED
    assert failure.tokens is not None
    assert failure.tokens.output == 5


def test_what_random_weights_write_is_never_taken_for_a_fault_of_the_runtime() -> None:
    kinds = set()
    for question in range(12):
        try:
            put(route(temperature=1.0), f"Question {question}")
        except ModelFailure as failure:
            kinds.add(failure.kind)
    assert kinds  # most answers are cut off, or hold bytes that are no text
    assert kinds <= {FailureKind.TRUNCATED, FailureKind.INVALID_JSON}


def test_a_prompt_that_does_not_fit_is_refused_by_the_runtime_itself() -> None:
    # by our own estimate it fits: random weights know single characters, where the estimate counts three bytes a token
    failure = failure_of(route(), "ab " * 900)
    assert failure.kind is FailureKind.CONTEXT_OVERFLOW
    assert "raise context_tokens" in failure.message


def test_an_answer_that_takes_too_long_is_given_up_and_the_next_question_is_answered() -> None:
    failure_of(route(max_output_tokens=5))  # loads the model
    assert failure_of(route(timeout_s=0.02)).kind is FailureKind.TIMEOUT
    answer = answered()
    assert answer.value.outcome in {"approve", "refer"}


def test_nothing_leaves_the_process() -> None:
    assert zone_of(route()) is Zone.IN_PROCESS


def test_a_file_stands_in_memory_once_for_all_routes_that_ask_for_it() -> None:
    async def servers() -> list[object]:
        return [getattr(await chat_model(each), "_server") for each in (route(), route(temperature=0.7))]  # noqa: B009

    first, second = asyncio.run(servers())
    assert first is second


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("absent", "put it there, or set UNDERWRIGHT_MODELS"),
        ("../tiny", "write the name of its file without .gguf"),
        ("broken", "check that the file is whole"),
    ],
)
def test_a_model_that_cannot_be_loaded_is_told_with_what_to_do(model: str, told: str) -> None:
    failure = failure_of(route(model))
    assert failure.kind is FailureKind.MISCONFIGURED
    assert told in failure.message
    assert failure.calls[0].cost_usd == 0


def test_a_runtime_that_is_not_installed_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda _name: None)
    with pytest.raises(ModelFailure, match=r"underwright\[embedded\]") as caught:
        asyncio.run(probe(route()))
    assert caught.value.kind is FailureKind.MISCONFIGURED


def test_a_probe_finds_the_file_and_misses_one_that_is_not_there() -> None:
    asyncio.run(probe(route()))
    with pytest.raises(ModelFailure, match="UNDERWRIGHT_MODELS"):
        asyncio.run(probe(route("absent")))
