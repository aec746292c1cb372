"""OpenAI's embeddings, and servers that speak the same language.

Address and key: OPENAI_BASE_URL (or the older OPENAI_API_BASE) and OPENAI_API_KEY, as for the chat models.
"""
# ruff: noqa: PLC0415 - this library costs a second to import and is loaded only where a route asks for it

import os
from collections.abc import Sequence

from retrieval.embedders.models import EmbeddingModel
from retrieval.embedders.remote import Fault, code_in_words, may_pass, retry_after_s
from retrieval.embedding import EmbedderUnavailableError

_DEFAULT_URL = "https://api.openai.com/v1"


class OpenAIClient:
    def __init__(self, model: EmbeddingModel, timeout_s: float) -> None:
        from openai import OpenAI

        key = os.environ.get("OPENAI_API_KEY", "").strip()
        if not key:
            raise EmbedderUnavailableError(
                f"No embeddings from {model.name}: there is no key for OpenAI. Set OPENAI_API_KEY (any word for a "
                "server of your own that asks for none)."
            )
        url = os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_BASE") or _DEFAULT_URL
        self._model = model
        self._timeout_s = timeout_s
        self._client = OpenAI(api_key=key, base_url=url, timeout=timeout_s, max_retries=0)

    def ask(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        answer = self._client.embeddings.create(
            input=list(texts), model=self._model.model, dimensions=self._model.dimension
        )
        return [item.embedding for item in sorted(answer.data, key=lambda item: item.index)]

    def explain(self, error: Exception) -> Fault:
        import openai

        if isinstance(error, openai.APITimeoutError):
            return Fault(f"OpenAI did not answer within {self._timeout_s:g} s", passing=True)
        if isinstance(error, openai.APIConnectionError):
            return Fault("no connection to OpenAI; check the network and OPENAI_BASE_URL", passing=True)
        if isinstance(error, openai.APIStatusError):
            return self._reported(error.status_code, error.code, retry_after_s(error.response.headers))
        return Fault(f"its answer could not be read ({type(error).__name__}); check OPENAI_BASE_URL")

    def _reported(self, status: int, code: object, wait_s: float | None) -> Fault:
        words = code_in_words(code)
        if code == "insufficient_quota":
            return Fault("the OpenAI account has no credit left, and waiting will not help; add some")
        if status in {401, 403}:
            return Fault(f"OpenAI does not accept the key for this model{words}; check OPENAI_API_KEY")
        if status == 429:  # noqa: PLR2004 - too many requests
            return Fault(f"OpenAI limits the rate of requests{words}; try again later", True, wait_s)
        if may_pass(status):
            return Fault(f"OpenAI reported an error (HTTP {status}){words}; try again later", True, wait_s)
        return Fault(
            f"OpenAI rejected the request (HTTP {status}){words}; check the model's name, its dimension and that no "
            f"text is longer than {self._model.max_tokens} tokens"
        )
