"""What late interaction keeps of a passage: the direction of each token's state, in one byte a dimension."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from retrieval.embedding import Vectors

_LARGEST = 127


@dataclass(frozen=True)
class TokenVectors:
    """`steps` (tokens x width) times `worth` (one for each token) are unit vectors."""

    steps: npt.NDArray[np.int8]
    worth: Vectors

    @property
    def size(self) -> int:
        """In bytes."""
        return self.steps.nbytes + self.worth.nbytes


def rounded(states: Vectors) -> TokenVectors:
    """Each state stretched to the whole range of a byte: only directions matter, and how long it was is forgotten."""
    largest = np.maximum(np.abs(states).max(axis=1, initial=0, keepdims=True), np.finfo(np.float32).tiny)
    return _with_worth(np.rint(states * (_LARGEST / largest)).astype(np.int8))


def packed(vectors: TokenVectors) -> bytes:
    return vectors.steps.tobytes()


def unpacked(raw: bytes, width: int) -> TokenVectors:
    return _with_worth(np.frombuffer(raw, np.int8).reshape(-1, width))


def _with_worth(steps: npt.NDArray[np.int8]) -> TokenVectors:
    lengths = np.sqrt(np.einsum("ij,ij->i", steps, steps, dtype=np.float32))
    return TokenVectors(steps, np.asarray(1 / np.maximum(lengths, 1), np.float32))


def best_matches(query: Vectors, passages: Sequence[TokenVectors]) -> Vectors:
    """For each passage (rows) and each token of the query (columns), the cosine to the passage's nearest token.

    0 for a passage without tokens. The question is rounded to bytes as well: products of bytes add up to less than
    2 ** 24, which single precision holds exactly, so that a passage's numbers never depend on what stands beside it.
    """
    found = np.zeros((len(passages), len(query)), np.float32)
    filled = [index for index, vectors in enumerate(passages) if len(vectors.steps)]
    if not filled or not len(query):
        return found
    parts = [passages[index] for index in filled]
    steps = np.concatenate([vectors.steps for vectors in parts]).astype(np.float32)
    asked = rounded(query)
    worth = np.concatenate([vectors.worth for vectors in parts])
    cosines = (steps @ asked.steps.astype(np.float32).T) * worth[:, None] * asked.worth
    starts = np.cumsum([0, *(len(vectors.steps) for vectors in parts[:-1])])
    found[filled] = np.maximum.reduceat(cosines, starts, axis=0)
    return found


class TokenVectorMemory:
    """The passages used latest, by their text, in at most `limit` bytes. Safe to share between threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._known: OrderedDict[str, TokenVectors] = OrderedDict()
        self._lock = Lock()

    @property
    def size(self) -> int:
        """In bytes, without the texts themselves."""
        return self._size

    def find(self, texts: Iterable[str]) -> dict[str, TokenVectors]:
        """Those of the texts that are known."""
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
            for text in found:
                self._known.move_to_end(text)
        return found

    def add(self, text: str, vectors: TokenVectors) -> None:
        with self._lock:
            if text in self._known:
                return
            self._known[text] = vectors
            self._size += vectors.size
            while self._size > self._limit:
                _, dropped = self._known.popitem(last=False)
                self._size -= dropped.size
