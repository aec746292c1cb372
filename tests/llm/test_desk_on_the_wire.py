"""The desk through the real clients of all three providers, against loopback servers that fail first."""

import asyncio
import time
from decimal import Decimal
from typing import Any

import pytest

from llm.breaker import State
from llm.call import Answer
from llm.desk import Desk, Session
from llm.failures import FailureKind, ModelFailure
from llm.limits import Limits, ProviderLimits, RunLimits
from llm.providers.registry import PROVIDERS, chat_model
from llm.route import Route
from model_questions import GOOD, PROMPT, USER, Weighed
from provider_stubs import OllamaStub, OpenAIStub, Stub


def desk_of(route: Route, application_timeout_s: float = 30.0, breaker_failures: int = 5) -> Desk:
    run = RunLimits(
        attempts=3,
        backoff_s=0.05,
        backoff_max_s=2.0,
        application_timeout_s=application_timeout_s,
        application_cost_usd=Decimal(1),
        run_cost_usd=Decimal(1),
    )
    one = ProviderLimits(max_concurrent=8, breaker_failures=breaker_failures, breaker_open_s=30.0)
    return Desk({"underwriting": route}, Limits(run=run, providers=dict.fromkeys(PROVIDERS, one)))


async def put(session: Session) -> Answer[Weighed]:
    return await session.ask("underwriting", purpose="weighing", prompt=PROMPT, user=USER, schema=Weighed)


def answered(route: Route, **rest: Any) -> Answer[Weighed]:
    async def warm_and_put() -> Answer[Weighed]:
        await chat_model(route)
        return await put(desk_of(route, **rest).session())

    return asyncio.run(warm_and_put())


def test_a_server_error_is_made_up_for(server: Stub) -> None:
    server.fails(500)
    server.answers(GOOD)
    first, second = answered(server.route()).calls
    assert (first.failure or "").startswith(FailureKind.SERVER_ERROR)
    assert second.failure is None
    assert len(server.received) == 2


def test_a_connection_that_breaks_is_made_up_for(server: Stub) -> None:
    server.breaks_off()
    server.answers(GOOD)
    assert len(answered(server.route()).calls) == 2
    assert len(server.received) == 2


def test_a_hanging_request_is_given_up_and_made_up_for(server: Stub) -> None:
    server.hangs()
    server.answers(GOOD)
    first, second = answered(server.route(timeout_s=2.0)).calls
    assert (first.failure or "").startswith(FailureKind.TIMEOUT)
    assert second.failure is None


def test_an_answer_of_the_wrong_form_is_asked_for_once_more(server: Stub) -> None:
    server.answers("I would refer this file.")
    server.answers(GOOD)
    assert len(answered(server.route()).calls) == 2


@pytest.mark.parametrize("fixture", ["openai_server", "bedrock_server"])
def test_a_limited_rate_is_waited_for_as_long_as_the_server_asks(fixture: str, request: pytest.FixtureRequest) -> None:
    server: Stub = request.getfixturevalue(fixture)
    server.fails(429, {"retry-after": "1"})
    server.answers(GOOD)
    first, second = answered(server.route()).calls
    assert first.started is not None
    assert second.started is not None
    assert (second.started - first.started).total_seconds() >= 1


def test_a_limited_rate_without_a_time_is_asked_again(ollama_server: OllamaStub) -> None:
    ollama_server.fails(429)
    ollama_server.answers(GOOD)
    assert len(answered(ollama_server.route()).calls) == 2


def test_a_refused_connection_opens_the_circuit(
    server: Stub, closed_port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in server.environment(closed_port).items():
        monkeypatch.setenv(name, value)

    async def twice() -> tuple[Desk, list[FailureKind]]:
        desk, kinds = desk_of(server.route(), breaker_failures=3), []
        for _ in range(2):
            with pytest.raises(ModelFailure) as caught:
                await put(desk.session())
            kinds.append(caught.value.kind)
        return desk, kinds

    desk, kinds = asyncio.run(twice())
    assert kinds == [FailureKind.UNREACHABLE, FailureKind.CIRCUIT_OPEN]
    assert desk.gate(server.route()).breaker.state is State.OPEN
    [row] = desk.spent()
    assert (row.calls, row.failures, row.not_sent) == (3, 3, 1)


def test_an_application_that_hangs_ends_when_its_time_is_over(server: Stub) -> None:
    for _ in range(3):
        server.hangs()

    async def late() -> tuple[ModelFailure, float]:
        await chat_model(server.route())
        began = time.monotonic()
        with pytest.raises(ModelFailure) as caught:
            await put(desk_of(server.route(), application_timeout_s=1.0).session())
        return caught.value, time.monotonic() - began

    failure, taken = asyncio.run(late())
    assert failure.kind is FailureKind.TIMEOUT
    assert 0.9 < taken < 4


def test_another_provider_answers_where_the_first_is_broken(
    openai_server: OpenAIStub, ollama_server: OllamaStub
) -> None:
    openai_server.fails(401)
    ollama_server.answers(GOOD)
    answer = answered(openai_server.route(fallback=ollama_server.route()))
    assert answer.route.provider == "ollama"
    assert [call.provider for call in answer.calls] == ["openai", "ollama"]
    assert len(openai_server.received) == len(ollama_server.received) == 1
