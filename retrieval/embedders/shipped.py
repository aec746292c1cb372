"""Vectors that come with the policy manual, so that a first run need not compute thousands of them.

A file of what the local model gave for the manual's passages and questions, each by the hash of its text and rounded
to eight bits a dimension. What is not in the file, or what another model is asked for, is computed as ever; so the file
may be missing, or behind the manual, and only time is lost. `scripts/embed_manual.py` writes it anew.
"""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.embedding import Embedder, Vectors

_HASH_OCTETS = 16
_LARGEST = 127


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:_HASH_OCTETS]


class ShippedVectors:
    """The embedder `inner`, with what the file at `path` already knows of it."""

    def __init__(self, inner: Embedder, path: Path) -> None:
        self._inner = inner
        self._path = path

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def dimension(self) -> int:
        return self._inner.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        places = [self._places.get(_hash(text)) for text in texts]
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        known = [index for index, place in enumerate(places) if place is not None]
        if known:
            vectors[known] = _unrounded(self._steps[[place for place in places if place is not None]])
        unknown = [index for index, place in enumerate(places) if place is None]
        if unknown:
            vectors[unknown] = self._inner.embed([texts[index] for index in unknown])
        return vectors

    @cached_property
    def _places(self) -> dict[bytes, int]:
        return {bytes(row): place for place, row in enumerate(self._read[0])}

    @property
    def _steps(self) -> npt.NDArray[np.int8]:
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int8]]:
        """Hashes and rounded vectors, row by row; nothing where the file is missing or another model's."""
        nothing = np.zeros((0, _HASH_OCTETS), np.uint8), np.zeros((0, self.dimension), np.int8)
        if not self._path.is_file():
            return nothing
        with np.load(self._path, allow_pickle=False) as stored:
            if str(stored["embedder"]) != self.name or stored["steps"].shape[1] != self.dimension:
                return nothing
            return stored["hashes"], stored["steps"]


def _unrounded(steps: npt.NDArray[np.int8]) -> Vectors:
    vectors = steps.astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def write_vectors(path: Path, embedder: Embedder, texts: Sequence[str]) -> int:
    """Embeds `texts` and writes the file; the number of texts, each counted once."""
    each = sorted(set(texts), key=_hash)
    vectors = embedder.embed(each)
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    np.savez(
        path,
        embedder=np.array(embedder.name),
        hashes=np.frombuffer(b"".join(map(_hash, each)), np.uint8).reshape(-1, _HASH_OCTETS),
        steps=np.round(vectors / largest * _LARGEST).astype(np.int8),
    )
    return len(each)
