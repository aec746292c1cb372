"""Ollama's embeddings through its native `/api/embed`: models on the lender's own machines.

Address: OLLAMA_HOST, as Ollama's own tools read it (default: port 11434 on this machine). A text that is longer than
the model's window is cut there, as the local embedder does.
"""
# ruff: noqa: PLC0415 - this library costs a second to import and is loaded only where a route asks for it

from collections.abc import Sequence

from retrieval.embedders.models import EmbeddingModel
from retrieval.embedders.remote import Fault, may_pass


class OllamaClient:
    def __init__(self, model: EmbeddingModel, timeout_s: float) -> None:
        from ollama import Client

        self._model = model
        self._timeout_s = timeout_s
        self._client = Client(timeout=timeout_s)

    def ask(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Ollama's default window is smaller than what some models read, so it is asked for."""
        answer = self._client.embed(
            model=self._model.model, input=list(texts), truncate=True, options={"num_ctx": self._model.max_tokens}
        )
        return answer.embeddings

    def explain(self, error: Exception) -> Fault:
        import httpx
        from ollama import ResponseError

        if isinstance(error, ResponseError):
            return self._reported(error.status_code)
        if isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout):
            return Fault(f"Ollama did not answer within {self._timeout_s:g} s", passing=True)
        if isinstance(error, (ConnectionError, httpx.TransportError)):
            return Fault(
                "no Ollama server answers; start it with `ollama serve`, or set OLLAMA_HOST to where it runs", True
            )
        return Fault(f"its answer could not be read ({type(error).__name__}); check OLLAMA_HOST")

    def _reported(self, status: int) -> Fault:
        if status in {401, 403}:
            return Fault("the Ollama server wants a login; check OLLAMA_HOST")
        if status == 404:  # noqa: PLR2004 - not found
            return Fault(f"Ollama has no model {self._model.model}; fetch it with `ollama pull {self._model.model}`")
        if status == 429:  # noqa: PLR2004 - too many requests
            return Fault("Ollama takes no more requests just now; try again later", passing=True)
        if may_pass(status):
            return Fault(f"Ollama reported an error (HTTP {status}); look into its log", passing=True)
        return Fault(f"Ollama rejected the request (HTTP {status}); check that {self._model.model} embeds texts")
