"""One structured question to one model.

`ask` is the only function that sends a prompt. It asks once: retries, back-off and fallback routes belong to the desk.
"""

import asyncio
import hashlib
import json
import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel

from llm.answer import accept
from llm.failures import FailureKind, ModelFailure
from llm.models import ability_of
from llm.prompt import Prompt
from llm.providers.provider import Reading
from llm.providers.registry import PROVIDERS, chat_model
from llm.route import Route
from llm.schema import portable_schema, schema_name
from llm.trace import Call, Tokens

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

T = TypeVar("T", bound=BaseModel)

_BYTES_PER_TOKEN = 3
_OVERHEAD_TOKENS = 64


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A model's answer that passed the schema. `calls` accounts for every attempt; the last one gave the answer.

    `route` is the one that answered.
    """

    value: T
    raw: str
    calls: tuple[Call, ...]
    route: Route


async def ask(
    route: Route,
    *,
    agent: str,
    prompt: Prompt,
    user: str,
    schema: type[T],
    purpose: str = "",
    deadline: float | None = None,
) -> Answer[T]:
    """Ask the route's model once for an object of `schema`, a frozen pydantic model.

    It gets the route's `timeout_s`, or less where `deadline`, a time of the event loop's clock, comes sooner. Raises
    ModelFailure for whatever goes wrong between here and the model, with `calls` filled in; nothing that a server or a
    model does raises anything else. Raises ValueError for a route without a model and TypeError for a schema that no
    model can be held to: those are mistakes of the program.
    """
    if not route.asks_a_model:
        raise ValueError(f"agent {agent} has a template route; ask only when route.asks_a_model")
    if not schema.model_config.get("frozen"):
        raise TypeError(f"{schema.__name__} must be frozen: an answer is a record and does not change")
    wanted = portable_schema(schema)
    ability = ability_of(route.provider, route.model)
    digest = prompt_hash(route, prompt.text, user, wanted)
    began, started = datetime.now(UTC), time.perf_counter()

    def account(tokens: Tokens | None, failure: str | None = None) -> Call:
        return Call(
            provider=route.provider,
            model=route.model,
            prompt_hash=digest,
            purpose=purpose,
            prompt=prompt.name,
            started=began,
            failure=failure,
            tokens=tokens or Tokens(),
            cost_usd=ability.cost_usd(tokens),
            latency_ms=round((time.perf_counter() - started) * 1000),
        )

    try:
        _check_size(route, prompt.text, user, wanted)
        model = await chat_model(route)
        bound = PROVIDERS[route.provider].constrain(model, ability.structured, schema_name(schema), wanted)
        started = time.perf_counter()
        left = route.timeout_s if deadline is None else deadline - asyncio.get_running_loop().time()
        timeout_s = max(0.0, min(route.timeout_s, left))
        reading = await _send(route, bound.with_config(run_name=agent), prompt.text, user, timeout_s)
        value = accept(reading, route, schema)
    except ModelFailure as failure:
        failure.calls = (account(failure.tokens, failure.reason),)
        raise
    return Answer(value, reading.text, (account(reading.tokens),), route)


def unsent(
    route: Route, *, prompt: Prompt, user: str, schema: type[BaseModel], purpose: str, reason: str, waited_s: float
) -> Call:
    """The account of a request that was never sent: no tokens, no cost, and the time that it waited to be."""
    return Call(
        provider=route.provider,
        model=route.model,
        prompt_hash=prompt_hash(route, prompt.text, user, portable_schema(schema)),
        purpose=purpose,
        prompt=prompt.name,
        started=datetime.now(UTC) - timedelta(seconds=waited_s),
        failure=reason,
        sent=False,
        tokens=Tokens(),
        cost_usd=Decimal(0),
        latency_ms=round(waited_s * 1000),
    )


def most_expected(route: Route, *, prompt: Prompt, user: str, schema: type[BaseModel]) -> Tokens:
    """About as many tokens as one request can use: the prompt, none of it cached, and the longest answer."""
    prompt_tokens = estimated_tokens(prompt.text, user, json.dumps(portable_schema(schema)))
    return Tokens(input=prompt_tokens, output=route.max_output_tokens)


def prompt_hash(route: Route, system: str, user: str, wanted: dict[str, Any]) -> str:
    """SHA-256 over all that decides what the model is asked; `wanted` is the JSON schema as it is sent."""
    asked = [route.provider, route.model, route.temperature, system, user, wanted]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def estimated_tokens(*texts: str) -> int:
    """A count that errs on the high side: one token for three bytes, and a constant for what wraps a message.

    An assumption, not a measurement: tokenizers differ. Where a provider would drop what is too long without a
    word, its own count is compared with the window after the call as well.
    """
    return math.ceil(sum(len(text.encode(errors="replace")) for text in texts) / _BYTES_PER_TOKEN) + _OVERHEAD_TOKENS


def _check_size(route: Route, system: str, user: str, wanted: dict[str, Any]) -> None:
    prompt = estimated_tokens(system, user, json.dumps(wanted))
    if prompt + route.max_output_tokens > route.context_tokens:
        raise ModelFailure(
            FailureKind.CONTEXT_OVERFLOW,
            f"a prompt of about {prompt} tokens and an answer of {route.max_output_tokens} do not fit the "
            f"{route.context_tokens} tokens of the route; shorten the prompt or raise context_tokens",
            tokens=Tokens(),
        )


async def _send(route: Route, bound: "Runnable[Any, AIMessage]", system: str, user: str, timeout_s: float) -> Reading:
    from langchain_core.messages import HumanMessage, SystemMessage  # noqa: PLC0415 - costs as much as a provider

    provider = PROVIDERS[route.provider]
    static = SystemMessage(system)
    if ability_of(route.provider, route.model).caching == "cache_point":
        static = SystemMessage([{"type": "text", "text": system}, {"cachePoint": {"type": "default"}}])
    try:
        async with asyncio.timeout(timeout_s):
            message = await provider.send(bound, [static, HumanMessage(user)])
        return provider.read(message, route)
    except TimeoutError:
        failure = ModelFailure(FailureKind.TIMEOUT, f"{route.model} did not finish within {timeout_s:.3g} s")
    except Exception as error:  # noqa: BLE001 - whatever a client library raises becomes a named failure
        failure = provider.explain(error, route)
    # raised outside the handlers, so that the library's exception, which may quote the prompt, is not chained to it
    raise failure
