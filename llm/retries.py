"""What follows a failure: wait and ask again, ask once more, ask elsewhere, or stop.

The only table of this kind. Client libraries and graph nodes do not retry: retries on two levels multiply.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from llm.failures import FailureKind
from llm.limits import RunLimits


class Remedy(StrEnum):
    LATER = "later"
    """It may pass: the same route again after a pause, then the fallback."""
    ELSEWHERE_OR_LATER = "elsewhere or later"
    """It took long already: the fallback at once; the same route again only where there is none."""
    ONCE_MORE = "once more"
    """The model may do better the second time, and hardly the third; then the fallback."""
    ELSEWHERE = "elsewhere"
    """The same question fails here again: the fallback at once."""
    STOP = "stop"


REMEDIES: Mapping[FailureKind, Remedy] = MappingProxyType(
    {
        FailureKind.UNREACHABLE: Remedy.LATER,
        FailureKind.RATE_LIMITED: Remedy.LATER,
        FailureKind.SERVER_ERROR: Remedy.LATER,
        FailureKind.TIMEOUT: Remedy.ELSEWHERE_OR_LATER,
        FailureKind.NO_ANSWER: Remedy.ONCE_MORE,
        FailureKind.PROSE: Remedy.ONCE_MORE,
        FailureKind.INVALID_JSON: Remedy.ONCE_MORE,
        FailureKind.WRONG_SCHEMA: Remedy.ONCE_MORE,
        # the same limit cuts the same answer off again; another model may say it in fewer tokens, or read more
        FailureKind.TRUNCATED: Remedy.ELSEWHERE,
        FailureKind.CONTEXT_OVERFLOW: Remedy.ELSEWHERE,
        FailureKind.UNAUTHORISED: Remedy.ELSEWHERE,
        FailureKind.MISCONFIGURED: Remedy.ELSEWHERE,
        FailureKind.CIRCUIT_OPEN: Remedy.ELSEWHERE,
        FailureKind.OVER_BUDGET: Remedy.ELSEWHERE,
        FailureKind.OUT_OF_TIME: Remedy.ELSEWHERE,
        # a model's no is an answer; looking for another model that says yes would make the guardrail pointless
        FailureKind.REFUSED: Remedy.STOP,
        FailureKind.GUARDRAIL: Remedy.STOP,
    }
)

OF_THE_PROVIDER = frozenset(
    {FailureKind.UNREACHABLE, FailureKind.TIMEOUT, FailureKind.SERVER_ERROR, FailureKind.RATE_LIMITED}
)
"""Failures that speak of the provider and open its circuit. All others are answers: it is there and works.

A limited rate is among them because a provider that turns down request after request, and none in between gets
through, is as good as down.
"""


def asks_again(kind: FailureKind, *, asked: int, attempts: int, misread: int, has_fallback: bool) -> bool:
    """Whether the same route is asked again, after `asked` requests to it of which `misread` had the wrong form."""
    remedy = REMEDIES[kind]
    if asked >= attempts:
        return False
    if remedy is Remedy.ONCE_MORE:
        return misread <= 1
    return remedy is Remedy.LATER or (remedy is Remedy.ELSEWHERE_OR_LATER and not has_fallback)


def pause_s(kind: FailureKind, asked: int, limits: RunLimits, jitter: Callable[[], float]) -> float:
    """Seconds before the next attempt, with full jitter: anywhere from none to a bound that doubles each time.

    `jitter` gives numbers from 0 to 1. An answer of the wrong form needs no pause: the provider is well.
    """
    if REMEDIES[kind] is Remedy.ONCE_MORE:
        return 0.0
    doubled = limits.backoff_s * 2.0 ** min(asked - 1, 30)
    return jitter() * min(limits.backoff_max_s, doubled)
