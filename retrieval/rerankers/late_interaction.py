"""Late interaction (Khattab and Zaharia 2020) over the local embedder's own token states: no further model is needed.

Every word of the question looks for the word of the passage that is nearest in meaning where it stands; the score is
the mean of these cosines, from -1 to 1. With the rarity of terms it is a weighted mean: a word counts as much as it is
rare, a word without terms (`the`, `?`) nothing, and the pieces into which the model cuts a word share its weight.
"""

import re
from collections.abc import Sequence

import numpy as np

from retrieval.embedders.minilm import MiniLmEmbedder, TokenStates
from retrieval.embedding import EmbedderUnavailableError, Vectors
from retrieval.rerankers.token_table import passage_vectors, store_token_vectors, stored_vectors
from retrieval.rerankers.token_vectors import TokenVectorMemory, TokenVectors, best_matches
from retrieval.scope import Connection
from retrieval.stages.rarity import Rarity
from retrieval.stages.rerank import RerankerUnavailableError
from retrieval.tokens import tokens

MEMORY_BYTES = 256 * 2**20
"""About 5,500 passages of the manual's length."""

_WORD = re.compile(r"\S+")


class LateInteraction:
    """Scores passages that it has token vectors of at once; those of others it computes first, at an embedder's pace.

    What it computed or fetched stays in at most `memory_bytes`.
    """

    def __init__(self, encoder: MiniLmEmbedder, *, memory_bytes: int = MEMORY_BYTES) -> None:
        self._encoder = encoder
        self._memory = TokenVectorMemory(memory_bytes)
        self._fresh: dict[str, TokenVectors] = {}

    @property
    def name(self) -> str:
        return "late interaction, all-MiniLM-L6-v2"

    async def prepare(self, connection: Connection, passages: Sequence[str]) -> None:
        known = self._memory.find(passages)
        unknown = [text for text in dict.fromkeys(passages) if text not in known]
        if unknown:
            for text, vectors in (await stored_vectors(connection, unknown)).items():
                self._memory.add(text, vectors)

    async def keep(self, connection: Connection) -> None:
        """What was computed since the last time, so that no other process has to."""
        fresh, self._fresh = self._fresh, {}
        if fresh:
            await store_token_vectors(connection, fresh)

    def scores(self, query: str, passages: Sequence[str], rarity: Rarity | None = None) -> list[float]:
        try:
            asked = self._encoder.query_tokens(query)
            found = self._vectors(passages)
        except EmbedderUnavailableError as error:
            raise RerankerUnavailableError(str(error)) from error
        matches = best_matches(asked.states, [found[text] for text in passages])
        weights = query_weights(query, asked, rarity)
        return [float(score) for score in (matches.astype(np.float64) * weights).sum(1)]

    def _vectors(self, passages: Sequence[str]) -> dict[str, TokenVectors]:
        found = self._memory.find(passages)
        unknown = [text for text in dict.fromkeys(passages) if text not in found]
        _, states = self._encoder.embed_with_tokens(unknown)
        for text, made in zip(unknown, states, strict=True):
            found[text] = self._fresh[text] = passage_vectors(text, made)
            self._memory.add(text, found[text])
        return found


def query_weights(query: str, asked: TokenStates, rarity: Rarity | None) -> Vectors:
    """The share of each token in the score; they add up to 1. All alike without `rarity`, or where it knows no word."""
    weights = np.ones(len(asked.spans), np.float32)
    if rarity is not None:
        weights[:] = 0
        for word in _WORD.finditer(query):
            rarest = max((rarity.get(term, 0.0) for term in tokens(word[0])), default=0.0)
            pieces = [
                index
                for index, (start, end) in enumerate(asked.spans)
                if word.start() <= start < word.end() and any(map(str.isalnum, query[start:end]))
            ]
            weights[pieces] = rarest / max(1, len(pieces))
        if not weights.any():
            weights[:] = 1
    return np.asarray(weights / max(1.0, float(weights.sum())) if len(weights) else weights, np.float32)
