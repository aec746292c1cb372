"""OpenAI's chat completions, and servers that speak the same language.

Address and key: OPENAI_BASE_URL (or the older OPENAI_API_BASE) and OPENAI_API_KEY. The address is always passed on
explicitly: left open, LangChain would send prompts through a hosted gateway as soon as LANGSMITH_GATEWAY is set.
"""
# ruff: noqa: PLC0415 - this library costs seconds to import and is loaded only where a route asks for it

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import SecretStr

from llm.failures import FailureKind, ModelFailure
from llm.providers.provider import (
    Known,
    Reading,
    answer_text,
    code_in_words,
    counted,
    failed,
    first_known,
    is_client_error,
    retry_after_s,
)
from llm.trace import Tokens
from llm.zones import Zone

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.runnables import Runnable
    from openai import APIStatusError

    from llm.models import Ability, StructuredMethod
    from llm.route import Route

LOOP_BOUND = True

_DEFAULT_URL = "https://api.openai.com/v1"

_CUT_OFF = "{model} was cut off after {limit} tokens; raise max_output_tokens of the route"
_FILTERED = "a content filter blocked the answer of {model}"


class Settings(NamedTuple):
    base_url: str
    api_key: SecretStr


def zone(model: str) -> Zone:  # noqa: ARG001 - same shape as its siblings
    return Zone.EXTERNAL


def settings() -> Settings:
    key = os.environ.get("OPENAI_API_KEY", "").strip()
    if not key:
        raise ModelFailure(
            FailureKind.UNAUTHORISED,
            "no key for OpenAI; set OPENAI_API_KEY (any word for a server of your own that asks for none)",
            tokens=Tokens(),
        )
    url = os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_BASE") or _DEFAULT_URL
    return Settings(url, SecretStr(key))


def build(route: Route, settings: Settings, ability: Ability) -> BaseChatModel:
    import openai
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(
        model=route.model,
        base_url=settings.base_url,
        api_key=settings.api_key,
        temperature=route.temperature if ability.temperature else None,
        reasoning_effort="minimal" if ability.reasoning == "effort" else None,
        max_completion_tokens=route.max_output_tokens,
        timeout=route.timeout_s,
        max_retries=0,
        # LangChain's own client is shared by all event loops, and a pooled connection dies with the loop it came from
        http_async_client=openai.DefaultAsyncHttpxClient(timeout=route.timeout_s),
        use_responses_api=False,
        cache=False,
        disable_streaming=True,
    )


async def probe(route: Route, settings: Settings) -> None:
    import openai

    key = settings.api_key.get_secret_value()
    async with openai.AsyncOpenAI(base_url=settings.base_url, api_key=key, max_retries=0) as client:
        await client.models.retrieve(route.model)


def constrain(
    model: BaseChatModel, method: StructuredMethod, name: str, schema: dict[str, Any]
) -> Runnable[Any, AIMessage]:
    if method == "json_schema":
        wanted = {"name": name, "strict": True, "schema": schema}
        # as a part of the body the library sends it as it is; as an argument it walks through all of it, type by type,
        # which costs more time than the rest of the call
        return model.bind(extra_body={"response_format": {"type": "json_schema", "json_schema": wanted}})
    tool = {"type": "function", "function": {"name": name, "strict": True, "parameters": schema}}
    return model.bind_tools([tool], tool_choice=name, parallel_tool_calls=False)


async def send(runnable: Runnable[Any, AIMessage], messages: list[BaseMessage]) -> AIMessage:
    return await runnable.ainvoke(messages)


def read(message: AIMessage, route: Route) -> Reading:
    finish = message.response_metadata.get("finish_reason")
    failure = None
    if message.additional_kwargs.get("refusal"):
        failure = failed(FailureKind.REFUSED, "{model} refused to answer", route, generated=True)
    elif finish == "content_filter":
        failure = failed(FailureKind.GUARDRAIL, _FILTERED, route, generated=True)
    elif finish == "length":
        failure = failed(FailureKind.TRUNCATED, _CUT_OFF, route, generated=True)
    return Reading(answer_text(message), counted(message), failure)


def explain(error: Exception, route: Route) -> ModelFailure:
    import openai
    from langchain_core.exceptions import ContextOverflowError

    table = (
        Known((openai.LengthFinishReasonError,), FailureKind.TRUNCATED, _CUT_OFF, generated=True),
        Known((openai.ContentFilterFinishReasonError,), FailureKind.GUARDRAIL, _FILTERED, generated=True),
        Known(
            (ContextOverflowError,),
            FailureKind.CONTEXT_OVERFLOW,
            "the prompt is larger than the window of {model}; lower context_tokens of the route",
        ),
        Known((openai.APITimeoutError,), FailureKind.TIMEOUT, "OpenAI did not answer within {timeout}", generated=True),
        Known(
            (openai.APIConnectionError,),
            FailureKind.UNREACHABLE,
            "no connection to OpenAI, or it broke before the answer was whole; check the network and OPENAI_BASE_URL",
            generated=True,
        ),
    )
    known = first_known(error, table, route)
    if known:
        known.tokens = _used(error) or known.tokens
        return known
    if isinstance(error, openai.APIStatusError):
        return _reported(error, route)
    return ModelFailure(FailureKind.SERVER_ERROR, f"OpenAI's answer could not be read ({type(error).__name__})")


def _reported(error: APIStatusError, route: Route) -> ModelFailure:
    status, code = error.status_code, code_in_words(error.code)
    by_status = {
        401: (FailureKind.UNAUTHORISED, f"OpenAI does not accept the key{code}; check OPENAI_API_KEY"),
        403: (FailureKind.UNAUTHORISED, f"this key may not use {{model}}{code}; check OPENAI_API_KEY"),
        429: (FailureKind.RATE_LIMITED, f"OpenAI limits the rate of requests for {{model}}{code}"),
    }
    by_code = {
        "insufficient_quota": (
            FailureKind.UNAUTHORISED,
            "the OpenAI account has no credit left; waiting will not help",
        ),
        "content_filter": (FailureKind.GUARDRAIL, "a content filter blocked the prompt for {model}"),
    }
    rejected = (FailureKind.MISCONFIGURED, f"OpenAI rejected the request for {{model}} (HTTP {status}){code}")
    broken = (FailureKind.SERVER_ERROR, f"OpenAI reported an error (HTTP {status}){code}")
    fault = by_code.get(error.code or "") or by_status.get(status) or (rejected if is_client_error(status) else broken)
    failure = failed(*fault, route, generated=not is_client_error(status))
    failure.retry_after_s = retry_after_s(error.response.headers)
    return failure


def _used(error: Exception) -> Tokens | None:
    """The count that comes with an answer which the client library itself refused to read."""
    usage = getattr(getattr(error, "completion", None), "usage", None)
    if usage is None:
        return None
    cached = getattr(usage.prompt_tokens_details, "cached_tokens", None) or 0
    return Tokens(
        input=usage.prompt_tokens, cached_input=min(cached, usage.prompt_tokens), output=usage.completion_tokens
    )
