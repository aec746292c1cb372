"""The providers' stubs, taught to answer with embeddings."""

import base64
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Protocol

import numpy as np
import pytest

from provider_stubs import BedrockStub, OllamaStub, OpenAIStub, Received
from retrieval.embedders.models import EmbeddingModel
from retrieval.embedders.registry import CLIENTS
from retrieval.embedders.remote import Patience, RemoteEmbedder
from unconfigured import no_settings_of_this_machine

__all__ = ["no_settings_of_this_machine"]

Rows = Sequence[Sequence[float]]


class EmbeddingStub(Protocol):
    """A provider's server and the model it serves. `embeds` queues the replies to one request for several texts."""

    dimension: ClassVar[int]
    received: list[Received]
    provider: ClassVar[str]

    def embeds(self, rows: Rows) -> None: ...

    def asked(self) -> list[Any]: ...

    def answers_nonsense(self) -> None: ...

    def fails(self, status: int, headers: Mapping[str, str] | None = None) -> None: ...

    def hangs(self) -> None: ...


class OpenAIEmbeddings(OpenAIStub):
    model = "text-embedding-3-small"
    dimension: ClassVar[int] = 4

    def embeds(self, rows: Rows) -> None:
        """In reverse order, since only `index` says which text a vector is of; as base64, which the client asks for."""
        data = [
            {
                "object": "embedding",
                "index": index,
                "embedding": base64.b64encode(np.asarray(row, np.float32).tobytes()).decode(),
            }
            for index, row in enumerate(rows)
        ]
        usage = {"prompt_tokens": 8, "total_tokens": 8}
        self.sends({"object": "list", "data": data[::-1], "model": self.model, "usage": usage})

    def asked(self) -> list[Any]:
        return [request.body["input"] for request in self.received]

    def answers_nonsense(self) -> None:
        self.sends({"object": "list", "data": [{"index": 0, "embedding": "not base64!"}]})


class OllamaEmbeddings(OllamaStub):
    model = "nomic-embed-text"
    dimension: ClassVar[int] = 4

    def embeds(self, rows: Rows) -> None:
        self.sends({"model": self.model, "embeddings": rows, "total_duration": 1, "prompt_eval_count": 8})

    def asked(self) -> list[Any]:
        return [request.body["input"] for request in self.received]

    def answers_nonsense(self) -> None:
        self.sends({"model": self.model, "embeddings": "Jane Roe, SSN 123-45-6789"})


class BedrockEmbeddings(BedrockStub):
    model = "amazon.titan-embed-text-v2:0"
    dimension: ClassVar[int] = 4

    def embeds(self, rows: Rows) -> None:
        for row in rows:
            self.sends({"embedding": row, "inputTextTokenCount": 4, "embeddingsByType": {"float": row}})

    def asked(self) -> list[Any]:
        return [[request.body["inputText"]] for request in self.received]

    def answers_nonsense(self) -> None:
        self.sends({"embedding": 7})


Stubs = OpenAIEmbeddings | OllamaEmbeddings | BedrockEmbeddings
KINDS: dict[str, type[Stubs]] = {"openai": OpenAIEmbeddings, "ollama": OllamaEmbeddings, "bedrock": BedrockEmbeddings}

MakeEmbedder = Callable[..., RemoteEmbedder]


@contextmanager
def serving(kind: type[Stubs], monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubs]:
    with kind() as stub:
        for name, value in stub.environment(stub.url).items():
            monkeypatch.setenv(name, value)
        yield stub


@pytest.fixture(params=KINDS)
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubs]:
    """Each provider's stub in turn, or those that a test names."""
    with serving(KINDS[request.param], monkeypatch) as stub:
        yield stub


@pytest.fixture
def waits() -> list[float]:
    """What an embedder would have waited, in seconds; nobody waits."""
    return []


def model_of(kind: type[Stubs], **changes: Any) -> EmbeddingModel:
    keys = {
        "provider": kind.provider,
        "model": kind.model,
        "dimension": kind.dimension,
        "max_tokens": 512,
        "texts_per_request": 1 if kind is BedrockEmbeddings else 2,
        "price": "unknown",
        "source": "invented",
    }
    return EmbeddingModel.model_validate({**keys, **changes})


@pytest.fixture
def embedder(server: Stubs, waits: list[float]) -> MakeEmbedder:
    """The embedder of the stub's provider; it asks three times and gives up after 20 seconds, unless told otherwise."""

    def make(timeout_s: float = 20.0, **changes: Any) -> RemoteEmbedder:
        patience = Patience(timeout_s=timeout_s, attempts=3)
        model = model_of(type(server), **changes)
        return RemoteEmbedder(model, CLIENTS[model.provider], passages=patience, queries=patience, sleep=waits.append)

    return make


@pytest.fixture
def closed_port() -> str:
    """The address of a port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"
