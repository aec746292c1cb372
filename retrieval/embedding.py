"""What an embedding model must offer, whichever it is, and the memory of queries already embedded."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors. `name` and `dimension` are part of an index's identity and cost nothing to read.

    `embed` blocks, may load a model on its first call, must be safe to call from several threads, and returns one row
    for each text in the order given.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors: ...


@runtime_checkable
class QueryEmbedder(Protocol):
    """What an embedder offers besides if it takes a question otherwise than a passage: in other words, or cheaper."""

    def embed_query(self, query: str) -> Vectors:
        """One unit vector, to be compared with those of `embed`. The same query gives the same vector."""


class EmbedderUnavailableError(RuntimeError):
    """This embedder gives no vectors; the message says why and what to do."""


class QueryEmbeddings:
    """Embeds queries off the event loop and remembers the latest `size` of them.

    A query that is being embedded is not embedded a second time: whoever asks for it meanwhile gets the same vector,
    or the same error. Errors are not remembered. For the tasks of one event loop.
    """

    def __init__(self, embedder: Embedder, size: int = 1024) -> None:
        self._embedder = embedder
        self._size = size
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._running: dict[str, asyncio.Task[Vectors]] = {}

    async def vector(self, query: str) -> Vectors:
        """One vector of the embedder's dimension; it is shared and cannot be written to."""
        known = self._known.get(query)
        if known is not None:
            self._known.move_to_end(query)
            return known
        running = self._running.get(query)
        if running is None:
            running = self._running[query] = asyncio.create_task(asyncio.to_thread(self._embed, query))
            running.add_done_callback(lambda task: self._finish(query, task))
        # the task goes on for the others where one of those who wait gives up
        return await asyncio.shield(running)

    def _embed(self, query: str) -> Vectors:
        vector = query_vector(self._embedder, query)
        vector.flags.writeable = False
        return vector

    def _finish(self, query: str, task: asyncio.Task[Vectors]) -> None:
        del self._running[query]
        if task.cancelled() or task.exception() is not None:
            return
        self._known[query] = task.result()
        if len(self._known) > self._size:
            self._known.popitem(last=False)


def query_vector(embedder: Embedder, query: str) -> Vectors:
    """The vector of a question, by `embed_query` where the embedder has it."""
    return embedder.embed_query(query) if isinstance(embedder, QueryEmbedder) else embedder.embed([query])[0]


def vector_literal(vector: Vectors) -> str:
    """The vector as pgvector reads it, without loss."""
    return "[" + ",".join(map(repr, vector.tolist())) + "]"
