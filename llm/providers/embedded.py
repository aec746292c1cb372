"""The embedded runtime: a GGUF file through llama.cpp inside this process. Nothing leaves it.

Files: `<model>.gguf` in UNDERWRIGHT_MODELS (default: the folder `models` in the user's data folder). The runtime is the
optional package xllamacpp. A call that ran out of time goes on in its thread until it is done, at most to the route's
limit of tokens; the next call to the same file waits for it.
"""
# ruff: noqa: PLC0415 - this library is optional and loaded only where a route asks for it

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from llm.failures import FailureKind, ModelFailure
from llm.providers.provider import Reading, answer_text, counted, failed
from llm.trace import Tokens
from llm.zones import Zone

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.runnables import Runnable

    from llm.models import Ability, StructuredMethod
    from llm.route import Route

LOOP_BOUND = False

_UNREADABLE = "produced output that does not match"
"""How llama.cpp words it, in a RuntimeError: the fault is the model's answer, not the runtime."""


class Settings(NamedTuple):
    folder: Path


def zone(model: str) -> Zone:  # noqa: ARG001 - same shape as its siblings
    return Zone.IN_PROCESS


def settings() -> Settings:
    named = os.environ.get("UNDERWRIGHT_MODELS", "").strip()
    if named:
        return Settings(Path(named).expanduser())
    from platformdirs import user_data_path

    return Settings(user_data_path("underwright") / "models")


def build(route: Route, settings: Settings, ability: Ability) -> BaseChatModel:  # noqa: ARG001 - as its siblings
    path = _file(route, settings)
    from llm.providers.llama_cpp import ChatLlamaCpp

    try:
        return ChatLlamaCpp(
            path=path,
            temperature=route.temperature,
            max_tokens=route.max_output_tokens,
            context_tokens=route.context_tokens,
            cache=False,
            disable_streaming=True,
        )
    except RuntimeError:
        message = f"llama.cpp cannot read {path.name}; check that the file is whole"
        raise ModelFailure(FailureKind.MISCONFIGURED, message, tokens=Tokens()) from None


def _file(route: Route, settings: Settings) -> Path:
    """The model's file. Raises ModelFailure where it, or the package that reads it, is not there."""
    if Path(route.model).name != route.model:
        message = f"{route.model} is no name of a model; write the name of its file without .gguf"
        raise ModelFailure(FailureKind.MISCONFIGURED, message, tokens=Tokens())
    path = settings.folder / f"{route.model}.gguf"
    if not path.is_file():
        message = f"there is no {path.name} among the embedded models; put it there, or set UNDERWRIGHT_MODELS"
        raise ModelFailure(FailureKind.MISCONFIGURED, message, tokens=Tokens())
    if find_spec("xllamacpp") is None:
        message = "the embedded runtime is not installed; run `make extras`, or install underwright[embedded]"
        raise ModelFailure(FailureKind.MISCONFIGURED, message, tokens=Tokens())
    return path


async def probe(route: Route, settings: Settings) -> None:
    await asyncio.to_thread(_file, route, settings)


def constrain(
    model: BaseChatModel, method: StructuredMethod, name: str, schema: dict[str, Any]
) -> Runnable[Any, AIMessage]:
    """Always a grammar: llama.cpp holds its decoder to a schema whatever the model is."""
    del method
    wanted = {"name": name, "strict": True, "schema": schema}
    return model.bind(response_format={"type": "json_schema", "json_schema": wanted})


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="embedded")


async def send(runnable: Runnable[Any, AIMessage], messages: list[BaseMessage]) -> AIMessage:
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads(), copy_context().run, runnable.invoke, messages)


def read(message: AIMessage, route: Route) -> Reading:
    failure = None
    if message.response_metadata.get("finish_reason") == "length":
        cut_off = "{model} was cut off after {limit} tokens; raise max_output_tokens of the route"
        failure = failed(FailureKind.TRUNCATED, cut_off, route, generated=True)
    return Reading(answer_text(message), counted(message), failure)


def explain(error: Exception, route: Route) -> ModelFailure:
    kind = getattr(error, "kind", "")
    if kind == "exceed_context_size_error":
        overflow = "the prompt is larger than the window of {model}; raise context_tokens of the route"
        return failed(FailureKind.CONTEXT_OVERFLOW, overflow, route, generated=False)
    if isinstance(error, RuntimeError) and _UNREADABLE in str(error):
        return failed(FailureKind.INVALID_JSON, "{model} wrote what llama.cpp could not read", route, generated=True)
    return failed(FailureKind.SERVER_ERROR, "llama.cpp reported an error while running {model}", route, generated=True)
