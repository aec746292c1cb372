"""What every provider module offers, and what they share.

A further provider is a file of this shape and one line in the registry.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from llm.failures import FailureKind, ModelFailure
from llm.trace import Tokens

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.runnables import Runnable

    from llm.models import Ability, StructuredMethod
    from llm.route import Route
    from llm.zones import Zone

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{0,59}\Z")


class Reading(NamedTuple):
    """What a provider's message says, before it is parsed.

    `failure` is set when the message itself tells that it cannot be used (refused, blocked, cut off).
    `tokens` is None where the provider gave no count.
    """

    text: str
    tokens: Tokens | None
    failure: ModelFailure | None


class Known(NamedTuple):
    """A row of a provider's table of exceptions. The message may name {model}, {timeout} and {limit}.

    `generated` is false where it is certain that the model wrote nothing, so that nothing was charged.
    """

    errors: tuple[type[Exception], ...]
    kind: FailureKind
    message: str
    generated: bool = False


class Provider(Protocol):
    LOOP_BOUND: bool
    """True when a client serves only the event loop that it was first used in."""

    def zone(self, model: str) -> Zone: ...

    def settings(self) -> Hashable:
        """Address and credentials from the provider's usual environment variables. Raises ModelFailure."""

    def build(self, route: Route, settings: Any, ability: Ability) -> BaseChatModel:  # noqa: ANN401 - each has its own
        """A client that does not retry. May take seconds: imports the provider's library. Raises ModelFailure."""

    async def probe(self, route: Route, settings: Any) -> None:  # noqa: ANN401
        """Asks whether the route's model could answer, without having it write anything. Raises ModelFailure."""

    def constrain(
        self, model: BaseChatModel, method: StructuredMethod, name: str, schema: dict[str, Any]
    ) -> Runnable[Any, AIMessage]: ...

    async def send(self, runnable: Runnable[Any, AIMessage], messages: list[BaseMessage]) -> AIMessage: ...

    def read(self, message: AIMessage, route: Route) -> Reading: ...

    def explain(self, error: Exception, route: Route) -> ModelFailure:
        """The one place where this provider's exceptions become named failures."""


def first_known(error: Exception, table: Iterable[Known], route: Route) -> ModelFailure | None:
    for row in table:
        if isinstance(error, row.errors):
            return failed(row.kind, row.message, route, generated=row.generated)
    return None


def failed(kind: FailureKind, message: str, route: Route, *, generated: bool) -> ModelFailure:
    words = message.format(model=route.model, timeout=f"{route.timeout_s:g} s", limit=route.max_output_tokens)
    return ModelFailure(kind, words, tokens=None if generated else Tokens())


def answer_text(message: AIMessage) -> str:
    """The JSON that the model wrote, whether as text or as the arguments of the tool it was told to call."""
    for call in message.tool_calls:
        return json.dumps(call["args"])
    for broken in message.invalid_tool_calls:
        return broken["args"] or ""
    return str(message.text)


def counted(message: AIMessage) -> Tokens | None:
    usage = message.usage_metadata
    if usage is None:
        return None
    prompt = max(0, usage["input_tokens"])
    cached = usage.get("input_token_details", {}).get("cache_read") or 0
    return Tokens(input=prompt, cached_input=min(max(0, cached), prompt), output=max(0, usage["output_tokens"]))


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait, from `retry-after-ms` or `retry-after` (seconds or a date)."""
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        value = headers["retry-after"]
        if value.strip().isdigit():
            return float(value)
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (KeyError, ValueError, TypeError):
        return None


def code_in_words(code: object) -> str:
    """A server's error code for a message, only if it has the form of a code: free text may repeat a prompt."""
    return f" ({code})" if isinstance(code, str) and _CODE.match(code) else ""


def is_client_error(status: int) -> bool:
    """HTTP 4xx: the server turned the request down, so no model has run."""
    return 400 <= status < 500  # noqa: PLR2004 - the range that HTTP defines
