"""The ways in which asking a model can fail, each with a name of its own."""

from collections.abc import Sequence
from enum import StrEnum

from llm.trace import Call, Tokens


class FailureKind(StrEnum):
    UNREACHABLE = "unreachable"
    """No connection, or one that broke before the answer was whole."""
    TIMEOUT = "timeout"
    RATE_LIMITED = "rate_limited"
    UNAUTHORISED = "unauthorised"
    """No key, a key that is not accepted, or an account that may not use this model."""
    MISCONFIGURED = "misconfigured"
    """The request cannot succeed as it is set up: unknown model, missing region, an option the server rejects."""
    SERVER_ERROR = "server_error"
    CONTEXT_OVERFLOW = "context_overflow"
    REFUSED = "refused"
    GUARDRAIL = "guardrail"
    TRUNCATED = "truncated"
    NO_ANSWER = "no_answer"
    """Nothing at all, or JSON null, where an object was asked for."""
    PROSE = "prose"
    INVALID_JSON = "invalid_json"
    WRONG_SCHEMA = "wrong_schema"
    CIRCUIT_OPEN = "circuit_open"
    """Not sent: the provider failed so often in a row that it is left alone for a while."""
    OVER_BUDGET = "over_budget"
    """Not sent: it might have cost more than the application, or the run, has left."""
    OUT_OF_TIME = "out_of_time"
    """Not sent: the application's time is over, or would be before the provider takes the request."""


NOT_SENT = frozenset({FailureKind.CIRCUIT_OPEN, FailureKind.OVER_BUDGET, FailureKind.OUT_OF_TIME})
"""Decided by the desk alone: nothing left this process, and nothing is charged."""


class ModelFailure(Exception):  # noqa: N818 - an outcome that every caller must expect, named like the domain
    """A model was asked and gave nothing that can be used.

    The message is written by us in plain words. It never repeats what a server sent back, because error bodies
    repeat prompts and keys.

    `tokens` is what the provider counted: zero when it is certain that nothing was generated, None when it is not
    known. `calls` is the account of every attempt, filled in by `llm.call.ask` and by the desk: at least
    one entry.
    """

    def __init__(
        self,
        kind: FailureKind,
        message: str,
        *,
        tokens: Tokens | None = None,
        retry_after_s: float | None = None,
        calls: Sequence[Call] = (),
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.tokens = tokens
        self.retry_after_s = retry_after_s
        self.calls = tuple(calls)

    @property
    def reason(self) -> str:
        """Kind and message in one line, for a trace or an `errors` entry."""
        return f"{self.kind}: {self.message}"
