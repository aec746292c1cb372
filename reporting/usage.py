"""What calls to models came to: counts, tokens, cost and time, by whatever they are counted by."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from lending.base import Frozen
from llm.trace import Call, Tokens
from reporting.calls import AskedCall, failure_kind
from reporting.summary import dollars, milliseconds


class Usage(Frozen):
    """`not_sent` counts questions that the desk kept back; they are no `calls`.

    `known_cost_usd` is the cost of the calls whose cost is known; `unpriced` counts the others. `latency_ms` is a sum,
    and more than the time that passed where calls ran beside each other.
    """

    calls: int = 0
    failed: int = 0
    not_sent: int = 0
    tokens: Tokens = Tokens()
    known_cost_usd: Decimal = Decimal(0)
    unpriced: int = 0
    latency_ms: int = 0

    @classmethod
    def of(cls, call: Call) -> "Usage":
        return cls(
            calls=int(call.sent),
            failed=int(call.sent and call.failure is not None),
            not_sent=int(not call.sent),
            tokens=call.tokens,
            known_cost_usd=call.cost_usd or Decimal(0),
            unpriced=int(call.cost_usd is None),
            latency_ms=call.latency_ms,
        )

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            calls=self.calls + other.calls,
            failed=self.failed + other.failed,
            not_sent=self.not_sent + other.not_sent,
            tokens=self.tokens + other.tokens,
            known_cost_usd=self.known_cost_usd + other.known_cost_usd,
            unpriced=self.unpriced + other.unpriced,
            latency_ms=self.latency_ms + other.latency_ms,
        )

    @property
    def cost_words(self) -> str:
        """A sum with a hole in it is told as one."""
        if not self.unpriced:
            return dollars(self.known_cost_usd)
        known = f" ({dollars(self.known_cost_usd)} for the other {self.calls - self.unpriced})"
        return f"not known of {self.unpriced}{known if self.calls > self.unpriced else ''}"


def total(usages: Iterable[Usage]) -> Usage:
    return sum(usages, Usage())


class Spent(Frozen):
    """What a run, or a batch of them, asked of models; `by_model` is keyed by provider and model in one text."""

    by_agent: Mapping[str, Usage] = {}
    by_model: Mapping[str, Usage] = {}
    failures: Mapping[str, int] = {}

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            by_agent=_together(self.by_agent, other.by_agent),
            by_model=_together(self.by_model, other.by_model),
            failures=Counter(self.failures) + Counter(other.failures),
        )

    @property
    def total(self) -> Usage:
        return total(self.by_model.values())


def spent_on(calls: Iterable[AskedCall]) -> Spent:
    every = tuple(calls)
    return Spent(
        by_agent=_counted(every, lambda asked: asked.agent),
        by_model=_counted(every, lambda asked: model_name(asked.call)),
        failures=Counter(failure_kind(asked.call.failure) for asked in every if asked.call.failure),
    )


def model_name(call: Call) -> str:
    return f"{call.provider} {call.model}"


def _counted(calls: Iterable[AskedCall], key: Callable[[AskedCall], str]) -> dict[str, Usage]:
    counted: dict[str, Usage] = {}
    for asked in calls:
        counted[key(asked)] = counted.get(key(asked), Usage()) + Usage.of(asked.call)
    return counted


def _together(one: Mapping[str, Usage], other: Mapping[str, Usage]) -> dict[str, Usage]:
    return {key: one.get(key, Usage()) + other.get(key, Usage()) for key in {**one, **other}}


def failures_in_words(failures: Mapping[str, int]) -> str:
    """Such as `2 timeout, 1 wrong_schema`, the most frequent first."""
    ordered = sorted(failures.items(), key=lambda entry: (-entry[1], entry[0]))
    return ", ".join(f"{count} {kind}" for kind, count in ordered)


def spent_in_words(spent: Spent) -> str:
    """One line on all calls; empty where no model was asked."""
    used = spent.total
    if not used.calls and not used.not_sent:
        return ""
    failed = f", {used.failed} failed" if used.failed else ""
    failed += f", {used.not_sent} more not sent" if used.not_sent else ""
    failed += f" ({failures_in_words(spent.failures)})" if spent.failures else ""
    calls = f"{used.calls:,} {'call' if used.calls == 1 else 'calls'}"
    tokens = f"{used.tokens.input:,} tokens in ({used.tokens.cached_input:,} cached), {used.tokens.output:,} out"
    return f"{calls}{failed}; {tokens}; cost {used.cost_words}; {milliseconds(used.latency_ms)} of answering"
