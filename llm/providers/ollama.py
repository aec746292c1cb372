"""Ollama through its native `/api/chat`: models on the lender's own machines.

The OpenAI-shaped `/v1` of the same server ignores `num_ctx` and would cut prompts in silence, so it is not used.
Address: OLLAMA_HOST, as Ollama's own tools read it (default: port 11434 on this machine).
"""
# ruff: noqa: PLC0415 - this library costs seconds to import and is loaded only where a route asks for it

from __future__ import annotations

import os
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from llm.failures import FailureKind, ModelFailure
from llm.providers.provider import Known, Reading, answer_text, counted, failed, first_known, is_client_error
from llm.zones import Zone

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.runnables import Runnable

    from llm.models import Ability, StructuredMethod
    from llm.route import Route

LOOP_BOUND = True


class Settings(NamedTuple):
    host: str | None


def zone(model: str) -> Zone:
    """Own network, unless the model is one that Ollama passes on to its cloud, or the host is a public address."""
    host = os.environ.get("OLLAMA_HOST", "").strip()
    name = urlsplit(host if "://" in host else f"//{host}").hostname or ""
    hosted = model.endswith(("-cloud", ":cloud")) or name == "ollama.com" or name.endswith(".ollama.com")
    return Zone.EXTERNAL if hosted or _is_public(name) else Zone.OWN_NETWORK


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return False


def settings() -> Settings:
    return Settings(os.environ.get("OLLAMA_HOST", "").strip() or None)


def build(route: Route, settings: Settings, ability: Ability) -> BaseChatModel:
    from langchain_ollama import ChatOllama

    # a base_url without a scheme would be read differently than by Ollama's client, which knows OLLAMA_HOST itself
    base_url = settings.host if settings.host and "://" in settings.host else None
    return ChatOllama(
        model=route.model,
        base_url=base_url,
        temperature=route.temperature,
        num_ctx=route.context_tokens,
        num_predict=route.max_output_tokens,
        client_kwargs={"timeout": route.timeout_s},
        reasoning=False if ability.reasoning == "think" else None,
        cache=False,
        disable_streaming=True,
    )


async def probe(route: Route, settings: Settings) -> None:
    from ollama import AsyncClient

    await AsyncClient(host=settings.host).show(route.model)


def constrain(
    model: BaseChatModel, method: StructuredMethod, name: str, schema: dict[str, Any]
) -> Runnable[Any, AIMessage]:
    """Ollama constrains its decoder to `format`; it ignores a forced tool, so a tool is only offered."""
    if method == "json_schema":
        return model.bind(format=schema)
    tool = {"type": "function", "function": {"name": name, "description": name, "parameters": schema}}
    return model.bind_tools([tool])


async def send(runnable: Runnable[Any, AIMessage], messages: list[BaseMessage]) -> AIMessage:
    return await runnable.ainvoke(messages)


def read(message: AIMessage, route: Route) -> Reading:
    """A full window means that Ollama dropped a part of the prompt without a word."""
    tokens, state = counted(message), message.response_metadata
    failure = None
    if tokens and tokens.input + tokens.output >= route.context_tokens:
        overflow = f"{{model}} filled its window of {route.context_tokens} tokens, so part of the prompt was dropped"
        failure = failed(FailureKind.CONTEXT_OVERFLOW, f"{overflow}; raise context_tokens", route, generated=True)
    elif state.get("done_reason") == "length":
        cut_off = "{model} was cut off after {limit} tokens; raise max_output_tokens of the route"
        failure = failed(FailureKind.TRUNCATED, cut_off, route, generated=True)
    elif not state.get("done"):
        unclosed = "the answer of {model} ended without Ollama's closing line"
        failure = failed(FailureKind.TRUNCATED, unclosed, route, generated=True)
    return Reading(answer_text(message), tokens, failure)


def explain(error: Exception, route: Route) -> ModelFailure:
    import httpx
    from ollama import ResponseError

    if isinstance(error, ResponseError):
        return _reported(error.status_code, route)
    if isinstance(error, ValueError) and "No data received" in str(error):
        return failed(FailureKind.NO_ANSWER, "{model} was loaded but answered nothing", route, generated=False)
    table = (
        Known(
            (httpx.ConnectError, httpx.ConnectTimeout, ConnectionError),
            FailureKind.UNREACHABLE,
            "no Ollama server answers; start it with `ollama serve`, or set OLLAMA_HOST to where it runs",
        ),
        Known((httpx.TimeoutException,), FailureKind.TIMEOUT, "Ollama did not answer within {timeout}", generated=True),
        Known(
            (httpx.TransportError,),
            FailureKind.UNREACHABLE,
            "Ollama broke the connection before its answer was whole",
            generated=True,
        ),
        Known((httpx.InvalidURL,), FailureKind.MISCONFIGURED, "OLLAMA_HOST is not an address; correct it"),
    )
    unreadable = f"Ollama's answer could not be read ({type(error).__name__})"
    return first_known(error, table, route) or ModelFailure(FailureKind.SERVER_ERROR, unreadable)


def _reported(status: int, route: Route) -> ModelFailure:
    """Ollama gives an HTTP status, or none at all when it fails in the middle of an answer."""
    by_status = {
        401: (FailureKind.UNAUTHORISED, "the Ollama server wants a login; check OLLAMA_HOST"),
        403: (FailureKind.UNAUTHORISED, "the Ollama server wants a login; check OLLAMA_HOST"),
        404: (FailureKind.MISCONFIGURED, "Ollama has no model {model}; fetch it with `ollama pull {model}`"),
        429: (FailureKind.RATE_LIMITED, "Ollama takes no more requests just now"),
    }
    if status in by_status:
        return failed(*by_status[status], route, generated=False)
    if is_client_error(status):
        message = f"Ollama rejected the request for {{model}} (HTTP {status}); check the route"
        return failed(FailureKind.MISCONFIGURED, message, route, generated=False)
    return failed(FailureKind.SERVER_ERROR, "Ollama reported an error while running {model}", route, generated=True)
