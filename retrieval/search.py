r"""A question in, cited passages out, by five stages over what is in force.

    query -> rewrite -> wordings -> dense    \
                                    lexical  /  fuse -> diversify -> rerank -> judge -> load the passages

Every stage is a function of its own, and all of them read one snapshot of the database, so that an ingest in another
process never shows half of itself.
"""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import TYPE_CHECKING

from lending.program import Program
from retrieval.citation import CitationError, open_passage, passage_by_section
from retrieval.conflicts import versions_in_conflict
from retrieval.embedding import Embedder, QueryEmbeddings
from retrieval.index import PolicyIndexError, require_index
from retrieval.passage import Passage
from retrieval.result import SearchResult
from retrieval.rewriting.rewriter import DictionaryRewriter, Rewriter
from retrieval.rows import load_passages, load_vectors
from retrieval.scope import Connection, Hit, Scope
from retrieval.settings import SearchSettings
from retrieval.stages.answerable import CALIBRATION, Verdict, judge, read_signs
from retrieval.stages.asked import asked_ranking
from retrieval.stages.dense import dense_ranking
from retrieval.stages.diversity import diversified
from retrieval.stages.fusion import Ranking, convex_fusion, reciprocal_rank_fusion
from retrieval.stages.lexical import lexical_ranking
from retrieval.stages.rarity import Rarity, term_rarity
from retrieval.stages.rerank import Reranked, Reranker, rerank
from retrieval.trace import Later, retrieved
from storage.database import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = [
    "CitationError",
    "PolicyIndexError",
    "PolicySearch",
    "SearchSettings",
    "open_passage",
    "passage_by_section",
]

_DEFAULT_SETTINGS = SearchSettings()


class PolicySearch:
    """Searches the policies that `retrieval.ingest` brought in. Safe to share between tasks.

    Without a `rewriter` the dictionary of lending words serves, without a `reranker` that stage is left out.
    """

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        *,
        settings: SearchSettings = _DEFAULT_SETTINGS,
        rewriter: Rewriter | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self._database = database
        self._embedder = embedder
        self._embeddings = QueryEmbeddings(embedder)
        self._settings = settings
        self._rewriter = rewriter or DictionaryRewriter()
        self._reranker = reranker

    async def retrieve(
        self,
        query: str,
        *,
        as_of: date,
        limit: int = 5,
        documents: Collection[str] | None = None,
        program: Program | None = None,
        state: str | None = None,
    ) -> SearchResult:
        """At most `limit` passages in force on `as_of`, only of the `documents` (ids) where any are named.

        With a `program` or a `state` (postal code), only of documents that are for it or for all. The same query over
        the same corpus gives the same result. Raises `ValueError` for an empty query, `PolicyIndexError` where nothing
        was ingested or by another embedder, `EmbedderUnavailableError`, `RerankerUnavailableError`.
        """
        if not query.strip():
            raise ValueError("The policy search was given an empty query. Say what to look for.")
        if limit < 1:
            raise ValueError(f"The policy search was asked for {limit} passages. Ask for at least one.")
        scope = Scope.of(as_of, documents, program=program, state=state)
        wordings = (query, *(await self._rewriter.variants(query) if self._settings.rewrite else ()))
        depth = max(self._settings.depth, limit)
        async with self._snapshot() as connection:
            await require_index(connection, self._embedder)
            rankings = await self._rankings(connection, scope, wordings, depth)
            fused = self._fused(rankings)[:depth]
            diverse = await self._diversified(connection, fused)
            reranked = await self._reranked(connection, scope, query, diverse, limit)
            best = ([entry.hit for entry in reranked] if reranked else list(diverse))[:limit]
            passages = await load_passages(connection, [hit.passage_key for hit in best])
            found = retrieved(best, passages, rankings, Later(fused, diverse, reranked))
            verdict = await self._verdict(connection, query, best[0]) if best else None
            named = {passage.document for passage in passages.values()}
            conflicts = await versions_in_conflict(connection, as_of, named)
        if reranked and self._reranker is not None:
            async with self._database.pool.connection() as connection:
                await self._reranker.keep(connection)
        return SearchResult(
            passages=found,
            wordings=wordings,
            verdict=verdict,
            conflicts=conflicts,
        )

    async def rarity(self, query: str, as_of: date) -> Rarity:
        """See `retrieval.stages.rarity.term_rarity`."""
        async with self._database.pool.connection() as connection:
            return await term_rarity(connection, as_of, query)

    async def passage_by_section(self, document: str, section: str, as_of: date) -> Passage | None:
        """See `retrieval.citation.passage_by_section`."""
        return await passage_by_section(self._database, document, section, as_of)

    async def open_passage(self, passage_id: str, *, text_sha256: str | None = None) -> Passage:
        """See `retrieval.citation.open_passage`."""
        return await open_passage(self._database, passage_id, text_sha256=text_sha256)

    @asynccontextmanager
    async def _snapshot(self) -> "AsyncIterator[Connection]":
        async with self._database.pool.connection() as connection, connection.transaction():
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection

    async def _rankings(
        self, connection: Connection, scope: Scope, wordings: Sequence[str], depth: int
    ) -> tuple[Ranking, ...]:
        """Those of the query as it was asked come first."""
        rankings: list[Ranking] = []
        for number, wording in enumerate(wordings):
            weight = self._settings.wording_weight if number else 1.0
            if self._settings.dense:
                vector = await self._embeddings.vector(wording)
                dense = await dense_ranking(connection, scope, vector, depth)
                rankings.append(Ranking("dense", dense, weight))
                if self._settings.asked:
                    asked = await asked_ranking(connection, scope, vector, dense, depth)
                    rankings.append(Ranking("asked", asked, weight))
            if self._settings.lexical:
                rankings.append(Ranking("lexical", await lexical_ranking(connection, scope, wording, depth), weight))
        return tuple(rankings)

    def _fused(self, rankings: Sequence[Ranking]) -> tuple[Hit, ...]:
        if self._settings.fusion == "convex":
            return convex_fusion(rankings, self._settings.shares)
        return reciprocal_rank_fusion(rankings, self._settings.rrf_k)

    async def _diversified(self, connection: Connection, fused: Sequence[Hit]) -> tuple[Hit, ...]:
        share = self._settings.relevance_share
        if share >= 1:
            return tuple(fused)
        return diversified(fused, await load_vectors(connection, [hit.passage_key for hit in fused]), share)

    async def _reranked(
        self, connection: Connection, scope: Scope, query: str, hits: Sequence[Hit], limit: int
    ) -> tuple[Reranked, ...]:
        """As many as are wanted are read, where that is more than the settings say."""
        settings, reranker = self._settings.rerank, self._reranker
        if settings is None or reranker is None or not hits:
            return ()
        settings = settings.model_copy(update={"depth": max(settings.depth, limit)})
        read = hits[: settings.depth]
        passages = await load_passages(connection, [hit.passage_key for hit in read])
        texts = {key: passage.indexed_text() for key, passage in passages.items()}
        rarity = await term_rarity(connection, scope.as_of, query)
        return await rerank(connection, reranker, query, read, texts, settings=settings, rarity=rarity)

    async def _verdict(self, connection: Connection, query: str, best: Hit) -> Verdict | None:
        """None where the signs cannot be read, or where another model made the index than they are known of.

        Two cosines that lie close together are compared: hence the query in full precision.
        """
        if not self._settings.refuse or self._embedder.name != CALIBRATION.embedder:
            return None
        [vector] = await asyncio.to_thread(self._embedder.embed, [query])
        signs = await read_signs(connection, vector, best.passage_key)
        return None if signs is None else judge(signs)
