"""A GGUF file as a LangChain chat model, run by llama.cpp inside this process. Imported only where it is asked for."""

import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any

import xllamacpp
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, SystemMessage
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr


class LlamaCppError(Exception):
    """What llama.cpp says instead of an answer; `kind` is its own name for it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@cache
def _server(path: Path, context_tokens: int) -> Any:  # noqa: ANN401 - the package has no types
    """The weights of a file stand in memory once, whatever routes ask for it. Raises RuntimeError."""
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx = context_tokens
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = os.cpu_count() or 1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [secrets.token_hex(32)]
    params.use_jinja = True
    params.warmup = params.ui = params.fit_params = False
    params.verbosity = 0
    return xllamacpp.Server(params)


class ChatLlamaCpp(BaseChatModel):
    """One request at a time; blocks its thread until the answer is whole.

    Raises LlamaCppError. The server object also listens on a port of 127.0.0.1, which needs a key that nobody knows.
    """

    path: Path
    temperature: float
    max_tokens: int
    context_tokens: int

    _server: Any = PrivateAttr()

    def model_post_init(self, _context: Any, /) -> None:  # noqa: ANN401 - pydantic's signature
        self._server = _server(self.path, self.context_tokens)

    @property
    def _llm_type(self) -> str:
        return "llama.cpp"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: Any = None,  # noqa: ANN401, ARG002 - the base class's signature
        **kwargs: Any,  # noqa: ANN401
    ) -> ChatResult:
        roles = [("system" if isinstance(message, SystemMessage) else "user", message.text) for message in messages]
        asked = {
            "messages": [{"role": role, "content": text} for role, text in roles],
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "stop": stop or [],
            **kwargs,
        }
        said = self._server.handle_chat_completions(asked)
        if "error" in said:
            raise LlamaCppError(str(said["error"].get("type", "")))
        choice, usage = said["choices"][0], said["usage"]
        cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
        message = AIMessage(
            content=choice["message"].get("content") or "",
            response_metadata={"finish_reason": choice["finish_reason"], "model_name": self.path.stem},
            usage_metadata=UsageMetadata(
                input_tokens=usage["prompt_tokens"],
                output_tokens=usage["completion_tokens"],
                total_tokens=usage["total_tokens"],
                input_token_details=InputTokenDetails(cache_read=cached),
            ),
        )
        return ChatResult(generations=[ChatGeneration(message=message)])
