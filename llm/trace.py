"""The account of model work: what one call used, and what one agent's part of a run used."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Self

from pydantic import Field

from lending.base import Frozen


class Tokens(Frozen):
    """Token counts as the provider reported them, zero where it reported none.

    `input` is the whole prompt; `cached_input` is the part of it that the provider served from its cache.
    """

    input: int = Field(default=0, ge=0)
    cached_input: int = Field(default=0, ge=0)
    output: int = Field(default=0, ge=0)

    def __add__(self, other: Self) -> "Tokens":
        return Tokens(
            input=self.input + other.input,
            cached_input=self.cached_input + other.cached_input,
            output=self.output + other.output,
        )


class Call(Frozen):
    """One request to one model, answered or failed. `cost_usd` is None when it is not known.

    `purpose` says what was asked for (a narrative, a reading, ...), `prompt` which prompt files with their versions,
    `started` when (UTC). `failure` is the reason why the answer could not be used, None where it could. `sent` is false
    where nothing was sent, because the budget or a circuit breaker forbade it. `key` knows the question whatever model
    it goes to (`llm.journal`), `answer` is what the model wrote, as it wrote it, where that could be used.
    """

    provider: str
    model: str
    prompt_hash: str
    purpose: str = ""
    prompt: str = ""
    key: str = ""
    answer: str | None = None
    started: datetime | None = None
    failure: str | None = None
    sent: bool = True
    tokens: Tokens
    cost_usd: Decimal | None
    latency_ms: int = Field(ge=0)


class AgentTrace(Frozen):
    """Who worded one agent's result, and at what price. Tokens, cost and latency are sums over all attempts.

    A template's wording has `provider` "template", no prompt hash, no attempts and costs nothing.
    `cost_usd` is None as soon as the cost of one attempt is not known: a sum with a hole in it is not a sum.
    When a model was asked and failed, provider and model are the ones that were asked, `fell_back` is true and
    `fallback_reason` says why the template's wording stands. `started` is when (UTC) the agent itself began.
    """

    agent: str
    provider: str
    model: str
    prompt_hash: str | None
    tokens: Tokens
    cost_usd: Decimal | None
    latency_ms: int = Field(ge=0)
    attempts: int = Field(ge=0)
    fell_back: bool
    fallback_reason: str | None
    calls: tuple[Call, ...] = ()
    started: datetime | None = None

    @classmethod
    def of_template(cls, agent: str, latency_ms: int = 0, started: datetime | None = None) -> Self:
        return cls(
            agent=agent,
            provider="template",
            model="template",
            prompt_hash=None,
            tokens=Tokens(),
            cost_usd=Decimal(0),
            latency_ms=latency_ms,
            attempts=0,
            fell_back=False,
            fallback_reason=None,
            started=started,
        )

    @classmethod
    def of_calls(cls, agent: str, calls: Sequence[Call], fallback_reason: str | None = None) -> Self:
        """The trace of at least one call; the last one gives provider, model and prompt hash.

        Pass `answer.calls` of a success, or `failure.calls` with `failure.reason` of a failure.
        """
        last = calls[-1]
        costs = [call.cost_usd for call in calls]
        known = [cost for cost in costs if cost is not None]
        return cls(
            agent=agent,
            provider=last.provider,
            model=last.model,
            prompt_hash=last.prompt_hash,
            tokens=sum((call.tokens for call in calls), Tokens()),
            cost_usd=sum(known, Decimal(0)) if len(known) == len(costs) else None,
            latency_ms=sum(call.latency_ms for call in calls),
            attempts=sum(call.sent for call in calls),
            fell_back=fallback_reason is not None,
            fallback_reason=fallback_reason,
            calls=tuple(calls),
        )

    @classmethod
    def merged(cls, traces: Sequence[Self]) -> Self:
        """One trace of all that one agent did; `traces` are its own, at least one, in order.

        The last that asked a model names who worded the result.
        """
        asked = [trace for trace in traces if trace.attempts]
        named = asked[-1] if asked else traces[-1]
        costs = [trace.cost_usd for trace in traces]
        known = [cost for cost in costs if cost is not None]
        return named.model_copy(
            update={
                "tokens": sum((trace.tokens for trace in traces), Tokens()),
                "cost_usd": sum(known, Decimal(0)) if len(known) == len(costs) else None,
                "latency_ms": sum(trace.latency_ms for trace in traces),
                "attempts": sum(trace.attempts for trace in traces),
                "calls": tuple(call for trace in traces for call in trace.calls),
                "started": min((trace.started for trace in traces if trace.started), default=None),
            }
        )
