r"""A question in, cited passages out: dense and lexical stages over what is in force, fused, best first.

    query -> embed -> dense   \
                                fuse -> load the passages
    query -> tokens -> lexical /

Every stage is a function from a scope and the query to hits in rank order, and all of them read one snapshot of the
database, so that an ingest in another process never shows half of itself.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from lending.base import Frozen
from retrieval.citation import CitationError, open_passage, passage_by_section
from retrieval.embedding import Embedder, QueryEmbeddings
from retrieval.index import PolicyIndexError, require_index
from retrieval.passage import Passage, RetrievedPassage
from retrieval.rows import load_passages
from retrieval.scope import Hit, Scope
from retrieval.stages.dense import dense_ranking
from retrieval.stages.fusion import RRF_K, reciprocal_rank_fusion
from retrieval.stages.lexical import lexical_ranking
from storage.database import Database

__all__ = [
    "CitationError",
    "PolicyIndexError",
    "PolicySearch",
    "SearchSettings",
    "open_passage",
    "passage_by_section",
]


class SearchSettings(Frozen):
    """`depth` is how many passages each stage hands to the fusion."""

    depth: Annotated[int, Field(ge=1, le=1000)] = 50
    rrf_k: Annotated[int, Field(ge=1)] = RRF_K


_DEFAULT_SETTINGS = SearchSettings()


class PolicySearch:
    """Searches the policies that `retrieval.ingest` brought in. Safe to share between tasks."""

    def __init__(self, database: Database, embedder: Embedder, *, settings: SearchSettings = _DEFAULT_SETTINGS) -> None:
        self._database = database
        self._embedder = embedder
        self._embeddings = QueryEmbeddings(embedder)
        self._settings = settings

    async def search(
        self, query: str, *, as_of: date, limit: int = 5, documents: Collection[str] | None = None
    ) -> tuple[RetrievedPassage, ...]:
        """At most `limit` passages in force on `as_of`, only of the `documents` (ids) where any are named.

        The same query over the same corpus gives the same passages in the same order. Raises `ValueError` for an empty
        query, `PolicyIndexError` where nothing was ingested or by another embedder, `EmbedderUnavailableError`.
        """
        if not query.strip():
            raise ValueError("The policy search was given an empty query. Say what to look for.")
        if limit < 1:
            raise ValueError(f"The policy search was asked for {limit} passages. Ask for at least one.")
        scope = Scope.of(as_of, documents)
        vector = await self._embeddings.vector(query)
        depth = max(self._settings.depth, limit)
        async with self._database.pool.connection() as connection, connection.transaction():
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            await require_index(connection, self._embedder)
            dense = await dense_ranking(connection, scope, vector, depth)
            lexical = await lexical_ranking(connection, scope, query, depth)
            best = reciprocal_rank_fusion([dense, lexical], self._settings.rrf_k)[:limit]
            passages = await load_passages(connection, [hit.passage_key for hit in best])
        return _retrieved(best, passages, dense, lexical)

    async def passage_by_section(self, document: str, section: str, as_of: date) -> Passage | None:
        """See `retrieval.citation.passage_by_section`."""
        return await passage_by_section(self._database, document, section, as_of)

    async def open_passage(self, passage_id: str, *, text_sha256: str | None = None) -> Passage:
        """See `retrieval.citation.open_passage`."""
        return await open_passage(self._database, passage_id, text_sha256=text_sha256)


def _retrieved(
    best: Sequence[Hit], passages: dict[int, Passage], dense: Sequence[Hit], lexical: Sequence[Hit]
) -> tuple[RetrievedPassage, ...]:
    dense_ranks, lexical_ranks = _ranks(dense), _ranks(lexical)
    return tuple(
        RetrievedPassage(
            passage=passages[hit.passage_key],
            rank=rank,
            score=hit.score,
            dense_rank=dense_ranks.get(hit.passage_key),
            lexical_rank=lexical_ranks.get(hit.passage_key),
        )
        for rank, hit in enumerate(best, start=1)
    )


def _ranks(hits: Sequence[Hit]) -> dict[int, int]:
    return {hit.passage_key: rank for rank, hit in enumerate(hits, start=1)}
