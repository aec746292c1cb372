"""The calls to models in the order in which they were made, each told apart: asked first, again, or of another."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal

from lending.base import Frozen
from llm.providers.registry import PROVIDERS
from llm.trace import AgentTrace, Call
from llm.zones import Zone

Step = Literal["first", "retry", "fallback", "further"]
STEPS: dict[Step, str] = {"first": "", "retry": "retry", "fallback": "fallback route", "further": "next question"}

_NEVER = datetime.min.replace(tzinfo=UTC)


class AskedCall(Frozen):
    """`number` counts the calls of a run from 1.

    A `retry` puts a question again that failed, a `fallback` puts it to another model; a `further` question is a new
    one of the same purpose, as one with defects named is.

    `zone` is where the provider runs as the addresses are set today; None for a provider that is no longer known.
    """

    number: int
    agent: str
    step: Step
    zone: Zone | None
    call: Call


def asked_calls(parts: Iterable[tuple[str, Iterable[Call]]]) -> tuple[AskedCall, ...]:
    """`parts` are agents' names, each with calls of its own, in order of `started`."""
    every = [(agent, call) for agent, calls in parts for call in calls]
    every.sort(key=lambda entry: entry[1].started or _NEVER)  # keeps the order of calls of which no time is known
    before: dict[tuple[str, str], list[Call]] = {}
    asked = []
    for number, (agent, call) in enumerate(every, start=1):
        earlier = before.setdefault((agent, call.purpose), [])
        asked.append(
            AskedCall(number=number, agent=agent, step=_step(call, earlier), zone=_zone(call), call=call),
        )
        earlier.append(call)
    return tuple(asked)


def calls_of(traces: Iterable[AgentTrace]) -> tuple[AskedCall, ...]:
    return asked_calls((trace.agent, trace.calls) for trace in traces)


def _step(call: Call, earlier: list[Call]) -> Step:
    failed = [other for other in earlier if other.failure]
    if any(other.prompt_hash == call.prompt_hash for other in failed):
        return "retry"
    if failed and all((other.provider, other.model) != (call.provider, call.model) for other in earlier):
        return "fallback"
    return "further" if earlier else "first"


def _zone(call: Call) -> Zone | None:
    provider = PROVIDERS.get(call.provider)
    return provider.zone(call.model) if provider else None


def failure_kind(failure: str) -> str:
    """The name of the failure, from a reason as `llm.failures.ModelFailure.reason` writes it."""
    return failure.partition(":")[0]
