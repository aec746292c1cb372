"""The rerank stage: reads the best passages together with the question, which an index over single texts cannot."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Protocol

from pydantic import Field

from lending.base import Frozen
from retrieval.scope import Connection, Hit
from retrieval.stages.rarity import Rarity

DEPTH = 50
WEIGHT = 0.5


class RerankerUnavailableError(RuntimeError):
    """The model of this reranker cannot be loaded; the message says what to do."""


class Reranker(Protocol):
    """Scores passages by what they say to the question; a higher score is better, on a scale of the reranker's own."""

    @property
    def name(self) -> str: ...

    async def prepare(self, connection: Connection, passages: Sequence[str]) -> None:
        """Fetches what the database keeps of these passages, where the reranker keeps anything there."""

    async def keep(self, connection: Connection) -> None:
        """Stores what was computed for `scores`, where the reranker keeps anything in the database."""

    def scores(self, query: str, passages: Sequence[str], rarity: Rarity | None = None) -> list[float]:
        """One score for each passage, in their order. Blocks; safe to call from several threads.

        With `rarity`, rare words of the question weigh more, where the reranker weighs words at all. Raises
        `RerankerUnavailableError`.
        """


class RerankSettings(Frozen):
    """`depth` is how many passages are read; `weight` is the reranker's share of the score, from 0 to 1."""

    depth: Annotated[int, Field(ge=1, le=1000)] = DEPTH
    weight: Annotated[float, Field(ge=0, le=1)] = WEIGHT


class Reranked(Frozen):
    """`hit` in its new place with the blended score, which means nothing across questions; `rerank_score` does."""

    hit: Hit
    rerank_score: float


_DEFAULT_SETTINGS = RerankSettings()


async def rerank(
    connection: Connection,
    reranker: Reranker,
    query: str,
    hits: Sequence[Hit],
    texts: Mapping[int, str],
    *,
    settings: RerankSettings = _DEFAULT_SETTINGS,
    rarity: Rarity | None = None,
) -> tuple[Reranked, ...]:
    """The first `depth` hits in a new order; the others are left out, since their scores are on another scale.

    `texts` holds the text of each hit by its `passage_key`, as it was indexed.
    """
    best = hits[: settings.depth]
    passages = [texts[hit.passage_key] for hit in best]
    await reranker.prepare(connection, passages)
    scores = await asyncio.to_thread(reranker.scores, query, passages, rarity)
    return blended(best, scores, settings.weight)


def blended(hits: Sequence[Hit], scores: Sequence[float], weight: float = WEIGHT) -> tuple[Reranked, ...]:
    """Joins each hit's own score with the reranker's, `weight` being the latter's share. Best first, ties by id.

    Both are brought to the range from 0 (the worst of these hits) to 1 (the best), as neither has a scale by itself.
    """
    earlier = _spread([hit.score for hit in hits])
    later = _spread(scores)
    found = [
        Reranked(
            hit=hit.model_copy(update={"score": (1 - weight) * before + weight * after}),
            rerank_score=score,
        )
        for hit, before, after, score in zip(hits, earlier, later, scores, strict=True)
    ]
    return tuple(sorted(found, key=lambda reranked: (-reranked.hit.score, reranked.hit.passage_id)))


def _spread(scores: Sequence[float]) -> list[float]:
    """From 0 to 1; all 0 where they are equal, so that the other stage decides."""
    if not scores:
        return []
    lowest, width = min(scores), max(scores) - min(scores)
    return [(score - lowest) / width if width > 0 else 0.0 for score in scores]
