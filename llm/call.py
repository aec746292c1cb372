"""One structured question to one model.

The only function that sends a prompt. It asks once: retries, back-off and fallback routes belong to its caller.
"""

import asyncio
import hashlib
import json
import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel

from llm.answer import accept
from llm.failures import FailureKind, ModelFailure
from llm.models import ability_of
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
    """A model's answer that passed the schema. `calls` accounts for every attempt; the last one gave the answer."""

    value: T
    raw: str
    calls: tuple[Call, ...]


async def ask(route: Route, *, agent: str, system: str, user: str, schema: type[T]) -> Answer[T]:
    """Ask the route's model once for an object of `schema`, a frozen pydantic model.

    Raises ModelFailure for whatever goes wrong between here and the model, with `calls` filled in; nothing that a
    server or a model does raises anything else. Raises ValueError for a route without a model and TypeError for a
    schema that no model can be held to: those are mistakes of the program.
    """
    if not route.asks_a_model:
        raise ValueError(f"agent {agent} has a template route; ask only when route.asks_a_model")
    if not schema.model_config.get("frozen"):
        raise TypeError(f"{schema.__name__} must be frozen: an answer is a record and does not change")
    wanted = portable_schema(schema)
    ability = ability_of(route.provider, route.model)
    digest = prompt_hash(route, system, user, wanted)
    started = time.perf_counter()

    def account(tokens: Tokens | None) -> Call:
        return Call(
            provider=route.provider,
            model=route.model,
            prompt_hash=digest,
            tokens=tokens or Tokens(),
            cost_usd=ability.cost_usd(tokens),
            latency_ms=round((time.perf_counter() - started) * 1000),
        )

    try:
        _check_size(route, system, user, wanted)
        model = await chat_model(route)
        bound = PROVIDERS[route.provider].constrain(model, ability.structured, schema_name(schema), wanted)
        started = time.perf_counter()
        reading = await _send(route, bound.with_config(run_name=agent), system, user)
        value = accept(reading, route, schema)
    except ModelFailure as failure:
        failure.calls = (account(failure.tokens),)
        raise
    return Answer(value, reading.text, (account(reading.tokens),))


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


async def _send(route: Route, bound: "Runnable[Any, AIMessage]", system: str, user: str) -> Reading:
    from langchain_core.messages import HumanMessage, SystemMessage  # noqa: PLC0415 - costs as much as a provider

    provider = PROVIDERS[route.provider]
    try:
        async with asyncio.timeout(route.timeout_s):
            message = await provider.send(bound, [SystemMessage(system), HumanMessage(user)])
        return provider.read(message, route)
    except TimeoutError:
        failure = ModelFailure(FailureKind.TIMEOUT, f"{route.model} did not finish within {route.timeout_s:g} s")
    except Exception as error:  # noqa: BLE001 - whatever a client library raises becomes a named failure
        failure = provider.explain(error, route)
    # raised outside the handlers, so that the library's exception, which may quote the prompt, is not chained to it
    raise failure
