"""What an embedding model must offer, whichever it is, and the memory of queries already embedded."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

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


class EmbedderUnavailableError(RuntimeError):
    """The model of this embedder cannot be loaded; the message says what to do."""


class QueryEmbeddings:
    """Embeds queries off the event loop and remembers the latest `size` of them."""

    def __init__(self, embedder: Embedder, size: int = 1024) -> None:
        self._embedder = embedder
        self._size = size
        self._known: OrderedDict[str, Vectors] = OrderedDict()

    async def vector(self, query: str) -> Vectors:
        """One vector of the embedder's dimension."""
        known = self._known.get(query)
        if known is None:
            known = (await asyncio.to_thread(self._embedder.embed, [query]))[0]
            self._known[query] = known
            if len(self._known) > self._size:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(query)
        return known


def vector_literal(vector: Vectors) -> str:
    """The vector as pgvector reads it, without loss."""
    return "[" + ",".join(map(repr, vector.tolist())) + "]"
