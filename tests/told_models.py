"""Models that do what a test tells them, in the place of `llm.call.ask`, and desks to ask them at."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest

from llm import desk as desk_module
from llm.call import Answer
from llm.desk import Desk, Session
from llm.failures import FailureKind, ModelFailure
from llm.limits import Limits, ProviderLimits, RunLimits
from llm.models import ability_of
from llm.route import Route
from llm.trace import Call, Tokens
from model_questions import GOOD, PROMPT, USER, Weighed
from virtual_time import now

USED = Tokens(input=100, output=20)
Model = Callable[[Route, float], Awaitable[Tokens | None]]
"""What a route's model does: returns the tokens of a good answer, or raises."""


def route(provider: str = "openai", model: str = "gpt-4o", **changes: Any) -> Route:
    keys = {"temperature": 0.1, "max_output_tokens": 300, "context_tokens": 8192, "timeout_s": 20.0}
    return Route.model_validate({"provider": provider, "model": model, **keys, **changes})


def limits(**changes: Any) -> Limits:
    run = {
        "attempts": 3,
        "backoff_s": 1.0,
        "backoff_max_s": 8.0,
        "application_timeout_s": 100.0,
        "application_cost_usd": Decimal(1),
        "run_cost_usd": Decimal(10),
    }
    provider = {"max_concurrent": 10, "requests_per_minute": None, "breaker_failures": 5, "breaker_open_s": 30.0}
    one = ProviderLimits.model_validate({key: changes.get(key, value) for key, value in provider.items()})
    return Limits(
        run=RunLimits.model_validate({key: changes.get(key, value) for key, value in run.items()}),
        providers={"openai": one, "ollama": one},
    )


def failure(kind: FailureKind, **rest: Any) -> ModelFailure:
    return ModelFailure(kind, "as the test wants", tokens=Tokens(), **rest)


class Models:
    """Stands in for `llm.call.ask`: `model` does what it likes within the time that the desk gives it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, model: Model) -> None:
        self.sent: list[tuple[float, str]] = []
        self.flying = self.most_flying = 0
        self._model = model
        monkeypatch.setattr(desk_module, "ask", self.ask)

    async def ask(self, route: Route, *, deadline: float, **_rest: object) -> Answer[Weighed]:
        self.sent.append((now(), route.provider))
        self.flying += 1
        self.most_flying = max(self.flying, self.most_flying)
        began = now()

        def account(tokens: Tokens | None, failed: str | None) -> Call:
            return Call(
                provider=route.provider,
                model=route.model,
                prompt_hash="0" * 64,
                failure=failed,
                tokens=tokens or Tokens(),
                cost_usd=ability_of(route.provider, route.model).cost_usd(tokens),
                latency_ms=round((now() - began) * 1000),
            )

        try:
            async with asyncio.timeout(min(route.timeout_s, deadline - now())):
                tokens = await self._model(route, began)
        except TimeoutError:
            late = ModelFailure(FailureKind.TIMEOUT, "late")
            late.calls = (account(None, late.reason),)
            raise late from None
        except ModelFailure as failed:
            failed.calls = (account(failed.tokens, failed.reason),)
            raise
        finally:
            self.flying -= 1
        return Answer(Weighed.model_validate_json(GOOD), GOOD, (account(tokens, None),), route)


def says(*outcomes: FailureKind | None) -> Model:
    """One outcome a request, the last one for ever."""
    left = list(outcomes)

    async def model(_route: Route, _at: float) -> Tokens:
        kind = left.pop(0) if len(left) > 1 else left[0]
        if kind:
            raise failure(kind)
        return USED

    return model


async def put(session: Session, **rest: Any) -> Answer[Weighed]:
    return await session.ask("underwriting", purpose="weighing", prompt=PROMPT, user=USER, schema=Weighed, **rest)


async def outcome_of(session: Session) -> Answer[Weighed] | ModelFailure:
    try:
        return await put(session)
    except ModelFailure as failed:
        return failed


def desk_of(first: Route, **changes: Any) -> Desk:
    return Desk({"underwriting": first}, limits(**changes), jitter=lambda: 1.0)
