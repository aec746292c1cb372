"""An embedder behind a network: batches, patience with a server that is busy, and care with what it answers.

Each provider is one file beside this one with a class of the shape of `EmbeddingClient`. Nothing that a server sent
back is ever put into a message, since error bodies repeat what was asked.
"""

import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Protocol

import numpy as np

from retrieval.embedders.models import EmbeddingModel
from retrieval.embedding import EmbedderUnavailableError, Vectors

_SHORTEST_VECTOR = 1e-6
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{0,59}\Z")


@dataclass(frozen=True)
class Fault:
    """What went wrong with one request, in words that say what to do.

    `passing` is set where the same request may succeed later; `retry_after_s` is when, if the server said so.
    """

    message: str
    passing: bool = False
    retry_after_s: float | None = None


class EmbeddingClient(Protocol):
    """One provider's client for one model. It does not retry, and is safe to call from several threads."""

    def ask(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One request: a vector for each text, in their order. Raises whatever the provider's library raises."""

    def explain(self, error: Exception) -> Fault:
        """The one place where this provider's exceptions become words."""


@dataclass(frozen=True)
class Patience:
    """How long one request may take, how often it is made, and how long to wait in between at most.

    Waits double from `first_wait_s` and vary by half, so that many that failed together do not return together.
    """

    timeout_s: float
    attempts: int
    first_wait_s: float = 0.5
    longest_wait_s: float = 30.0

    def wait_s(self, attempt: int, fault: Fault) -> float | None:
        """Seconds to wait after this attempt failed, counted from 1; None where it is of no use to try again."""
        if not fault.passing or attempt >= self.attempts:
            return None
        spread = random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
        backoff = min(self.longest_wait_s, self.first_wait_s * 2.0 ** (attempt - 1)) * spread
        if fault.retry_after_s is None:
            return backoff
        return None if fault.retry_after_s > self.longest_wait_s else fault.retry_after_s + backoff * 0.1


PASSAGES = Patience(timeout_s=60.0, attempts=5)
"""An ingest can wait a minute or two for a busy server."""
QUERIES = Patience(timeout_s=20.0, attempts=2, longest_wait_s=5.0)
"""Somebody sits before the screen."""


class RemoteEmbedder:
    """`connect` makes a client with a timeout; it may read the environment and is called when first needed."""

    def __init__(
        self,
        model: EmbeddingModel,
        connect: Callable[[EmbeddingModel, float], EmbeddingClient],
        *,
        passages: Patience = PASSAGES,
        queries: Patience = QUERIES,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._model = model
        self._connect = connect
        self._passages = passages
        self._queries = queries
        self._sleep = sleep
        self._lock = Lock()
        self._clients: dict[float, EmbeddingClient] = {}

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def dimension(self) -> int:
        return self._model.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Raises `EmbedderUnavailableError`; then nothing is returned of what was embedded before."""
        size = self._model.texts_per_request
        prefixed = [self._model.document_prefix + text for text in texts]
        batches = [prefixed[first : first + size] for first in range(0, len(prefixed), size)]
        with ThreadPoolExecutor(self._model.parallel_requests, thread_name_prefix="embed") as threads:
            parts = list(threads.map(lambda batch: self._request(batch, self._passages), batches))
        return np.concatenate(parts) if parts else np.zeros((0, self.dimension), np.float32)

    def embed_query(self, query: str) -> Vectors:
        """Raises `EmbedderUnavailableError`."""
        vector: Vectors = self._request([self._model.query_prefix + query], self._queries)[0]
        return vector

    def _request(self, texts: Sequence[str], patience: Patience) -> Vectors:
        client = self._client(patience.timeout_s)
        attempt = 0
        while True:
            attempt += 1
            try:
                answer = client.ask(texts)
            except Exception as error:  # noqa: BLE001 - whatever a library makes of a bad answer becomes a named fault
                fault = client.explain(error)
            else:
                return unit_vectors(answer, len(texts), self._model)
            wait_s = patience.wait_s(attempt, fault)
            if wait_s is None:
                raise EmbedderUnavailableError(_told(self._model, fault, attempt))
            self._sleep(wait_s)

    def _client(self, timeout_s: float) -> EmbeddingClient:
        with self._lock:
            if timeout_s not in self._clients:
                self._clients[timeout_s] = self._connect(self._model, timeout_s)
            return self._clients[timeout_s]


def unit_vectors(answer: Sequence[Sequence[float]], texts: int, model: EmbeddingModel) -> Vectors:
    """The answer as rows of length 1. Raises `EmbedderUnavailableError` for anything else than was asked for."""
    lengths = {len(vector) if isinstance(vector, Sequence) else 0 for vector in answer}
    if len(answer) != texts:
        raise EmbedderUnavailableError(
            f"{model.name} answered with {len(answer)} vectors for {texts} texts. Try again; if it stays so, check "
            "which server answers at the address."
        )
    if lengths != {model.dimension}:
        raise EmbedderUnavailableError(
            f"{model.name} answered with vectors of {', '.join(map(str, sorted(lengths)))} dimensions in place of "
            f"{model.dimension}. Check which model the server gives out under this name, or correct `dimension` in "
            "retrieval/embedders/models.toml."
        )
    try:
        vectors = np.asarray(answer, np.float64)
    except (TypeError, ValueError):
        vectors = np.full((texts, model.dimension), np.nan)
    sizes = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(sizes).all() or (sizes < _SHORTEST_VECTOR).any():
        raise EmbedderUnavailableError(
            f"{model.name} answered with a vector that has no direction, or is not of numbers. Try again; if it stays "
            "so, check which server answers at the address."
        )
    return np.asarray(vectors / sizes, np.float32)


def _told(model: EmbeddingModel, fault: Fault, attempts: int) -> str:
    tried = f" Tried {attempts} times." if attempts > 1 else ""
    asked = "" if fault.retry_after_s is None else f" The server asks to wait {fault.retry_after_s:.0f} s."
    return f"No embeddings from {model.name}: {fault.message}.{tried}{asked}"


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that a server asks to wait, from `retry-after-ms` or `retry-after` (seconds or a date)."""
    with suppress(KeyError, ValueError, TypeError):
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        value = headers["retry-after"].strip()
        if value.replace(".", "", 1).isdigit():
            return float(value)
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    return None


def code_in_words(code: object) -> str:
    """A server's error code for a message, only if it has the form of a code: free text may repeat what was asked."""
    return f" ({code})" if isinstance(code, str) and _CODE.match(code) else ""


def may_pass(status: int) -> bool:
    """Whether the same request may succeed later, by its HTTP status."""
    return status in {408, 409, 425, 429} or status >= 500  # noqa: PLR2004 - the range that HTTP defines
